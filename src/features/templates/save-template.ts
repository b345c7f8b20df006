import { z } from 'zod';
import type { ActorCtx } from '../../context.ts';
import { violates } from '../../db/connection.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import type { Placement } from '../../domain/form/placement.ts';
import { Conflict, Invalid, NotFound, Refused } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { findTemplate, findUsingCategories } from './templates.query.ts';
import { insertTemplate, updateDraft, updateTemplate } from './templates.store.ts';

const Template = z.object({
  name: z.string(),
  description: z.string().default(''),
  active: z.boolean().default(true),
});

/** So many categories are named where a template can't be put out of use. */
const NAMED = 5;

/**
 * Makes a template that begins with these placements as its draft (spec 02): nobody uses it before it is published.
 * @throws Invalid where the name is taken
 */
export async function createTemplate(
  ctx: ActorCtx,
  values: FieldValues,
  placements: readonly Placement[],
): Promise<number> {
  const columns = Template.parse(values);
  return named(() =>
    ctx.db.transaction(async (db) => {
      const id = await insertTemplate(db, columns);
      await updateDraft(db, { id, version: 1 }, placements, { by: ctx.actor.id, at: ctx.now() });
      await recordChange(
        { ...ctx, db },
        {
          action: 'template_created',
          subjectType: 'template',
          subjectId: id,
          subjectName: columns.name,
          version: 0,
          before: {},
          after: { ...columns },
        },
      );
      return id;
    }),
  );
}

/**
 * Changes what a template is called, and whether it is in use (spec 02).
 * @throws NotFound · Conflict · Invalid (name taken) · Refused 409 while active categories use it, naming them
 */
export async function saveTemplate(
  ctx: ActorCtx,
  id: number,
  { values, version }: { readonly values: FieldValues; readonly version: number },
): Promise<void> {
  const columns = Template.parse(values);
  await named(() =>
    ctx.db.transaction(async (db) => {
      const before = await findTemplate(db, id);
      if (!before) throw new NotFound('template');
      if (!(await updateTemplate(db, { id, version }, columns, ctx.now()))) throw new Conflict(version);
      if (before.active && !columns.active) await refuseInUse({ ...ctx, db }, id);
      await recordChange(
        { ...ctx, db },
        {
          action: before.active && !columns.active ? 'template_deactivated' : 'template_changed',
          subjectType: 'template',
          subjectId: id,
          subjectName: columns.name,
          version,
          before: before.values,
          after: { ...columns },
        },
      );
    }),
  );
}

async function refuseInUse(ctx: ActorCtx, id: number): Promise<void> {
  const using = (await findUsingCategories(ctx.db, id)).filter(({ active }) => active);
  if (using.length === 0) return;
  const names = using.slice(0, NAMED).map(({ path }) => `“${path}”`);
  throw new Refused(409, 'template_in_use', { count: using.length, categories: names.join(' ') });
}

async function named<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (violates(error, 'templates_name_key'))
      throw new Invalid({ name: { code: 'name_taken', params: {} } });
    throw error;
  }
}
