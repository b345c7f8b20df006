import type { Knex } from 'knex';
import type { Ctx } from '../../context.ts';
import { type Route, strategyOf } from '../../domain/routing/decide-route.ts';
import { MINUTE_MS } from '../../domain/time/duration.ts';
import { queueMessages } from '../notifications/queue-messages.ts';
import { findInHops, type Giving, giveTickets } from '../tickets/give-tickets.ts';
import { type Picked, pickMembers, type Task } from './pick-members.ts';
import { findGroupsOnShift, type GroupOnShift } from './shifts.query.ts';
import { endWaits, findOffers, keepOffers, keepWaits } from './waits.store.ts';

/** What of a route matters once the ticket is there. */
export type ArrivalRoute = Pick<Route, 'ruleName' | 'strategy' | 'fallback' | 'agentId'>;

/** A ticket that has come into the pool of a group, and what brought it there. */
export interface Arrival {
  readonly ticketId: number;
  /** Where the rules sent it; null for what somebody sent by hand: then it goes by its group's strategy. */
  readonly route: ArrivalRoute | null;
}

/** What came of it. */
export type Assigned =
  | { readonly kind: 'given'; readonly ticketId: number; readonly userId: number }
  /** Nobody may be given it, or it is not the group's working time. */
  | {
      readonly kind: 'waits';
      readonly ticketId: number;
      readonly reason: 'nobody' | 'off_hours';
      /** Some have passed on it: others may find somebody. */
      readonly passed: boolean;
    }
  /** Members accept by themselves. */
  | { readonly kind: 'pooled'; readonly ticketId: number };

export interface AssignOptions {
  /** Nobody is told one by one: whoever calls says it in other words. */
  readonly quiet?: boolean;
  /** They waited already, or were given to somebody who did not accept: that they wait on is no news. */
  readonly again?: boolean;
}

/**
 * Gives tickets that have come into pools to somebody, by the strategy of the rule or of the group (spec 04), inside the
 * transaction that brought them there, and in the order in which they are named. Many take as many statements as one.
 * Whoever gives out tickets in the same groups at the same time waits for the end of this transaction: call it last.
 * Tickets that are in somebody's hands, closed or resolved are left alone.
 */
export async function assignArrived(
  ctx: Ctx,
  trx: Knex.Transaction,
  arrivals: readonly Arrival[],
  options: AssignOptions = {},
): Promise<Assigned[]> {
  const now = ctx.now();
  const tasks = await findTasks(trx, arrivals, now);
  if (tasks.length === 0) return [];
  const open = tasks.filter((task) => isPicking(task) && (task.group.isOpen || task.agentId !== null));
  const picks = await pickMembers(trx, open, now);
  await writePicks(trx, picks, now);
  const picked = new Map(picks.map((pick) => [pick.task, pick]));
  const waiting = tasks.filter((task) => !picked.has(task) && isWaiting(task));
  await endWaits(
    trx,
    tasks.filter((task) => !waiting.includes(task)).map(({ at }) => at.hop.id),
  );
  await keepWaiting(trx, waiting, now, options.again === true);
  if (options.quiet !== true) for (const { task, userId } of picks) await tellGiven(ctx, trx, task, userId);
  return tasks.map((task): Assigned => {
    const ticketId = task.at.row.id;
    const pick = picked.get(task);
    if (pick) return { kind: 'given', ticketId, userId: pick.userId };
    if (!isWaiting(task)) return { kind: 'pooled', ticketId };
    const passed = (task.offer?.passedIds.length ?? 0) > 0;
    return { kind: 'waits', ticketId, reason: reasonOf(task), passed };
  });
}

const isPicking = ({ strategy, agentId }: Task): boolean => strategy !== 'pool' || agentId !== null;
/** Where nobody was familiar and members are to accept by themselves then, it waits for nobody in particular. */
const isWaiting = (task: Task): boolean =>
  isPicking(task) && !(task.group.isOpen && task.strategy === 'familiar' && task.fallback === 'pool');
const reasonOf = ({ group }: Task): 'nobody' | 'off_hours' => (group.isOpen ? 'nobody' : 'off_hours');

async function findTasks(trx: Knex.Transaction, arrivals: readonly Arrival[], now: Date): Promise<Task[]> {
  const routes = new Map(arrivals.map(({ ticketId, route }) => [ticketId, route]));
  const found = await findInHops(trx, [...routes.keys()]);
  const waiting = found.filter(
    ({ row }) =>
      row.group_id !== null &&
      row.assignee_id === null &&
      (row.status === 'new' || row.status === 'returned'),
  );
  if (waiting.length === 0) return [];
  const groupIds = [...new Set(waiting.flatMap(({ row }) => row.group_id ?? []))];
  const groups = await findGroupsOnShift(trx, groupIds, now);
  const tasks = waiting.flatMap((at): Omit<Task, 'offer'>[] => {
    const group = groups.get(at.row.group_id ?? 0);
    if (!group) return [];
    const route = routes.get(at.row.id) ?? null;
    return [
      {
        at,
        group,
        ...strategyOf(route, group),
        ruleName: route?.ruleName ?? null,
        agentId: route?.agentId ?? null,
      },
    ];
  });
  const offers = await findOffers(
    trx,
    tasks.map(({ at }) => at.hop.id),
  );
  return tasks.map((task) => ({ ...task, offer: offers.get(task.at.hop.id) }));
}

async function writePicks(trx: Knex.Transaction, picks: readonly Picked[], now: Date): Promise<void> {
  if (picks.length === 0) return;
  await giveTickets(
    trx,
    now,
    picks.map((pick): Giving => {
      const { task, userId } = pick;
      return {
        at: task.at,
        kind: 'assign',
        assigneeId: userId,
        ruleName: task.ruleName,
        data: whyPicked(pick),
      };
    }),
  );
  await keepOffers(
    trx,
    picks.map(({ task }) => ({
      assignmentId: task.at.hop.id,
      ticketId: task.at.row.id,
      strategy: task.strategy,
      fallback: task.fallback,
      ruleName: task.ruleName,
      expiresAt: expiryOf(task.group, now),
      round: (task.offer?.round ?? 0) + 1,
      passedIds: task.offer?.passedIds ?? [],
    })),
    now,
  );
}

function expiryOf({ acceptMinutes }: GroupOnShift, now: Date): Date | null {
  return acceptMinutes === null ? null : new Date(now.getTime() + acceptMinutes * MINUTE_MS);
}

/** What the log needs to explain the decision: "规则 ‘退款专线’ → 售后组 · 按负载 → 李四 (3 张在办)". */
function whyPicked({ task, choice }: Picked): Giving['data'] {
  return {
    group: task.group.name,
    strategy: choice?.strategy ?? 'person',
    // Asked for, where another one had to decide.
    ...(choice && choice.strategy !== task.strategy && { wanted: task.strategy }),
    ...(choice && { load: choice.candidate.load, capacity: choice.candidate.capacity }),
    ...(choice?.familiar && { familiar: choice.familiar }),
    ...(task.offer && { round: task.offer.round + 1 }),
  };
}

/** Those that nobody may be given now wait, and the log says why; that they go on waiting is no news. */
async function keepWaiting(
  trx: Knex.Transaction,
  tasks: readonly Task[],
  now: Date,
  again: boolean,
): Promise<void> {
  if (tasks.length === 0) return;
  if (!again)
    await giveTickets(
      trx,
      now,
      tasks.map((task): Giving => {
        const { at, group, strategy, ruleName } = task;
        const reason = reasonOf(task);
        const until = group.opensAt?.toISOString() ?? null;
        return {
          at,
          kind: 'hold',
          assigneeId: null,
          ruleName,
          data: { group: group.name, strategy, reason, until },
        };
      }),
    );
  await keepWaits(
    trx,
    tasks.map((task) => ({
      assignmentId: task.at.hop.id,
      ticketId: task.at.row.id,
      groupId: task.group.id,
      strategy: task.strategy,
      fallback: task.fallback,
      ruleName: task.ruleName,
      reason: reasonOf(task),
      releaseAt: task.group.opensAt,
    })),
    now,
  );
}

async function tellGiven(ctx: Ctx, trx: Knex.Transaction, { at }: Task, userId: number): Promise<void> {
  const to = { kind: 'people', ids: [userId] } as const;
  await queueMessages(ctx, trx, at.row.id, [{ kind: 'given', to, actorId: null, remark: '' }]);
}
