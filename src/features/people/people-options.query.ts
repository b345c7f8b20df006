import type { Knex } from 'knex';
import type { FieldOption, FormField } from '../../domain/form/field.ts';

/**
 * The fields of a form with the people and departments that they offer (spec 02), active ones first to last by name;
 * whoever left stays as a retired choice, so that older tickets go on naming them. At most two statements, none where
 * the form asks for neither.
 */
export async function withPeople(db: Knex, fields: readonly FormField[]): Promise<FormField[]> {
  const types = new Set(
    fields.flatMap((field) => [field.type, ...(field.fields ?? []).map(({ type }) => type)]),
  );
  const options = {
    user: types.has('user') ? await findUserOptions(db) : [],
    department: types.has('department') ? await findDepartmentOptions(db) : [],
  };
  const complete = (field: FormField): FormField => {
    if (field.type === 'user' || field.type === 'department')
      return { ...field, options: options[field.type] };
    return field.fields === undefined ? field : { ...field, fields: field.fields.map(complete) };
  };
  return fields.map(complete);
}

/** People of the same name are told apart by their user names. */
async function findUserOptions(db: Knex): Promise<FieldOption[]> {
  const { rows } = (await db.raw(
    `select id, active, case when count(*) over (partition by name) > 1
        then name || ' · ' || username else name end as label
     from users order by active desc, name, id`,
  )) as { rows: { id: number; active: boolean; label: string }[] };
  return rows.map(({ id, active, label }) => ({
    value: String(id),
    label,
    ...(!active && { retired: true }),
  }));
}

/** Each with those above it, in the order of the tree. */
async function findDepartmentOptions(db: Knex): Promise<FieldOption[]> {
  const { rows } = (await db.raw(
    `with recursive tree as (
       select id, name as label, array[position, id] as place, 1 as depth from departments where parent_id is null
       union all
       select d.id, t.label || ' / ' || d.name, t.place || array[d.position, d.id], t.depth + 1
       from departments d join tree t on d.parent_id = t.id where t.depth < 20
     ) select id, label from tree order by place`,
  )) as { rows: { id: number; label: string }[] };
  return rows.map(({ id, label }) => ({ value: String(id), label }));
}
