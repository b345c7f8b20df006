import type { Knex } from 'knex';
import type { CustomField, FieldValidation } from '../../domain/form/custom-field.ts';
import type { FieldOption, FieldType } from '../../domain/form/field.ts';

export interface FieldRecord {
  readonly id: number;
  readonly version: number;
  readonly isRetired: boolean;
  /** Templates with a published form that has it: whatever the tickets, its key and values stay. */
  readonly isUsed: boolean;
  readonly field: CustomField;
  /** Those whose newest version has it. */
  readonly templates: readonly { readonly id: number; readonly name: string }[];
}

interface Row {
  id: number;
  version: number;
  key: string;
  name: string;
  type: FieldType;
  help: string | null;
  options: FieldOption[];
  validation: FieldValidation;
  sensitive: boolean;
  searchable: boolean;
  filterable: boolean;
  in_list: boolean;
  retired_at: Date | null;
  is_used: boolean;
  templates: { id: number; name: string }[];
}

/** Placed by a version, or in a draft, as `[{"key": …}]`. */
const PLACES = `jsonb_build_array(jsonb_build_object('key', f.key))`;

/** One custom field; undefined when there is none (spec 02). */
export async function findField(db: Knex, id: number): Promise<FieldRecord | undefined> {
  const row = (await db('fields as f')
    .where('f.id', id)
    .first(
      'f.*',
      db.raw(`exists (select 1 from template_versions v where v.fields @> ${PLACES}) as is_used`),
      db.raw(`coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) order by t.name)
        from templates t join lateral (select fields from template_versions v where v.template_id = t.id
          order by number desc limit 1) newest on newest.fields @> ${PLACES}), '[]') as templates`),
    )) as Row | undefined;
  return row && toRecord(row);
}

function toRecord(row: Row): FieldRecord {
  return {
    id: row.id,
    version: row.version,
    isRetired: row.retired_at !== null,
    isUsed: row.is_used,
    templates: row.templates,
    field: {
      key: row.key,
      name: row.name,
      type: row.type,
      help: row.help ?? '',
      options: row.options,
      validation: row.validation,
      sensitive: row.sensitive,
      searchable: row.searchable,
      filterable: row.filterable,
      inList: row.in_list,
    },
  };
}

export interface FieldLine {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly type: FieldType;
  readonly sensitive: boolean;
  readonly filterable: boolean;
  readonly in_list: boolean;
  readonly retired: boolean;
  /** Templates whose newest version has it. */
  readonly templates: number;
}

export interface FieldFilter {
  readonly q: string;
  readonly type: FieldType | null;
}

/** All custom fields that a filter lets through, by name, retired ones last; each template is read once. */
export async function findFields(db: Knex, { q, type }: FieldFilter): Promise<FieldLine[]> {
  const query = db
    .with(
      'placed',
      db.raw(`select placement ->> 'key' as key, count(*)::int as templates
        from templates t
        cross join lateral (select fields from template_versions v where v.template_id = t.id
          order by number desc limit 1) newest
        cross join jsonb_array_elements(newest.fields) placement
        group by 1`),
    )
    .from('fields as f')
    .leftJoin('placed as p', 'p.key', 'f.key')
    .orderByRaw('(f.retired_at is not null), f.name, f.id')
    .select(
      ...['f.id', 'f.key', 'f.name', 'f.type', 'f.sensitive', 'f.filterable', 'f.in_list'],
      db.raw('f.retired_at is not null as retired'),
      db.raw('coalesce(p.templates, 0) as templates'),
    );
  if (q !== '')
    void query.whereRaw('(position(lower(?) in lower(f.name)) > 0 or position(lower(?) in f.key) > 0)', [
      q,
      q,
    ]);
  if (type !== null) void query.where('f.type', type);
  return (await query) as FieldLine[];
}

/** The keys of all other fields, retired ones among them: a key is never given twice. */
export async function findTakenKeys(db: Knex, exceptId: number | null): Promise<ReadonlySet<string>> {
  const keys = (await db('fields')
    .whereNot('id', exceptId ?? 0)
    .pluck('key')) as string[];
  return new Set(keys);
}

/** Templates that have a field in their next version, which is not published yet. */
export async function findDraftsWith(db: Knex, key: string): Promise<string[]> {
  return (await db('templates')
    .whereRaw(`draft @> jsonb_build_array(jsonb_build_object('key', ?::text))`, [key])
    .orderBy('name')
    .pluck('name')) as string[];
}
