import type { ActorCtx } from '../../context.ts';
import type { FieldDefinition } from '../../domain/form/define-field.ts';
import { defaultProblem } from '../../domain/form/judge-placements.ts';
import { buildForm, type Placement } from '../../domain/form/placement.ts';
import { dayOf } from '../../domain/time/format.ts';
import { translator } from '../../i18n.ts';
import { recordChange } from '../audit/record-change.ts';
import { findDefinitions } from './field-definitions.query.ts';
import { findTemplate, findTemplatesHolding, findVersion } from './templates.query.ts';
import { insertVersion, lockTemplate } from './templates.store.ts';
import { isSameForm, placementsOfVersion } from './workshop.query.ts';

/**
 * Brings a changed definition of a field into use (spec 02): publishes a new version of each active template whose
 * newest one holds the field, as it was but for the definition. Drafts stay as they are; they follow by themselves. A
 * default that the field would no longer take is left out. Call it in the transaction that changes the field; it
 * answers how many templates have a new version.
 * @param was the definition before the change: tells what versions from before placements were kept had overridden
 */
export async function republishTemplates(
  ctx: ActorCtx,
  fieldKey: string,
  was?: FieldDefinition,
): Promise<number> {
  return ctx.db.transaction(async (db) => {
    const ids = await findTemplatesHolding(db, fieldKey);
    let published = 0;
    for (const id of ids) if (await republish({ ...ctx, db }, id, was)) published += 1;
    return published;
  });
}

async function republish(ctx: ActorCtx, id: number, was: FieldDefinition | undefined): Promise<boolean> {
  const { db } = ctx;
  await lockTemplate(db, id);
  const [template, live, definitions] = [
    await findTemplate(db, id),
    await findVersion(db, id),
    await findDefinitions(db),
  ];
  if (!template || !live) return false;
  const before = new Map<string, FieldDefinition>(definitions);
  if (was) before.set(was.key, was);
  const today = dayOf(ctx.now(), ctx.zone);
  const placements = placementsOfVersion(live, before).map((placement) =>
    keepsDefault(placement) ? placement : withoutDefault(placement),
  );
  const fields = buildForm(placements, definitions);
  if (isSameForm(fields, live.fields)) return false;
  const note = translator('zh-CN')('config.template.note_field_changed');
  const number = live.number + 1;
  await insertVersion(db, {
    ...{ templateId: id, number, fields, placements, note },
    ...{ by: ctx.actor.id, at: ctx.now() },
  });
  await recordChange(ctx, {
    action: 'template_published',
    subjectType: 'template',
    subjectId: id,
    subjectName: template.name,
    // Nothing that a page of the template has open is out of date by this.
    version: template.version - 1,
    before: { published_number: live.number },
    after: { published_number: number, note },
  });
  return true;

  function keepsDefault(placement: Placement): boolean {
    if (placement.default === undefined || !definitions.has(placement.field)) return true;
    const [field] = buildForm([placement], definitions);
    return field === undefined || defaultProblem(field, today) === undefined;
  }
}

function withoutDefault({ default: _gone, ...placement }: Placement): Placement {
  return placement;
}
