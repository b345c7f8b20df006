import type { Knex } from 'knex';
import type { Ctx } from '../../context.ts';
import type { FieldOption } from '../../domain/form/field.ts';
import type { ImportCategory, ImportConfig, ImportPerson } from '../../domain/import/import-config.ts';
import type { ImportKind } from '../../domain/import/import-plan.ts';
import { CLOSE_FIELDS } from '../../domain/ticket/action-fields.ts';
import { PRIORITIES } from '../../domain/ticket/status.ts';
import { dayOf } from '../../domain/time/format.ts';
import { type Language, translator } from '../../i18n.ts';
import { findPickable } from '../categories/categories.query.ts';
import { findChoices } from '../settings/choices.query.ts';
import { findNewestForms } from '../templates/template-form.query.ts';

/** The language of the forms; cells may be written in the other one as well. */
const [OWN, OTHER]: [Language, Language] = ['zh-CN', 'en'];

/**
 * What the reading of rows has to know of the installation (spec 06): categories that can be picked and have a form,
 * the newest forms, people, choices; in a constant number of statements.
 */
export async function findImportConfig(ctx: Ctx, kind: ImportKind): Promise<ImportConfig> {
  const { db } = ctx;
  const picked = await findPickable(db);
  const templateIds = [...new Set(picked.flatMap(({ templateId }) => templateId ?? []))];
  const forms = new Map(
    (await findNewestForms(db, templateIds, { t: translator(OWN), language: OWN })).map((form) => [
      form.templateId,
      { versionId: form.versionId, fields: form.fields },
    ]),
  );
  const categories = picked.flatMap(({ id, path, templateId, defaultPriority }): ImportCategory[] =>
    templateId !== null && forms.has(templateId) ? [{ id, path, templateId, priority: defaultPriority }] : [],
  );
  return {
    kind,
    categories,
    forms,
    people: kind === 'history' ? await findPeople(db) : [],
    outcomes: {
      unsolved_reason: await findChoices(db, 'unsolved_reason', OWN),
      satisfaction: satisfactions(OWN),
    },
    translated: {
      source: await findChoices(db, 'source', OTHER),
      unsolved_reason: await findChoices(db, 'unsolved_reason', OTHER),
      priority: PRIORITIES.map((value) => labelled('priority', value, OTHER)),
      satisfaction: satisfactions(OTHER),
    },
    today: dayOf(ctx.now(), ctx.zone),
    zone: ctx.zone,
  };
}

function satisfactions(language: Language): FieldOption[] {
  const options = CLOSE_FIELDS.find(({ key }) => key === 'satisfaction')?.options ?? [];
  return options.map(({ value }) => labelled('satisfaction', value, language));
}

function labelled(list: string, value: string, language: Language): FieldOption {
  return { value, label: translator(language)(`ticket.${list}.${value}`) };
}

/** Everyone, those who have left too: they handled what is history now. */
async function findPeople(db: Knex): Promise<ImportPerson[]> {
  const { rows } = (await db.raw(
    `select u.id, u.name, u.username,
       (select m.group_id from group_members m join groups g on g.id = m.group_id
        join stages s on s.key = g.stage_key where m.user_id = u.id
        order by s.position, g.position, g.id limit 1) as "groupId"
     from users u order by u.active desc, u.id`,
  )) as { rows: ImportPerson[] };
  return rows;
}
