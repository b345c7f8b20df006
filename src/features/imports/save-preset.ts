import type { ActorCtx } from '../../context.ts';
import type { ImportPlan, PresetPlan } from '../../domain/import/import-plan.ts';
import { presetOf } from '../../domain/import/presets.ts';
import { violates } from '../../db/connection.ts';
import { Conflict, Invalid, Refused } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { deletePreset, insertPreset, renamePresetRow } from './presets.store.ts';
import { findPreset, type Preset } from './presets.query.ts';

const NAME_MAX = 60;
const NAME_KEY = 'import_presets_name_key';

/**
 * Keeps a plan under a name of its own (spec 06: "save as preset").
 * @throws Invalid about `preset_name` when it is missing, too long or taken
 */
export async function savePreset(
  ctx: ActorCtx,
  {
    name: given,
    kind,
    plan,
  }: { readonly name: string; readonly kind: Preset['kind']; readonly plan: ImportPlan },
): Promise<number> {
  const name = checkName(given, 'preset_name');
  return taken('preset_name', () =>
    ctx.db.transaction(async (db) => {
      const preset = presetOf(plan);
      const row = { name, kind, plan: preset, created_by_id: ctx.actor.id, updated_at: ctx.now() };
      const id = await insertPreset(db, row);
      await recordChange(
        { ...ctx, db },
        {
          ...subject(id, name),
          action: 'import_preset_created',
          version: 0,
          before: {},
          after: told(name, preset),
        },
      );
      return id;
    }),
  );
}

/** @throws NotFound · Conflict when it was changed meanwhile · Invalid about `name` */
export async function renamePreset(
  ctx: ActorCtx,
  { id, version, name: given }: { readonly id: number; readonly version: number; readonly name: string },
): Promise<void> {
  const name = checkName(given, 'name');
  await taken('name', () =>
    ctx.db.transaction(async (db) => {
      const before = await findPreset(db, id);
      if (!(await renamePresetRow(db, { id, version }, { name, now: ctx.now() })))
        throw new Conflict(version);
      const change = { before: { name: before.name }, after: { name } };
      await recordChange(
        { ...ctx, db },
        { ...subject(id, name), action: 'import_preset_renamed', version, ...change },
      );
    }),
  );
}

/** @throws NotFound · Refused for one that comes with the product · Conflict when it was changed meanwhile */
export async function removePreset(
  ctx: ActorCtx,
  { id, version }: { readonly id: number; readonly version: number },
): Promise<void> {
  await ctx.db.transaction(async (db) => {
    const { key, name, plan } = await findPreset(db, id);
    if (key !== null) throw new Refused(409, 'preset_shipped', { name });
    if (!(await deletePreset(db, { id, version }))) throw new Conflict(version);
    const change = { before: told(name, plan), after: {} };
    await recordChange(
      { ...ctx, db },
      { ...subject(id, name), action: 'import_preset_deleted', version, ...change },
    );
  });
}

const subject = (
  id: number,
  name: string,
): { subjectType: string; subjectId: number; subjectName: string } => ({
  subjectType: 'import_preset',
  subjectId: id,
  subjectName: name,
});

const told = (name: string, { columns }: PresetPlan): Record<string, unknown> => ({
  name,
  columns: columns.map(({ heading }) => heading),
});

function checkName(given: string, input: string): string {
  const name = given.normalize('NFC').trim().replace(/\s+/g, ' ');
  const code = name === '' ? 'required' : [...name].length > NAME_MAX ? 'too_long' : null;
  if (code === null) return name;
  throw new Invalid({
    [input]: { code, params: { max: NAME_MAX, length: [...name].length, count: [...name].length } },
  });
}

async function taken<T>(input: string, save: () => Promise<T>): Promise<T> {
  try {
    return await save();
  } catch (error) {
    if (!violates(error, NAME_KEY)) throw error;
    throw new Invalid({ [input]: { code: 'name_taken', params: {} } });
  }
}
