import type { Knex } from 'knex';
import {
  type Candidate,
  type Choice,
  chooseMember,
  judgeCandidate,
} from '../../domain/routing/choose-member.ts';
import type { Fallback, Strategy } from '../../domain/routing/rule.ts';
import { findSettings } from '../settings/settings.query.ts';
import type { TicketInHop } from '../tickets/give-tickets.ts';
import { findCandidates, findFamiliar, holdMembers } from './candidates.query.ts';
import type { GroupOnShift } from './shifts.query.ts';
import { nextTurns, noteTurns, type Offer } from './waits.store.ts';

/** A ticket with everything by which its handler is chosen. */
export interface Task {
  readonly at: TicketInHop;
  readonly group: GroupOnShift;
  readonly strategy: Strategy;
  readonly fallback: Fallback;
  readonly ruleName: string | null;
  readonly agentId: number | null;
  readonly offer: Offer | undefined;
}

export interface Picked {
  readonly task: Task;
  readonly userId: number;
  readonly choice: Choice | null;
}

/**
 * Picks members for tickets, one after the other (spec 04): each sees what those before it were given, and nobody else
 * gives out anything in these groups meanwhile. Notes whose turn it was; those for whom nobody is there are missing.
 */
export async function pickMembers(
  trx: Knex.Transaction,
  tasks: readonly Task[],
  now: Date,
): Promise<Picked[]> {
  if (tasks.length === 0) return [];
  const groupIds = [...new Set(tasks.map(({ group }) => group.id))];
  await holdMembers(trx, groupIds);
  const { assign_capacity: capacity } = await findSettings(trx);
  const byGroup = await findCandidates(trx, groupIds, capacity);
  const familiar = await findFamiliar(
    trx,
    tasks
      .filter(({ strategy, agentId }) => strategy === 'familiar' && agentId === null)
      .map(({ at, group }) => ({
        key: at.row.id,
        groupId: group.id,
        ticketId: at.row.id,
        customerId: at.customerId,
        phone: at.phone,
        orderNumber: at.orderNumber,
      })),
  );
  const turns = await nextTurns(trx, tasks.length);
  const picks: Picked[] = [];
  const moved: { groupId: number; userId: number; turn: number }[] = [];
  for (const [index, task] of tasks.entries()) {
    const members = byGroup.get(task.group.id) ?? [];
    const choice = choose(task, members, familiar.get(task.at.row.id) ?? [], now);
    const userId = task.agentId ?? choice?.candidate.userId;
    if (userId === undefined) continue;
    picks.push({ task, userId, choice });
    const turn = turns[index] ?? 0;
    moved.push({ groupId: task.group.id, userId, turn });
    noteGiven(byGroup, { groupId: task.group.id, userId, turn, now });
  }
  await noteTurns(trx, moved, now);
  return picks;
}

function choose(
  task: Task,
  members: readonly Candidate[],
  familiar: Parameters<typeof chooseMember>[3],
  now: Date,
): Choice | null {
  if (task.agentId !== null) return null;
  const asked = {
    now,
    requiresOnline: task.group.requiresOnline,
    passedIds: task.offer?.passedIds ?? [],
  };
  const available = members.filter((member) => judgeCandidate(member, asked) === null);
  return chooseMember(available, task.strategy, task.fallback, familiar);
}

/** Whoever was given one has one more, in every group, and has had their turn in this one. */
function noteGiven(
  byGroup: Map<number, Candidate[]>,
  given: { groupId: number; userId: number; turn: number; now: Date },
): void {
  for (const [groupId, members] of byGroup) {
    byGroup.set(
      groupId,
      members.map((member) =>
        member.userId === given.userId
          ? {
              ...member,
              load: member.load + 1,
              givenAt: given.now,
              turn: groupId === given.groupId ? given.turn : member.turn,
            }
          : member,
      ),
    );
  }
}
