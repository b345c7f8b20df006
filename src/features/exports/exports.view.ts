import { formatFileSize } from '../../domain/attachment/file-size.ts';
import type { Translate } from '../../i18n.ts';
import { WORKBOOK_ROWS } from '../../spreadsheet/write-workbook.ts';
import { paths } from '../../web/paths.ts';
import type { ListedExport } from './exports.query.ts';

export interface ExportView {
  readonly id: number;
  readonly name: string;
  readonly state: ListedExport['state'];
  /** How it stands, in words. */
  readonly standing: string;
  /** While it is being made: how far. */
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly rows: string;
  readonly size: string;
  readonly asked: string;
  readonly expires: string;
  readonly file: string | null;
  readonly cancel: string | null;
}

/** A line of `/exports` (spec 06). */
export function presentExport(
  row: ListedExport,
  { t, moment, now }: { t: Translate; moment: (at: Date) => string; now: Date },
): ExportView {
  const isOver = row.state === 'done' && row.expires_at !== null && row.expires_at <= now;
  const state = isOver ? 'expired' : row.state;
  const isUnderWay = state === 'waiting' || state === 'running';
  const number = (count: number): string => count.toLocaleString('en-US');
  const total = Math.max(row.rows_total, row.rows_done);
  return {
    id: row.id,
    name: row.file_name,
    state,
    standing:
      state === 'running'
        ? t('export.running', { done: number(row.rows_done), total: number(total) })
        : state === 'failed' && row.failure !== null && row.failure !== 'failed'
          ? t(`refusal.${row.failure}`, { max: number(WORKBOOK_ROWS) })
          : t(`export.state.${state}`),
    progress: state === 'running' ? { done: row.rows_done, total: Math.max(total, 1) } : null,
    rows: number(state === 'done' ? row.rows_done : row.rows_total),
    size: row.size_bytes === null || state !== 'done' ? '' : formatFileSize(row.size_bytes),
    asked: moment(row.created_at),
    expires: state === 'done' && row.expires_at ? moment(row.expires_at) : '',
    file: state === 'done' ? paths.exports.file.to(row.id) : null,
    cancel: isUnderWay ? paths.exports.cancel.to(row.id) : null,
  };
}
