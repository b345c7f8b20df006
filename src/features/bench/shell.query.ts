import type { Knex } from 'knex';
import type { Actor } from '../../domain/people/permissions.ts';
import type { Company } from '../settings/company.query.ts';
import { unreadMessages } from '../notifications/inbox.query.ts';

export interface ShellData extends Company {
  /** Open tickets in my hands, and waiting in my groups' pools: up to COUNT_LIMIT, then "999+". */
  readonly mine: number;
  readonly pool: number;
  /** Unread messages: up to 100, then "99+". */
  readonly unread: number;
}

const COUNT_LIMIT = 999;

/** What the frame of every page shows, in one statement. Counting stops at the limit: it never scans. */
export async function findShell(db: Knex, actor: Actor): Promise<ShellData> {
  const { rows } = (await db.raw(
    `select
       coalesce((select value #>> '{}' from settings where key = 'company_name'), '') as "companyName",
       (select value ->> 'print' from settings where key = 'company_logo') as logo,
       (select count(*)::int from (select 1 from tickets where assignee_id = :me and status <> 'closed' limit :limit) a) as mine,
       (select count(*)::int from (select 1 from tickets where group_id = any(:groups) and assignee_id is null
          and status <> 'closed' limit :limit) b) as pool,
       (select count(*)::int from (:unread) c) as unread`,
    {
      me: actor.id,
      groups: [...actor.groupIds],
      limit: COUNT_LIMIT + 1,
      unread: unreadMessages(db, actor),
    },
  )) as { rows: ShellData[] };
  if (!rows[0]) throw new Error('the shell query answered nothing');
  return rows[0];
}
