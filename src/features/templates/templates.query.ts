import type { Knex } from 'knex';
import type { FieldValues, FormField } from '../../domain/form/field.ts';
import type { Placement } from '../../domain/form/placement.ts';

export interface TemplateListRow {
  readonly id: number;
  readonly name: string;
  readonly active: boolean;
  /** Of the newest version; null before anything was published. */
  readonly number: number | null;
  readonly published_at: Date | null;
  readonly fields: number;
  /** Active categories that say this template themselves; those below inherit it. */
  readonly categories: number;
  readonly has_draft: boolean;
}

/** All templates whose name holds the words, by name, those out of use last (spec 02). */
export async function findTemplates(db: Knex, q: string): Promise<TemplateListRow[]> {
  const query = db('templates as t')
    .joinRaw(
      `left join lateral (select number, published_at, jsonb_array_length(fields) as fields
       from template_versions where template_id = t.id order by number desc limit 1) v on true`,
    )
    .orderByRaw('t.active desc, t.name, t.id')
    .select(
      't.id',
      't.name',
      't.active',
      'v.number',
      'v.published_at',
      db.raw('coalesce(v.fields, 0)::int as fields'),
      db.raw('t.draft is not null as has_draft'),
      db.raw(
        '(select count(*)::int from categories c where c.template_id = t.id and c.active) as categories',
      ),
    );
  if (q !== '') void query.whereRaw('position(lower(?) in lower(t.name)) > 0', [q]);
  return (await query) as TemplateListRow[];
}

export interface TemplateRecord {
  readonly id: number;
  readonly name: string;
  readonly version: number;
  readonly active: boolean;
  readonly draft: readonly Placement[] | null;
  readonly savedAt: Date | null;
  readonly savedBy: string | null;
  /** As its form has them; `before` of the audit log. */
  readonly values: FieldValues;
}

/** One template with its draft; undefined when there is none. */
export async function findTemplate(db: Knex, id: number): Promise<TemplateRecord | undefined> {
  const row = (await db('templates as t')
    .leftJoin('users as u', 'u.id', 't.draft_saved_by_id')
    .where('t.id', id)
    .first('t.*', 'u.name as saved_by')) as
    | {
        id: number;
        name: string;
        description: string;
        version: number;
        active: boolean;
        draft: Placement[] | null;
        draft_saved_at: Date | null;
        saved_by: string | null;
      }
    | undefined;
  return (
    row && {
      id: row.id,
      name: row.name,
      version: row.version,
      active: row.active,
      draft: row.draft,
      savedAt: row.draft_saved_at,
      savedBy: row.saved_by,
      values: {
        name: row.name,
        active: row.active,
        ...(row.description !== '' && { description: row.description }),
      },
    }
  );
}

export interface VersionRow {
  readonly id: number;
  readonly number: number;
  readonly note: string;
  readonly publishedAt: Date;
  readonly publishedBy: string | null;
}

const VERSION_COLUMNS = {
  id: 'v.id',
  number: 'v.number',
  note: 'v.note',
  publishedAt: 'v.published_at',
  publishedBy: 'u.name',
};

function versions(db: Knex, templateId: number): Knex.QueryBuilder {
  return db('template_versions as v')
    .leftJoin('users as u', 'u.id', 'v.published_by')
    .where('v.template_id', templateId)
    .orderBy('v.number', 'desc');
}

/** What was published, newest first; without the forms themselves. */
export async function findVersions(
  db: Knex,
  templateId: number,
  page: { readonly below: number; readonly limit: number },
): Promise<VersionRow[]> {
  return (await versions(db, templateId)
    .where('v.number', '<', page.below)
    .limit(page.limit)
    .select(VERSION_COLUMNS)) as VersionRow[];
}

export interface StoredVersion extends VersionRow {
  readonly fields: readonly FormField[];
  readonly placements: readonly Placement[] | null;
}

/** One version with its form, the newest where no number is said; undefined when there is none. */
export async function findVersion(
  db: Knex,
  templateId: number,
  number?: number,
): Promise<StoredVersion | undefined> {
  return (await versions(db, templateId)
    .modify((query) => (number === undefined ? query : query.where('v.number', number)))
    .first({ ...VERSION_COLUMNS, fields: 'v.fields', placements: 'v.placements' })) as
    StoredVersion | undefined;
}

export interface UsingCategory {
  readonly id: number;
  readonly path: string;
  readonly active: boolean;
}

/** The categories that say a template themselves, with the names above them. */
export async function findUsingCategories(db: Knex, templateId: number): Promise<UsingCategory[]> {
  const { rows } = (await db.raw(
    `with recursive up as (
       select c.id as own, c.parent_id, c.name as path, c.active, c.depth, c.position
       from categories c where c.template_id = ?
       union all
       select up.own, c.parent_id, c.name || ' / ' || up.path, up.active and c.active, c.depth, c.position
       from categories c join up on c.id = up.parent_id
     ) select own as id, path, active from up where parent_id is null order by active desc, path`,
    [templateId],
  )) as { rows: UsingCategory[] };
  return rows;
}

export interface VersionUse {
  readonly number: number;
  /** Open tickets made with it; counting stops at the limit. */
  readonly tickets: number;
}

/** How many open tickets stand on each version of a template; counting stops at the limit, for each version alone. */
export async function countTicketsByVersion(
  db: Knex,
  templateId: number,
  limit: number,
): Promise<VersionUse[]> {
  const { rows } = (await db.raw(
    `select v.number, n.tickets from template_versions v
     cross join lateral (
       select count(*)::int as tickets from (
         select 1 from tickets t where t.template_version_id = v.id and t.status <> 'closed' limit ?
       ) as open
     ) n
     where v.template_id = ? and n.tickets > 0 order by v.number desc`,
    [limit, templateId],
  )) as { rows: VersionUse[] };
  return rows;
}

/** Active templates whose newest version holds a field. */
export async function findTemplatesHolding(db: Knex, fieldKey: string): Promise<number[]> {
  const rows = (await db('templates as t')
    .joinRaw(
      `join lateral (select fields from template_versions where template_id = t.id
       order by number desc limit 1) v on true`,
    )
    .where('t.active', true)
    .whereRaw('v.fields @> ?::jsonb', [JSON.stringify([{ key: fieldKey }])])
    .orderBy('t.id')
    .select('t.id')) as { id: number }[];
  return rows.map(({ id }) => id);
}
