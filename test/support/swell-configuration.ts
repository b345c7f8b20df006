import type { Knex } from 'knex';

/** A configuration far beyond the reference company's, made in a few statements. */
export interface Size {
  readonly categories: number;
  readonly fields: number;
  readonly templates: number;
  readonly users: number;
}

export const LARGE: Size = { categories: 5000, fields: 500, templates: 200, users: 1000 };

/** Fields that each of the added templates asks for. */
const PLACED = 80;

/**
 * Fills the configuration up to a size: categories four levels deep with at most 20 children each, fields of several
 * types, templates of 80 fields, and people in the groups and departments that are there.
 */
export async function swellConfiguration(db: Knex, size: Size): Promise<void> {
  await addUsers(db, size.users);
  await addFields(db, size.fields);
  await addTemplates(db, size.templates);
  await addCategories(db, size.categories);
  await db.raw('analyze');
}

async function missing(db: Knex, table: string, wanted: number): Promise<number> {
  const [row] = (await db(table).count('* as count')) as { count: string | number }[];
  return Math.max(wanted - Number(row?.count ?? 0), 0);
}

async function addUsers(db: Knex, wanted: number): Promise<void> {
  await db.raw(
    `with added as (
       insert into users (username, password_hash, name, department_id)
         select 'person' || n, '-', '客服' || lpad(n::text, 4, '0'),
           (select id from departments order by id offset n % (select count(*) from departments) limit 1)
         from generate_series(1, ?::int) n returning id
     ), members as (
       insert into group_members (group_id, user_id)
         select (select id from groups order by id offset added.id % (select count(*) from groups) limit 1), id from added
     )
     insert into user_roles (user_id, role_id) select added.id, r.id from added, roles r where r.key = 'after_sales_agent'`,
    [await missing(db, 'users', wanted)],
  );
}

async function addFields(db: Knex, wanted: number): Promise<void> {
  await db.raw(
    `insert into fields (key, name, type, options, filterable, in_list)
       select 'added_' || n, '附加字段 ' || n, (array['text', 'select', 'number', 'date', 'textarea'])[1 + n % 5],
         case when n % 5 = 1 then (select jsonb_agg(jsonb_build_object('value', 'o' || o, 'label', '选项 ' || o))
           from generate_series(1, 12) o) else '[]' end,
         n % 5 in (1, 2, 3), n % 10 = 1
       from generate_series(1, ?::int) n`,
    [await missing(db, 'fields', wanted)],
  );
}

async function addTemplates(db: Knex, wanted: number): Promise<void> {
  await db.raw(
    `with added as (
       insert into templates (name) select '附加模板 ' || n from generate_series(1, :count::int) n returning id
     ), placed as (
       select jsonb_agg(jsonb_build_object('key', key, 'type', type, 'label', name, 'required', false, 'width', 'half',
         'options', options) order by id) as fields
       from (select * from fields where retired_at is null order by id limit :placed) f
     )
     insert into template_versions (template_id, number, fields)
       select id, 1, '[{"key": "customer_name"}, {"key": "phone"}, {"key": "source"}, {"key": "title"}, {"key": "description"},
         {"key": "order_number"}, {"key": "priority"}]'::jsonb || placed.fields from added, placed`,
    { count: await missing(db, 'templates', wanted), placed: PLACED },
  );
}

async function addCategories(db: Knex, wanted: number): Promise<void> {
  for (let depth = 2; depth <= 4; depth += 1) {
    const left = await missing(db, 'categories', wanted);
    await db.raw(
      `insert into categories (parent_id, depth, name, initials, position, template_id)
         select p.id, :depth, '附加分类 ' || :depth || '-' || row_number() over (), 'fjfl', 100 + n,
           (select id from templates order by id offset p.id % (select count(*) from templates) limit 1)
         from (select id, row_number() over (order by id) from categories where depth = :above order by id limit 300) p
         cross join generate_series(1, 20) n
         limit :most`,
      { depth, above: depth - 1, most: depth === 4 ? left : Math.min(left, 300) },
    );
  }
}
