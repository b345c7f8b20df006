import type { Translate } from '../../i18n.ts';
import { figure, isAtWork } from './import.view.ts';
import type { ImportState, ImportSummary } from './imports.query.ts';

/** How far the phase that goes on has come: for the page, and for what is told to it while it is open (spec 06). */
export interface Progress {
  readonly id: number;
  readonly state: ImportState;
  readonly isAtWork: boolean;
  /** What goes on, as a sentence. */
  readonly sentence: string;
  readonly done: number;
  /** 0 while nobody knows how many there are. */
  readonly total: number;
  /** `46,180 / 50,000 行 · 每秒 3,200 行 · 约剩 4 秒` */
  readonly line: string;
}

const MINUTE_S = 60;
const HOUR_S = 3600;
/** Sooner, a rate is a guess. */
const FIRST_RATE_MS = 1500;

export function presentProgress(row: ImportSummary, now: Date, t: Translate): Progress {
  const { id, state, rowsDone: done, rowsTotal: total } = row;
  const ms = row.phaseStartedAt === null ? 0 : now.getTime() - row.phaseStartedAt.getTime();
  const rate = ms >= FIRST_RATE_MS && done > 0 ? (1000 * done) / ms : null;
  const rows =
    total > 0
      ? t('import.rows_of', { done: figure(done), total: figure(total) })
      : t('import.rows', { count: done, n: figure(done) });
  const parts = [
    rows,
    ...(rate === null ? [] : [t('import.rate', { n: figure(Math.max(1, Math.round(rate))) })]),
    ...(rate === null || total <= done ? [] : [leftOver((total - done) / rate, t)]),
  ];
  return {
    id,
    state,
    isAtWork: isAtWork(state),
    sentence: t(`import.at_work.${state === 'running' ? 'run' : 'check'}`, { context: row.kind }),
    done,
    total,
    line: parts.join(t('import.told_separator')),
  };
}

/** Two units at most, rounded so that it doesn't flicker: seconds, then minutes, then hours. */
function leftOver(seconds: number, t: Translate): string {
  if (seconds < MINUTE_S) return t('import.left_seconds', { n: Math.max(1, Math.ceil(seconds)) });
  if (seconds < HOUR_S) return t('import.left_minutes', { n: Math.ceil(seconds / MINUTE_S) });
  return t('import.left_hours', { n: Math.ceil(seconds / HOUR_S) });
}
