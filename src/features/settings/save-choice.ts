import { z } from 'zod';
import type { ActorCtx } from '../../context.ts';
import { CHOICES_MAX, type ChoiceKind, needOf } from '../../domain/choice/choice-rules.ts';
import { makeChoiceKey } from '../../domain/choice/make-choice-key.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import { Conflict, Invalid, NotFound, Refused } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { type ChoiceRow, findChoiceRows, isChoiceUsed } from './choices.query.ts';
import { deleteChoice, insertChoice, lockChoices, updateChoice } from './choices.store.ts';

const Choice = z.object({
  label_zh: z.string(),
  /** The Chinese one serves both languages while there is no other. */
  label_en: z.string().optional(),
  /** Not asked for where the product decides it. */
  active: z.boolean().optional(),
});

/**
 * Adds an entry to a list, or changes one (spec 10, "configuration over code"). Its key stays what it was made.
 * @param key null for a new one
 * @throws NotFound · Conflict · Invalid (label taken) · Refused 409 when the list is full, or the entry must stay in use
 */
export async function saveChoice(
  ctx: ActorCtx,
  kind: ChoiceKind,
  key: string | null,
  { values, version }: { readonly values: FieldValues; readonly version: number },
): Promise<void> {
  const sent = Choice.parse(values);
  const label_en = sent.label_en ?? sent.label_zh;
  await ctx.db.transaction(async (trx) => {
    await lockChoices(trx, kind);
    const rows = await findChoiceRows(trx, kind);
    const before = rows.find((row) => row.key === key);
    if (key !== null && !before) throw new NotFound('choice');
    if (!before && rows.length >= CHOICES_MAX) throw new Refused(409, 'choices_full', { max: CHOICES_MAX });
    refuseTaken(rows, key, { label_zh: sent.label_zh, label_en });
    const active = sent.active ?? before?.active ?? true;
    const columns = { label_zh: sent.label_zh, label_en, active };
    const made = before?.key ?? makeChoiceKey({ zh: columns.label_zh, en: label_en }, keysOf(rows));
    if (!before) await insertChoice(trx, kind, { ...columns, key: made });
    else {
      if (before.active && !active) refuseDeactivation(kind, before, rows);
      if (!(await updateChoice(trx, { kind, key: made, version }, columns))) throw new Conflict(version);
    }
    await recordChange(
      { ...ctx, db: trx },
      {
        action: before ? 'choice_changed' : 'choice_created',
        subjectType: 'choice',
        subjectId: choiceId(kind, made),
        subjectName: columns.label_zh,
        version,
        before: before ? choiceValues(before) : {},
        after: columns,
      },
    );
  });
}

/**
 * Takes an entry out of a list for good: one that is out of use already, and that nothing was ever marked with.
 * @throws NotFound · Conflict · Refused 409 with the reason
 */
export async function removeChoice(
  ctx: ActorCtx,
  kind: ChoiceKind,
  key: string,
  version: number,
): Promise<void> {
  await ctx.db.transaction(async (trx) => {
    await lockChoices(trx, kind);
    const before = (await findChoiceRows(trx, kind)).find((row) => row.key === key);
    if (!before) throw new NotFound('choice');
    if (before.version !== version) throw new Conflict(version);
    const label = before.label_zh;
    if (needOf(kind, key)) throw new Refused(409, 'choice_needed', { label });
    if (before.active) throw new Refused(409, 'choice_active', { label });
    if (await isChoiceUsed(trx, kind, key)) throw new Refused(409, 'choice_used', { label });
    if (!(await deleteChoice(trx, { kind, key, version }))) throw new Conflict(version);
    await recordChange(
      { ...ctx, db: trx },
      {
        action: 'choice_deleted',
        subjectType: 'choice',
        subjectId: choiceId(kind, key),
        subjectName: label,
        version,
        before: choiceValues(before),
        after: {},
      },
    );
  });
}

/** An entry in the audit log: keys are unique within their list alone. */
export function choiceId(kind: ChoiceKind, key: string): string {
  return `${kind}/${key}`;
}

/** As the form of an entry has it. */
export function choiceValues({ label_zh, label_en, active }: ChoiceRow): FieldValues {
  return { label_zh, label_en, active };
}

const keysOf = (rows: readonly ChoiceRow[]): Set<string> => new Set(rows.map((row) => row.key));

/** Two entries of one name could not be told apart where they are chosen. */
function refuseTaken(
  rows: readonly ChoiceRow[],
  key: string | null,
  labels: { readonly label_zh: string; readonly label_en: string },
): void {
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  const others = rows.filter((row) => row.key !== key);
  const taken = (['label_zh', 'label_en'] as const).filter((name) =>
    others.some((row) => same(row[name], labels[name])),
  );
  if (taken.length > 0)
    throw new Invalid(Object.fromEntries(taken.map((name) => [name, { code: 'name_taken', params: {} }])));
}

function refuseDeactivation(kind: ChoiceKind, before: ChoiceRow, rows: readonly ChoiceRow[]): void {
  const label = before.label_zh;
  if (needOf(kind, before.key) === 'active') throw new Refused(409, 'choice_needed', { label });
  const others = rows.filter((row) => row.active && row.key !== before.key);
  if (others.length === 0 && kind !== 'tag') throw new Refused(409, 'choice_last', { label });
}
