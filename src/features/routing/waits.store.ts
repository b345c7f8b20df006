import type { Knex } from 'knex';
import type { Fallback, Strategy } from '../../domain/routing/rule.ts';

/** Hops that wait to be given to somebody, and those that were given and not accepted (spec 04). */

export interface Wait {
  readonly assignmentId: number;
  readonly ticketId: number;
  readonly groupId: number;
  readonly strategy: Strategy;
  readonly fallback: Fallback;
  readonly ruleName: string | null;
  readonly reason: 'nobody' | 'off_hours';
  readonly releaseAt: Date | null;
}

/** Keeps that hops wait; of those that waited before, for what they wait now. */
export async function keepWaits(trx: Knex.Transaction, waits: readonly Wait[], since: Date): Promise<void> {
  if (waits.length === 0) return;
  await trx('assignment_waits')
    .insert(
      waits.map((wait) => ({
        assignment_id: wait.assignmentId,
        ticket_id: wait.ticketId,
        group_id: wait.groupId,
        strategy: wait.strategy,
        fallback: wait.fallback,
        rule_name: wait.ruleName,
        reason: wait.reason,
        since,
        release_at: wait.releaseAt,
      })),
    )
    .onConflict('assignment_id')
    .merge(['reason', 'release_at', 'strategy', 'fallback']);
}

export async function endWaits(trx: Knex.Transaction, assignmentIds: readonly number[]): Promise<void> {
  await trx('assignment_waits')
    .whereIn('assignment_id', [...assignmentIds])
    .delete();
}

export interface Offer {
  readonly assignmentId: number;
  readonly ticketId: number;
  readonly strategy: Strategy;
  readonly fallback: Fallback;
  readonly ruleName: string | null;
  readonly expiresAt: Date | null;
  readonly round: number;
  /** Who was given it before in this hop, and did not accept. */
  readonly passedIds: readonly number[];
}

export async function keepOffers(trx: Knex.Transaction, offers: readonly Offer[], at: Date): Promise<void> {
  if (offers.length === 0) return;
  await trx('assignment_offers')
    .insert(
      offers.map((offer) => ({
        assignment_id: offer.assignmentId,
        ticket_id: offer.ticketId,
        strategy: offer.strategy,
        fallback: offer.fallback,
        rule_name: offer.ruleName,
        offered_at: at,
        expires_at: offer.expiresAt,
        round: offer.round,
        passed_ids: [...offer.passedIds],
      })),
    )
    .onConflict('assignment_id')
    .merge(['expires_at', 'offered_at', 'round', 'passed_ids', 'strategy', 'fallback']);
}

/** Offers of hops, by hop; those to be acted upon are held with their tickets. */
export async function findOffers(db: Knex, assignmentIds: readonly number[]): Promise<Map<number, Offer>> {
  if (assignmentIds.length === 0) return new Map();
  const rows = (await db('assignment_offers')
    .whereIn('assignment_id', [...assignmentIds])
    .select(
      'assignment_id as assignmentId',
      'ticket_id as ticketId',
      'strategy',
      'fallback',
      'rule_name as ruleName',
      'expires_at as expiresAt',
      'round',
      db.raw('array_to_json(passed_ids) as "passedIds"'),
    )) as Offer[];
  return new Map(rows.map((offer) => [offer.assignmentId, offer]));
}

/** The next numbers of the sequence by which turns go. */
export async function nextTurns(trx: Knex.Transaction, count: number): Promise<number[]> {
  const { rows } = (await trx.raw(`select nextval('assignment_turns') as turn from generate_series(1, ?)`, [
    count,
  ])) as { rows: { turn: number }[] };
  return rows.map(({ turn }) => turn);
}

/** Notes who was given something when: the last of several counts. */
export async function noteTurns(
  trx: Knex.Transaction,
  picks: readonly { readonly groupId: number; readonly userId: number; readonly turn: number }[],
  at: Date,
): Promise<void> {
  if (picks.length === 0) return;
  await trx.raw(
    `update group_members m set turn = p.turn from (
       select "groupId", "userId", max(turn) as turn
       from jsonb_to_recordset(?) as p ("groupId" bigint, "userId" bigint, turn bigint) group by 1, 2
     ) p where m.group_id = p."groupId" and m.user_id = p."userId"`,
    [JSON.stringify(picks)],
  );
  await trx('duty')
    .whereIn(
      'user_id',
      picks.map(({ userId }) => userId),
    )
    .update({ given_at: at });
}
