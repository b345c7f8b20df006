import type { Knex } from 'knex';
import type { Language } from '../../i18n.ts';

const PAGE_SIZE = 50;
export const STATES = ['active', 'inactive', 'all'] as const;

export interface UserFilter {
  /** Part of a name, its pinyin, a user name or a phone number. */
  readonly q: string;
  /** With those below it. */
  readonly department: number | null;
  readonly group: number | null;
  readonly role: number | null;
  readonly state: (typeof STATES)[number];
}

export interface UserCursor {
  readonly id: number;
  readonly backwards: boolean;
}

export interface UserRow {
  readonly id: number;
  readonly username: string;
  readonly name: string;
  readonly phone: string | null;
  readonly department: string | null;
  readonly groups: string | null;
  readonly roles: string | null;
  readonly active: boolean;
  readonly lastSignedInAt: Date | null;
}

/** One page of people in the order of their names' pinyin, by key, and how many match in all (spec 03). */
export async function findUserPage(
  db: Knex,
  filter: UserFilter,
  cursor: UserCursor | null,
  language: Language,
): Promise<{ rows: UserRow[]; total: number; before: number | null; after: number | null }> {
  const [counted] = (await matching(db, filter).count('* as count')) as { count: string | number }[];
  const backwards = cursor?.backwards ?? false;
  const page = matching(db, filter);
  if (cursor) {
    void page.whereRaw(
      `(u.pinyin, u.id) ${backwards ? '<' : '>'} (select pinyin, id from users where id = ?)`,
      [cursor.id],
    );
  }
  const direction = backwards ? 'desc' : 'asc';
  const rows = (await page
    .leftJoin('departments as d', 'd.id', 'u.department_id')
    .orderBy([
      { column: 'u.pinyin', order: direction },
      { column: 'u.id', order: direction },
    ])
    .limit(PAGE_SIZE + 1)
    .select(
      'u.id',
      'u.username',
      'u.name',
      'u.phone',
      'd.name as department',
      'u.active',
      'u.last_signed_in_at as lastSignedInAt',
      db.raw(`(select string_agg(g.name, ' / ' order by s.position, g.position, g.id)
        from group_members m join groups g on g.id = m.group_id join stages s on s.key = g.stage_key
        where m.user_id = u.id) as groups`),
      db.raw(
        `(select string_agg(??, ' / ' order by r.position) from user_roles h join roles r on r.id = h.role_id
        where h.user_id = u.id) as roles`,
        [language === 'en' ? 'r.name_en' : 'r.name_zh'],
      ),
    )) as UserRow[];
  const more = rows.length > PAGE_SIZE;
  const shown = rows.slice(0, PAGE_SIZE);
  if (backwards) shown.reverse();
  return {
    rows: shown,
    total: Number(counted?.count ?? 0),
    before: cursor && (!backwards || more) ? (shown[0]?.id ?? null) : null,
    after: more || backwards ? (shown.at(-1)?.id ?? null) : null,
  };
}

function matching(db: Knex, { q, department, group, role, state }: UserFilter): Knex.QueryBuilder {
  const query = db('users as u');
  if (state !== 'all') void query.where('u.active', state === 'active');
  if (department !== null) {
    void query.whereRaw(
      `u.department_id in (with recursive below as (
         select id from departments where id = ?
         union select d.id from departments d join below b on d.parent_id = b.id) select id from below)`,
      [department],
    );
  }
  if (group !== null)
    void query.whereRaw('exists (select 1 from group_members m where m.user_id = u.id and m.group_id = ?)', [
      group,
    ]);
  if (role !== null)
    void query.whereRaw('exists (select 1 from user_roles h where h.user_id = u.id and h.role_id = ?)', [
      role,
    ]);
  if (q !== '') {
    const text = q.normalize('NFKC').toLowerCase();
    void query.whereRaw(
      `(position(:text in lower(u.name)) > 0 or position(:text in lower(u.username)) > 0
        or position(:sound in u.pinyin) > 0 or position(:digits in coalesce(u.phone, '')) > 0)`,
      { text, sound: text.replace(/[\s']/g, '') || text, digits: text.replace(/[\s-]/g, '') || text },
    );
  }
  return query;
}
