import type { Knex } from 'knex';
import type { References, Referred } from '../../domain/audit/references.ts';
import type { Language } from '../../i18n.ts';

/** Names by `kind:id`, in the reader's language where there are two. */
export type Names = ReadonlyMap<string, string>;

interface Row {
  readonly kind: Referred;
  readonly id: string;
  readonly zh: string;
  readonly en: string;
}

/** Where each kind of thing has its name; people with what they sign in by, since names repeat. */
const SOURCES: Readonly<Record<Referred, string>> = {
  user: `select 'user', id::text, name || ' (' || username || ')', name || ' (' || username || ')'
    from users where id = any(:ids)`,
  department: `select 'department', id::text, name, name from departments where id = any(:ids)`,
  group: `select 'group', id::text, name, name from groups where id = any(:ids)`,
  template: `select 'template', id::text, name, name from templates where id = any(:ids)`,
  category: `select 'category', id::text, name, name from categories where id = any(:ids)`,
  role: `select 'role', id::text, name_zh, name_en from roles where id = any(:ids)`,
  stage: `select 'stage', key, name_zh, name_en from stages where key = any(:keys)`,
  field: `select 'field', id::text, name, name from fields where id = any(:ids)
    union all select 'field', key, name, name from fields where key = any(:keys)`,
  calendar: `select 'calendar', id::text, name, name from calendars where id = any(:ids)`,
};

/** The names of whatever is referred to, in one statement; what is gone has none (spec 03, audit log). */
export async function findNames(db: Knex, references: References): Promise<readonly Row[]> {
  const wanted = [...references];
  if (wanted.length === 0) return [];
  const parts = wanted.map(([kind, all]) => {
    const keys = [...all];
    const ids = keys.filter((key) => /^\d{1,15}$/.test(key)).map(Number);
    return db.raw(SOURCES[kind], kind === 'stage' ? { keys } : kind === 'field' ? { ids, keys } : { ids });
  });
  const { rows } = (await db.raw(
    `select * from (${parts.map(() => '?').join(' union all ')}) as named (kind, id, zh, en)`,
    parts,
  )) as { rows: Row[] };
  return rows;
}

/** The same for reading. */
export async function findNamesToShow(db: Knex, references: References, language: Language): Promise<Names> {
  const rows = await findNames(db, references);
  return new Map(rows.map(({ kind, id, zh, en }) => [`${kind}:${id}`, language === 'en' ? en : zh]));
}
