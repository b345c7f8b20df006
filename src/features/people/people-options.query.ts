import type { Knex } from 'knex';
import type { FieldOption, FormField } from '../../domain/form/field.ts';
import { findDepartmentTree } from '../departments/departments.query.ts';

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
  return (await findDepartmentTree(db)).map(({ id, path }) => ({
    value: String(id),
    label: path.join(' / '),
  }));
}
