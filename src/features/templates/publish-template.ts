import type { ActorCtx } from '../../context.ts';
import { dayOf } from '../../domain/time/format.ts';
import { Conflict, Refused } from '../../errors.ts';
import { translator } from '../../i18n.ts';
import { recordChange } from '../audit/record-change.ts';
import { insertVersion, lockTemplate, updateDraft } from './templates.store.ts';
import { completeWorkshop, findWorkshop } from './workshop.query.ts';

const WORDS = { t: translator('zh-CN'), language: 'zh-CN' } as const;

/**
 * Publishes a template's draft as its next version (spec 02): complete in itself, never changed again, used by every
 * new ticket from now on. Answers its number.
 * @param version the one that the page has: of two administrators who publish at once, one wins
 * @throws NotFound · Conflict · Refused 409 when there is nothing to publish, or something is wrong with it
 */
export async function publishTemplate(
  ctx: ActorCtx,
  id: number,
  { version, note }: { readonly version: number; readonly note: string },
): Promise<number> {
  return ctx.db.transaction(async (db) => {
    await lockTemplate(db, id);
    const workshop = await findWorkshop(db, id);
    const { template, live, placements, stored } = workshop;
    if (template.version !== version) throw new Conflict(version);
    if (!workshop.isChanged) throw new Refused(409, 'template_unchanged');
    const today = dayOf(ctx.now(), ctx.zone);
    const { problems } = await completeWorkshop(db, workshop, WORDS, today);
    if (problems.length > 0) throw new Refused(409, 'template_unsound', { count: problems.length });
    const number = (live?.number ?? 0) + 1;
    const saved = { by: ctx.actor.id, at: ctx.now() };
    await insertVersion(db, { templateId: id, number, fields: stored, placements, note, ...saved });
    if (!(await updateDraft(db, { id, version }, null, saved))) throw new Conflict(version);
    await recordChange(
      { ...ctx, db },
      {
        action: 'template_published',
        subjectType: 'template',
        subjectId: id,
        subjectName: template.name,
        version,
        before: { published_number: live?.number },
        after: { published_number: number, note },
      },
    );
    return number;
  });
}
