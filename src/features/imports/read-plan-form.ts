import type { FieldProblem } from '../../domain/form/field.ts';
import { constantText } from '../../domain/import/constant-answer.ts';
import type { RawForm } from '../../domain/form/parse-form.ts';
import type { ImportKind, ImportPlan } from '../../domain/import/import-plan.ts';
import type { SheetOutline } from '../../spreadsheet/reader-messages.ts';

/** The form of the mapping, as it was sent: a plan to be, and what is not right about it (spec 06, step 2). */

const CATEGORY = 'category';
/** Several columns may be these: one a level, and each with its heading before it. */
const SHARED: readonly string[] = [CATEGORY, 'description'];
const ID = /^[1-9]\d{0,14}$/;

export interface ReadPlan {
  /** The constants that stand in the form, those that are yet empty included. */
  readonly asked?: readonly string[];
  readonly plan: ImportPlan;
  readonly presetId: number | null;
}

/** The headings of a sheet, when they stand in a row. */
export function headingsAt(
  outline: readonly SheetOutline[],
  sheet: number,
  headerRow: number,
): readonly string[] {
  const shape = outline[sheet];
  const cells = shape?.head.find(({ number }) => number === headerRow)?.cells ?? [];
  return Array.from({ length: shape?.columns ?? 0 }, (_, index) => cells[index] ?? '');
}

/** Reads the form; what can't be used is as if it had not been sent. `values` stay as they were. */
export function readPlanForm(
  form: RawForm,
  outline: readonly SheetOutline[],
  { before, knows }: { readonly before: ImportPlan; readonly knows: (target: string) => boolean },
): ReadPlan {
  const sheet = within(numberIn(form['sheet']), outline.length - 1) ?? before.sheet;
  const head = outline[sheet]?.head ?? [];
  const asked = numberIn(form['header_row']);
  const headerRow = head.some(({ number }) => number === asked) && asked !== null ? asked : before.headerRow;
  const headings = headingsAt(outline, sheet, headerRow);
  const columns = headings.map((_, index) => {
    const target = textIn(form[`column.${index}`]);
    return target !== '' && knows(target) ? target : null;
  });
  const constants = Object.entries(form).flatMap(([name, value]): [string, string][] => {
    const key = name.startsWith('constant.') ? name.slice('constant.'.length) : '';
    const text = constantText(value).trim();
    return key === '' || text === '' || !knows(key) ? [] : [[key, text]];
  });
  const presetId = textIn(form['preset_id']);
  const added = textIn(form['add_constant']);
  const inForm = Object.keys(form).flatMap((name) =>
    name.startsWith('constant.') ? [name.slice('constant.'.length)] : [],
  );
  return {
    plan: {
      sheet,
      headerRow,
      headings,
      columns,
      constants: Object.fromEntries(constants),
      values: before.values,
      duplicates: form['duplicates'] === 'append' ? 'append' : 'skip',
      remembersValues: before.remembersValues,
    },
    asked: [...inForm, added].filter(knows),
    presetId: ID.test(presetId) ? Number(presetId) : null,
  };
}

/** What stands in the way of a check: by the name of the input. */
export function judgePlan(plan: ImportPlan, kind: ImportKind): Record<string, FieldProblem> {
  const problems: Record<string, FieldProblem> = {};
  const first = new Map<string, number>();
  for (const [index, target] of plan.columns.entries()) {
    if (target === null || SHARED.includes(target)) continue;
    const before = first.get(target);
    if (before === undefined) first.set(target, index);
    else
      problems[`column.${index}`] = {
        code: 'import_column_twice',
        params: { other: plan.headings[before] || letterOf(before) },
      };
  }
  const brings = (key: string): boolean => plan.columns.includes(key) || key in plan.constants;
  if (kind !== 'closing' && !brings(CATEGORY))
    problems['constant.category'] = { code: 'import_no_category', params: {} };
  return problems;
}

/** A column as spreadsheet programs call it: A … Z, AA … */
export function letterOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : letterOf(Math.floor(index / 26) - 1) + letter;
}

function textIn(value: RawForm[string]): string {
  return typeof value === 'string' ? value : '';
}

function numberIn(value: RawForm[string]): number | null {
  const text = textIn(value);
  return /^\d{1,7}$/.test(text) ? Number(text) : null;
}

const within = (value: number | null, max: number): number | null =>
  value !== null && value <= max ? value : null;
