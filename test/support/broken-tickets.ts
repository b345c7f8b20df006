import type { Knex } from 'knex';

/**
 * What must hold for every ticket at every moment (spec 01: one action is one transaction and one log entry). Each
 * statement answers the tickets that break it. Part of this the database guarantees by itself; here all of it is
 * looked at from outside, so that the guarantee is a matter of proof.
 */
const RULES: Readonly<Record<string, string>> = {
  'its version is not the number of its log entries': `
    select t.number from tickets t left join ticket_events e on e.ticket_id = t.id
    group by t.id having count(e.id) <> t.version or min(e.seq) is distinct from 1 or max(e.seq) <> t.version`,
  'its log does not begin with its creation': `
    select t.number from tickets t
    where not exists (select 1 from ticket_events e where e.ticket_id = t.id and e.seq = 1 and e.type = 'ticket_created')`,
  'a log entry does not begin where the one before ended': `
    select t.number from tickets t join (
      select ticket_id, seq, occurred_at, from_status, from_assignee_id, from_group_id,
        lag(row(to_status, to_assignee_id, to_group_id)) over w as before, lag(occurred_at) over w as before_at
      from ticket_events window w as (partition by ticket_id order by seq)
    ) e on e.ticket_id = t.id
    where e.seq > 1 and (row(e.from_status, e.from_assignee_id, e.from_group_id) is distinct from e.before
      or e.occurred_at < e.before_at)`,
  'its state is not the one its last log entry left': `
    select t.number from tickets t join ticket_events e on e.ticket_id = t.id and e.seq = t.version
    where row(t.status, t.assignee_id, t.group_id) is distinct from row(e.to_status, e.to_assignee_id, e.to_group_id)
      or t.updated_at <> e.occurred_at`,
  'an open ticket has another number of open hops than one, or a closed one has any': `
    select t.number from tickets t left join assignments a on a.ticket_id = t.id and a.left_at is null
    group by t.id having count(a.id) <> case when t.status = 'closed' then 0 else 1 end`,
  'its place is not that of its open hop': `
    select t.number from tickets t join assignments a on a.ticket_id = t.id and a.left_at is null
    where row(t.group_id, t.assignee_id, t.stage_key) is distinct from row(a.group_id, a.assignee_id, a.stage_key)`,
  'its hops are not numbered through': `
    select t.number from tickets t left join assignments a on a.ticket_id = t.id
    group by t.id having count(a.id) <> t.hop_count or min(a.position) is distinct from 1 or max(a.position) <> t.hop_count`,
  'a hop does not begin when the one before ended': `
    select t.number from tickets t join (
      select ticket_id, position, arrived_at, lag(left_at) over (partition by ticket_id order by position) as left_before
      from assignments
    ) a on a.ticket_id = t.id where a.position > 1 and a.arrived_at is distinct from a.left_before`,
  'a hop ended, began or was accepted without a log entry of that moment': `
    select t.number from tickets t join assignments a on a.ticket_id = t.id
    where (a.left_at is not null and not exists (select 1 from ticket_events e where e.ticket_id = t.id
        and e.occurred_at = a.left_at and e.action = a.left_action))
      or not exists (select 1 from ticket_events e where e.ticket_id = t.id
        and e.occurred_at = a.arrived_at and e.action = a.sent_action)
      or (a.accepted_at is not null and not exists (select 1 from ticket_events e where e.ticket_id = t.id
        and e.occurred_at = a.accepted_at))`,
  'it is closed without outcome or moment, or open with them': `
    select number from tickets where (status = 'closed') <> (closed_at is not null and outcome is not null)`,
  'it has a phone number and no customer': `
    select number from tickets where phone is not null and customer_id is null`,
  'another unfinished ticket has its phone and category': `
    select min(number) as number from tickets where phone is not null and status not in ('resolved', 'closed')
    group by phone, category_id having count(*) > 1`,
};

const NAMED = 5;

/** One line for each broken rule, with how many tickets break it and a few of their numbers; empty when all hold. */
export async function findBrokenTickets(db: Knex): Promise<string[]> {
  const lines: string[] = [];
  for (const [rule, statement] of Object.entries(RULES)) {
    const { rows } = (await db.raw(statement)) as { rows: { number: string }[] };
    const some = rows.slice(0, NAMED).map(({ number }) => number);
    if (rows.length > 0) lines.push(`${rows.length} ticket(s): ${rule} (${some.join(', ')})`);
  }
  return lines;
}
