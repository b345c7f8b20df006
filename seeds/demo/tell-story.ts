import type { Actor } from '../../src/domain/people/permissions.ts';
import type { TicketAction } from '../../src/domain/ticket/action-rule.ts';
import type { FieldValues } from '../../src/domain/form/field.ts';
import type { Place } from '../../src/domain/ticket/ticket.ts';
import type { Random } from './company/types.ts';
import { REMARKS } from './company/stories.ts';
import type { LoadedCompany, LoadedGroup, LoadedLeaf } from './load-company.ts';
import { closeAtOnce, type Life, live } from './simulation.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const OPENS_AT = 8;
const CLOSES_AT = 22;

export interface Stage {
  readonly company: LoadedCompany;
  readonly random: Random;
  /** Nothing happens after this. */
  readonly until: Date;
  /** Minutes that the company's clock is ahead of UTC. */
  readonly offsetMinutes: number;
  readonly nextHopId: () => number;
}

/** The ticket's own time ran out: the rest of its story lies in the future. */
class NotYet extends Error {}

/** Lets a ticket live through the reference flow (spec 01), as far as time allows: every step by the rules. */
export function tellStory(life: Life, leaf: LoadedLeaf, creator: Actor, stage: Stage): void {
  const { random } = stage;
  if (random.chance(0.2)) {
    closeAtOnce(life, creator, closing(random));
    return;
  }
  const teller = createTeller(life, stage);
  try {
    review(teller, leaf, creator, stage);
    const agent = takeUp(teller, groupOf(stage.company, leaf.groupKey), stage);
    for (let round = random.int(0, 2); round > 0; round -= 1) ask(teller, agent, stage);
    if (random.chance(0.3)) teller.act(agent, 'feedback', [30, 240], { remark: say(random, 'progress') });
    if (random.chance(0.25)) teller.act(agent, 'note', [5, 120], { remark: say(random, 'note') });
    callBack(teller, agent, random);
    teller.act(agent, 'close', [1, 30], closing(random));
  } catch (error) {
    if (!(error instanceof NotYet)) throw error;
  }
}

interface Teller {
  readonly holderId: () => number | null;
  readonly act: (
    who: Actor,
    action: TicketAction,
    afterMinutes: readonly [number, number],
    values?: FieldValues,
    places?: { target?: Place; escalateTo?: Place },
  ) => void;
}

function createTeller(life: Life, stage: Stage): Teller {
  let now = life.ticket.createdAt;
  return {
    holderId: () => life.ticket.assigneeId,
    act: (who, action, afterMinutes, values = {}, places = {}) => {
      now = later(now, afterMinutes, stage);
      if (now > stage.until) throw new NotYet();
      live(life, action, who, { now }, stage.nextHopId, { values, ...places });
    },
  };
}

function review(teller: Teller, leaf: LoadedLeaf, creator: Actor, { company, random }: Stage): void {
  const reviewers = groupOf(company, 'review');
  const pool = poolOf(reviewers);
  teller.act(creator, 'escalate', [2, 25], { remark: say(random, 'escalate') }, { escalateTo: pool });
  let reviewer = favourite(random, reviewers.members);
  if (random.chance(0.6)) teller.act(reviewer, 'accept', [5, 120]);
  if (random.chance(0.08)) {
    teller.act(reviewer, 'return', [3, 60], { remark: say(random, 'back') });
    teller.act(creator, 'escalate', [10, 240], { remark: say(random, 'escalate') }, { escalateTo: pool });
    reviewer = favourite(random, reviewers.members);
  }
  const group = groupOf(company, leaf.groupKey);
  const direct = random.chance(0.15) ? favourite(random, group.members).id : null;
  const target = { ...poolOf(group), assigneeId: direct };
  teller.act(reviewer, 'reassign', [3, 90], { remark: say(random, 'dispatch') }, { target });
}

/** Out of the pool somebody takes it; whoever was given the ticket directly has it already. */
function takeUp(teller: Teller, group: LoadedGroup, { random }: Stage): Actor {
  const given = group.members.find((member) => member.id === teller.holderId());
  if (given) return given;
  const agent = favourite(random, group.members);
  teller.act(agent, 'accept', [5, 300]);
  return agent;
}

function ask(teller: Teller, agent: Actor, { company, random }: Stage): void {
  const group = groupOf(company, random.chance(0.55) ? 'operations' : 'engineering');
  teller.act(agent, 'reassign', [10, 240], { remark: say(random, 'ask') }, { target: poolOf(group) });
  const expert = favourite(random, group.members);
  teller.act(expert, 'accept', [10, 400]);
  if (random.chance(0.15)) {
    teller.act(expert, 'return', [10, 240], { remark: say(random, 'refuse') });
    teller.act(agent, 'feedback', [5, 120], { remark: say(random, 'progress') });
  } else {
    teller.act(expert, 'feedback', [30, 900], { remark: say(random, 'answer'), hand_back: true });
  }
}

function callBack(teller: Teller, agent: Actor, random: Random): void {
  const call = (outcome: string): FieldValues => ({
    callback_method: random.chance(0.85) ? 'phone' : 'sms',
    callback_outcome: outcome,
    remark: say(random, 'callback'),
  });
  if (random.chance(0.2)) {
    teller.act(agent, 'callback', [20, 400], call('not_reached'));
    teller.act(agent, 'wait', [1, 10], { remark: say(random, 'wait') });
  }
  if (random.chance(0.12)) {
    teller.act(agent, 'callback', [60, 1500], call('not_solved'));
    teller.act(agent, 'feedback', [30, 600], { remark: say(random, 'progress') });
  }
  teller.act(agent, 'callback', [30, 1500], call('confirmed'));
}

function closing(random: Random): FieldValues {
  const solved = random.chance(0.9);
  const mood = random.next();
  return {
    outcome: solved ? 'solved' : 'unsolved',
    satisfaction: solved
      ? mood < 0.86
        ? 'satisfied'
        : mood < 0.96
          ? 'neutral'
          : 'dissatisfied'
      : mood < 0.3
        ? 'not_reached'
        : mood < 0.6
          ? 'neutral'
          : 'dissatisfied',
    ...(!solved && {
      unsolved_reason: random.pick(['no_reply', 'against_policy', 'no_evidence', 'third_party']),
    }),
    callback_method: 'phone',
    comment: say(random, solved ? 'solved' : 'unsolved'),
  };
}

function say(random: Random, kind: string): string {
  return random.pick(REMARKS[kind] ?? ['']);
}

/** The demonstration accounts lead their groups' lists, and do more than their share: their pages should have life. */
export function favourite(random: Random, members: readonly Actor[]): Actor {
  const [first] = members;
  return first && random.chance(0.3) ? first : random.pick(members);
}

export function groupOf(company: LoadedCompany, key: string): LoadedGroup {
  const group = company.groups.get(key);
  if (!group) throw new Error(`no group ${key}`);
  return group;
}

function poolOf(group: LoadedGroup): Place {
  return { groupId: group.id, stageKey: group.stage, assigneeId: null };
}

/** Some minutes later, and not at night: what falls into it happens the next morning. */
function later(from: Date, [least, most]: readonly [number, number], { random, offsetMinutes }: Stage): Date {
  const at = new Date(from.getTime() + random.int(least, most) * MINUTE_MS + random.int(0, 59) * 1000);
  const local = new Date(at.getTime() + offsetMinutes * MINUTE_MS);
  const hour = local.getUTCHours();
  if (hour >= OPENS_AT && hour < CLOSES_AT) return at;
  const midnight = Math.floor(local.getTime() / DAY_MS) * DAY_MS + (hour >= CLOSES_AT ? DAY_MS : 0);
  const morning =
    midnight + OPENS_AT * 60 * MINUTE_MS + random.int(0, 90) * MINUTE_MS + random.int(0, 59) * 1000;
  return new Date(morning - offsetMinutes * MINUTE_MS);
}
