import type { Knex } from 'knex';
import type { DutyState } from '../../domain/people/duty.ts';

/** Each user has a row: the database makes it with them. */

/** False when the person said so already. */
export async function updateDuty(db: Knex, userId: number, state: DutyState, now: Date): Promise<boolean> {
  const count = await db('duty')
    .where('user_id', userId)
    .whereNot('state', state)
    .update({ state, since: now });
  return count === 1;
}

/**
 * Notes a sign of life, unless the last one is younger than `notSince`. Answers whether the person was not there before:
 * the last one was older than `goneSince`, or there was none.
 */
export async function updateSeen(
  db: Knex,
  userId: number,
  { now, notSince, goneSince }: { now: Date; notSince: Date; goneSince: Date },
): Promise<boolean> {
  const { rows } = (await db.raw(
    `update duty d set seen_at = :now from duty old
     where d.user_id = :userId and old.user_id = d.user_id and (old.seen_at is null or old.seen_at < :notSince)
     returning old.seen_at is null or old.seen_at < :goneSince as "isBack"`,
    { userId, now, notSince, goneSince },
  )) as { rows: { isBack: boolean }[] };
  return rows[0]?.isBack === true;
}

/** Wakes whoever gives out tickets: somebody may be given some now. */
export async function announceDuty(db: Knex): Promise<void> {
  await db.raw(`select pg_notify('gongdan', '{"duty":true}')`);
}
