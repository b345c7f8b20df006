import type { FieldProblem, FormField } from '../../domain/form/field.ts';
import { type PresentedField, presentForm } from '../../domain/form/present-form.ts';
import { constantAnswer } from '../../domain/import/constant-answer.ts';
import type { ImportPlan } from '../../domain/import/import-plan.ts';
import { shorten } from '../../domain/import/fold-text.ts';
import type { Translate } from '../../i18n.ts';
import type { SheetOutline } from '../../spreadsheet/reader-messages.ts';
import { figure } from './import.view.ts';
import { letterOf } from './read-plan-form.ts';
import { CATEGORY, type Targets, type ValueChoice } from './targets.view.ts';

const SAMPLES = 3;
const SAMPLE_LENGTH = 28;
const PREVIEWED = 8;
const PREVIEW_COLUMNS = 12;
const PREFIX = 'constant-';
const ALWAYS = ['source', 'priority'];

export interface MappedColumn {
  readonly index: number;
  readonly letter: string;
  readonly heading: string;
  readonly samples: readonly string[];
  readonly target: string;
  /** It is read as what it was taken for. */
  readonly isGuessed: boolean;
  readonly error: string | null;
}

export interface PlanPage {
  readonly sheets: readonly { readonly index: number; readonly label: string; readonly isChosen: boolean }[];
  readonly sheet: number;
  readonly headerRow: number;
  readonly preview: readonly {
    readonly number: number;
    readonly cells: readonly string[];
    readonly isHeader: boolean;
    /** Above the headings: left out. */
    readonly isAbove: boolean;
  }[];
  readonly letters: readonly string[];
  readonly columns: readonly MappedColumn[];
  readonly groups: readonly ValueChoice[];
  readonly mapped: number;
  readonly constants: readonly PresentedField[];
  /** What else can be said for all rows. */
  readonly addable: readonly ValueChoice[];
  readonly category: { readonly chosen: string; readonly error: string | null; readonly isNeeded: boolean };
  readonly duplicates: ImportPlan['duplicates'];
}

export interface PlanWords {
  readonly t: Translate;
  readonly targets: Targets;
  readonly problems: Readonly<Record<string, FieldProblem>>;
  /** The constants that stand in the form already. */
  readonly asked: readonly string[];
}

/** The page of the mapping (spec 06, step 2). @param guess how the same sheet is read by itself */
export function presentPlan(
  plan: ImportPlan,
  outline: readonly SheetOutline[],
  guess: ImportPlan,
  words: PlanWords,
): PlanPage {
  const { t, targets, problems } = words;
  const head = outline[plan.sheet]?.head ?? [];
  const below = head.filter(({ number }) => number > plan.headerRow);
  const errorOf = (input: string): string | null => {
    const problem = problems[input];
    return problem ? t(`form.problem.${problem.code}`, problem.params) : null;
  };
  const first = Math.max(0, head.findIndex(({ number }) => number === plan.headerRow) - 3);
  return {
    sheets: outline.map(({ name, rows }, index) => ({
      index,
      label: labelOfSheet(name, rows, t),
      isChosen: index === plan.sheet,
    })),
    sheet: plan.sheet,
    headerRow: plan.headerRow,
    preview: head.slice(first, first + PREVIEWED).map(({ number, cells }) => ({
      number,
      cells: plan.headings
        .slice(0, PREVIEW_COLUMNS)
        .map((_, index) => shorten(cells[index] ?? '', SAMPLE_LENGTH)),
      isHeader: number === plan.headerRow,
      isAbove: number < plan.headerRow,
    })),
    letters: plan.headings.slice(0, PREVIEW_COLUMNS).map((_, index) => letterOf(index)),
    columns: plan.headings.map((heading, index) => ({
      index,
      letter: letterOf(index),
      heading,
      samples: samplesOf(below.map(({ cells }) => cells[index] ?? '')),
      target: plan.columns[index] ?? '',
      isGuessed: plan.columns[index] !== null && plan.columns[index] === guess.columns[index],
      error: errorOf(`column.${index}`),
    })),
    groups: targets.groups,
    mapped: plan.columns.filter((target) => target !== null).length,
    constants: presentConstants(plan, words),
    addable: addableTo(constantKeys(plan, words), targets),
    category: {
      chosen: plan.constants[CATEGORY] ?? '',
      error: errorOf(`constant.${CATEGORY}`),
      isNeeded: !plan.columns.includes(CATEGORY),
    },
    duplicates: plan.duplicates,
  };
}

/** A text file is a sheet without a name. */
function labelOfSheet(name: string, rows: number | null, t: Translate): string {
  if (rows === null) return name;
  return t(name === '' ? 'import.rows' : 'import.sheet_rows', { name, count: rows, n: figure(rows) });
}

function samplesOf(cells: readonly string[]): string[] {
  const texts = cells
    .filter((cell) => cell !== '')
    .map((cell) => shorten(cell.replace(/\s+/g, ' '), SAMPLE_LENGTH));
  return [...new Set(texts)].slice(0, SAMPLES);
}

/** What every ticket has, and what the category requires, where no column brings it. */
function constantKeys({ columns, constants }: ImportPlan, { targets, asked }: PlanWords): string[] {
  const required = targets.requiredBy(constants[CATEGORY] ?? '').filter((key) => !columns.includes(key));
  const keys = [...ALWAYS, ...required, ...Object.keys(constants), ...asked];
  return [...new Set(keys)].filter((key) => key !== CATEGORY && targets.knows(key));
}

function addableTo(keys: readonly string[], { groups }: Targets): ValueChoice[] {
  const taken = [CATEGORY, ...keys];
  return groups
    .map(({ label, options }) => ({ label, options: options.filter(({ value }) => !taken.includes(value)) }))
    .filter(({ options }) => options.length > 0);
}

function presentConstants(plan: ImportPlan, words: PlanWords): readonly PresentedField[] {
  const { t, targets, problems } = words;
  const fields = constantKeys(plan, words).map((key): FormField => {
    const field = targets.fieldOf(key);
    const { visibleWhen: _always, ...rest } = field;
    // What has a usual answer, as the priority of a category, is not asked for.
    const isAsked = field.required && field.default === undefined && !plan.columns.includes(field.key);
    return { ...rest, width: 'half', required: isAsked };
  });
  const own = Object.entries(problems).flatMap(([input, problem]): [string, FieldProblem][] =>
    input.startsWith('constant.') ? [[input.slice('constant.'.length), problem]] : [],
  );
  return presentForm({
    fields,
    t,
    raw: Object.fromEntries(
      fields.map(({ key, type }) => [key, constantAnswer({ type }, plan.constants[key] ?? '')]),
    ),
    problems: Object.fromEntries(own),
    idPrefix: PREFIX,
    namePrefix: 'constant.',
  });
}
