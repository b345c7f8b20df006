import { GONE_AFTER_MS } from '../people/duty.ts';
import type { Fallback, Strategy } from './rule.ts';

export const DUTY_STATES = ['on_duty', 'away', 'offline'] as const;
export type DutyState = (typeof DUTY_STATES)[number];

/** A member of a group as the strategies look at them (spec 04). */
export interface Candidate {
  readonly userId: number;
  readonly name: string;
  readonly state: DutyState;
  /** The last sign of life of an open page. */
  readonly seenAt: Date | null;
  /** Unfinished tickets in hand, those given and not accepted among them. */
  readonly load: number;
  /** At so many they are given no more; null: no limit. */
  readonly capacity: number | null;
  /** Whoever has the smallest is next in turn. */
  readonly turn: number;
  /** When they were last given a ticket. */
  readonly givenAt: Date | null;
}

/** Who handled this customer, or this order, last. */
export interface Familiar {
  readonly userId: number;
  readonly by: 'customer' | 'order';
}

export type Unavailable = 'away' | 'offline' | 'unseen' | 'full' | 'passed';

/** Why a member is given nothing now; null when they may be. */
export function judgeCandidate(
  { userId, state, seenAt, load, capacity }: Candidate,
  asked: { readonly now: Date; readonly requiresOnline: boolean; readonly passedIds?: readonly number[] },
): Unavailable | null {
  if (state !== 'on_duty') return state;
  const isSeen = seenAt !== null && asked.now.getTime() - seenAt.getTime() <= GONE_AFTER_MS;
  if (asked.requiresOnline && !isSeen) return 'unseen';
  if (capacity !== null && load >= capacity) return 'full';
  return asked.passedIds?.includes(userId) === true ? 'passed' : null;
}

export interface Choice {
  readonly candidate: Candidate;
  /** The strategy that decided in the end: its fallback's, where nobody is familiar. */
  readonly strategy: Exclude<Strategy, 'pool'>;
  /** How they are familiar. */
  readonly familiar: Familiar['by'] | null;
}

/**
 * Picks one of those who may be given a ticket (spec 04, strategies); null when there is nobody, or members are to
 * accept by themselves.
 * @param familiar those who handled the customer or the order last, the better reason first
 */
export function chooseMember(
  available: readonly Candidate[],
  strategy: Strategy,
  fallback: Fallback,
  familiar: readonly Familiar[] = [],
): Choice | null {
  if (strategy === 'pool') return null;
  if (strategy !== 'familiar') {
    const candidate = best(available, ORDERS[strategy](available));
    return candidate && { candidate, strategy, familiar: null };
  }
  for (const known of familiar) {
    const candidate = available.find(({ userId }) => userId === known.userId);
    if (candidate) return { candidate, strategy, familiar: known.by };
  }
  return chooseMember(available, fallback, fallback);
}

/** What each strategy compares, one after the other; the smallest is picked, and of equals the first in turn. */
type Order = (candidate: Candidate) => readonly number[];

const inTurn: Order = ({ turn, userId }) => [turn, userId];

const ORDERS: Readonly<Record<Exclude<Strategy, 'pool' | 'familiar'>, (all: readonly Candidate[]) => Order>> =
  {
    round_robin: () => inTurn,
    least_open: (all) => {
      // Whoever has no limit can take as much as the one who can take most.
      const most = Math.max(1, ...all.map(({ capacity }) => capacity ?? 0));
      return (one) => [one.load / (one.capacity ?? most), one.load, ...inTurn(one)];
    },
    idle: () => (one) => [one.givenAt?.getTime() ?? Number.NEGATIVE_INFINITY, ...inTurn(one)],
  };

function best(all: readonly Candidate[], order: Order): Candidate | null {
  let found: { candidate: Candidate; key: readonly number[] } | null = null;
  for (const candidate of all) {
    const key = order(candidate);
    if (found === null || isBefore(key, found.key)) found = { candidate, key };
  }
  return found && found.candidate;
}

function isBefore(one: readonly number[], two: readonly number[]): boolean {
  for (const [at, value] of one.entries()) {
    const other = two[at] ?? 0;
    if (value !== other) return value < other;
  }
  return false;
}
