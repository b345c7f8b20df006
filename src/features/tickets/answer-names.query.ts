import type { Knex } from 'knex';
import { valueIn } from '../../domain/form/raw-form.ts';
import type { AnswerNames } from './list-cells.view.ts';
import type { ListField } from './list-fields.query.ts';
import type { ListRow } from './ticket-list.query.ts';

const TABLES = { user: 'users', department: 'departments' } as const;

/** The names of the people and departments that stand in the answers of some rows to some fields. */
export async function findAnswerNames(
  db: Knex,
  rows: readonly Pick<ListRow, 'values'>[],
  fields: readonly ListField[],
): Promise<AnswerNames> {
  const [user, department] = await Promise.all([
    findNames(db, 'user', idsIn(rows, fields, 'user')),
    findNames(db, 'department', idsIn(rows, fields, 'department')),
  ]);
  return { user, department };
}

/** Names by ids; null where no column asks for any. */
export async function findNames(
  db: Knex,
  of: keyof typeof TABLES,
  ids: readonly number[] | null,
): Promise<Map<number, string>> {
  if (ids === null) return new Map();
  const rows = (await db(TABLES[of])
    .whereRaw('id = any(?)', [[...ids]])
    .select('id', 'name')) as { id: number; name: string }[];
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function idsIn(
  rows: readonly Pick<ListRow, 'values'>[],
  fields: readonly ListField[],
  of: string,
): number[] | null {
  const keys = fields.flatMap(({ key, type }) => ((type as string) === of ? [key] : []));
  if (keys.length === 0) return null;
  const ids = rows.flatMap(({ values }) => keys.map((key) => Number(valueIn(values, key))));
  return [...new Set(ids.filter((id) => Number.isSafeInteger(id)))];
}
