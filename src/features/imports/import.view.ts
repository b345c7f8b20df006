import type { Translate } from '../../i18n.ts';
import { paths } from '../../web/paths.ts';
import type {
  EarlierImport,
  ImportCounts,
  ImportRecord,
  ImportState,
  ImportSummary,
} from './imports.query.ts';

/** Figures as everywhere: `45,722`. */
export const figure = (count: number): string => count.toLocaleString('en-US');

export const countOf = (counts: ImportCounts, key: string): number => counts[key] ?? 0;

/** What became of the rows, the most important first; only what there is (spec 06). */
const TOLD: Readonly<Record<'check' | 'run', readonly string[]>> = {
  check: ['ready', 'invalid', 'duplicate', 'ignored'],
  run: ['done', 'appended', 'refused', 'cancelled', 'invalid', 'duplicate', 'ignored'],
};

/** The figures of an import as one line: `新建 99 · 追加 3 · 未导入 10`. */
export function summaryLine(row: Pick<ImportSummary, 'counts' | 'startedAt' | 'kind'>, t: Translate): string {
  return TOLD[row.startedAt === null ? 'check' : 'run']
    .filter((key) => countOf(row.counts, key) > 0)
    .map((key) => t(`import.told.${key}`, { n: figure(countOf(row.counts, key)), context: row.kind }))
    .join(t('import.told_separator'));
}

export const isAtWork = (state: ImportState): boolean => state === 'checking' || state === 'running';

export interface ListedImport {
  readonly id: number;
  readonly href: string;
  readonly fileName: string;
  readonly kind: string;
  readonly state: ImportState;
  readonly stateWord: string;
  readonly isAtWork: boolean;
  readonly told: string;
  readonly who: string;
  readonly moment: string;
  readonly iso: string;
}

/** A line of the list of imports. */
export function presentListed(
  row: ImportSummary,
  { t, moment }: { readonly t: Translate; readonly moment: (at: Date) => string },
): ListedImport {
  const percent = row.rowsTotal > 0 ? Math.floor((100 * row.rowsDone) / row.rowsTotal) : 0;
  return {
    id: row.id,
    href: paths.imports.show.to(row.id),
    fileName: row.fileName,
    kind: t(`import.kind.${row.kind}`),
    state: row.state,
    stateWord: t(`import.state.${row.state}`),
    isAtWork: isAtWork(row.state),
    told: isAtWork(row.state) ? t('import.percent', { percent }) : summaryLine(row, t),
    who: row.userName,
    moment: moment(row.createdAt),
    iso: row.createdAt.toISOString(),
  };
}

export const STEPS = ['upload', 'map', 'check', 'run', 'result'] as const;
export type Step = (typeof STEPS)[number];

export interface WizardStep {
  readonly name: string;
  readonly number: number;
  readonly isDone: boolean;
  readonly isCurrent: boolean;
  /** Where one can go back to; null where there is no way back. */
  readonly href: string | null;
}

/** The five steps, where this import stands among them, and which can be gone back to. */
export function presentSteps(current: Step, row: ImportSummary | null, t: Translate): WizardStep[] {
  const at = STEPS.indexOf(current);
  const canReturn = row !== null && row.startedAt === null && !isAtWork(row.state) && row.storedName !== null;
  return STEPS.map((step, index) => ({
    name: t(`import.step.${step}`),
    number: index + 1,
    isDone: index < at,
    isCurrent: index === at,
    href: step === 'map' && index < at && canReturn ? paths.imports.map.to(row.id) : null,
  }));
}

/** Which file, which of its sheets, where its headings are. */
export function subtitleOf({ fileName, outline, plan }: ImportRecord, t: Translate): string {
  const sheet = outline.length > 1 ? (outline[plan.sheet]?.name ?? '') : '';
  return [
    fileName,
    ...(sheet === '' ? [] : [t('import.subtitle_sheet', { name: sheet })]),
    t('import.subtitle_header', { n: plan.headerRow }),
  ].join(t('import.told_separator'));
}

export interface SameFile {
  readonly sentence: string;
  /** Null where it is another's, whom one can't look over the shoulder. */
  readonly href: string | null;
}

/** That the very file was imported before, by whom, and what came of it (spec 06). */
export function presentSame(
  earlier: EarlierImport,
  {
    t,
    moment,
    maySee,
  }: { readonly t: Translate; readonly moment: (at: Date) => string; readonly maySee: boolean },
): SameFile {
  const { at, userName: who, made, id } = earlier;
  return {
    sentence: t('import.same', { moment: moment(at), who, count: made, n: figure(made) }),
    href: maySee ? paths.imports.show.to(id) : null,
  };
}
