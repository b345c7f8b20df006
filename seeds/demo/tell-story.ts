import type { Actor } from '../../src/domain/people/permissions.ts';
import type { TicketAction } from '../../src/domain/ticket/action-rule.ts';
import type { FieldValues } from '../../src/domain/form/field.ts';
import { fillMessage } from '../../src/domain/message/fill-template.ts';
import type { Place } from '../../src/domain/ticket/ticket.ts';
import type { Random, RemarkBank } from './company/types.ts';
import type { Narration } from './company/narrate.ts';
import { MESSAGE_TEMPLATES } from '../reference/message-templates.ts';
import {
  AFTER_SALES_FEEDBACK,
  APPENDED_REMARKS,
  ASK_ENGINEERING_REMARKS,
  ASK_OPERATIONS_REMARKS,
  CONFIRMED_REMARKS,
  DISPATCH_REMARKS,
  ENGINEERING_FEEDBACK,
  ESCALATE_REMARKS,
  EXPERT_RETURN_REASONS,
  NOT_REACHED_REMARKS,
  NOT_SOLVED_REMARKS,
  NOTES,
  OPERATIONS_FEEDBACK,
  REVIEW_RETURN_REASONS,
  say,
  SOLVED_COMMENTS,
  UNSOLVED_COMMENTS,
  WAIT_REMARKS,
} from './company/remarks.ts';
import type { LoadedCompany, LoadedGroup, LoadedLeaf } from './load-company.ts';
import { closeAtOnce, type Life, live } from './simulation.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const OPENS_AT = 8;
const CLOSES_AT = 22;
const URGE_TEXT: string = MESSAGE_TEMPLATES.find(({ key }) => key === 'urge')?.body_zh ?? '';

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
export function tellStory(
  life: Life,
  leaf: LoadedLeaf,
  creator: Actor,
  story: Narration,
  stage: Stage,
): void {
  const { random } = stage;
  if (random.chance(0.2)) {
    closeAtOnce(life, creator, closing(random, story));
    return;
  }
  const teller = createTeller(life, story, stage);
  try {
    review(teller, leaf, creator, stage);
    const agent = takeUp(teller, groupOf(stage.company, leaf.groupKey), stage);
    for (let round = random.int(0, 2); round > 0; round -= 1) ask(teller, agent, stage);
    chase(teller, creator, random);
    if (random.chance(0.3))
      teller.act(agent, 'feedback', [30, 240], { remark: teller.say(AFTER_SALES_FEEDBACK) });
    if (random.chance(0.25)) teller.act(agent, 'note', [5, 120], { remark: teller.say(NOTES) });
    callBack(teller, agent, random);
    teller.act(agent, 'close', [1, 30], closing(random, story));
  } catch (error) {
    if (!(error instanceof NotYet)) throw error;
  }
}

interface Teller {
  readonly say: (bank: RemarkBank) => string;
  readonly number: string;
  readonly holderId: () => number | null;
  readonly act: (
    who: Actor,
    action: TicketAction,
    afterMinutes: readonly [number, number],
    values?: FieldValues,
    places?: { target?: Place; escalateTo?: Place },
  ) => void;
}

function createTeller(life: Life, story: Narration, stage: Stage): Teller {
  let now = life.ticket.createdAt;
  return {
    say: (bank) => say(stage.random, bank, story),
    number: life.ticket.number,
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
  teller.act(
    creator,
    'escalate',
    [2, 25],
    { remark: sometimes(random, teller.say(ESCALATE_REMARKS)) },
    { escalateTo: pool },
  );
  let reviewer = favourite(random, reviewers.members);
  if (random.chance(0.6)) teller.act(reviewer, 'accept', [5, 120]);
  if (random.chance(0.08)) {
    teller.act(reviewer, 'return', [3, 60], { remark: teller.say(REVIEW_RETURN_REASONS) });
    teller.act(
      creator,
      'escalate',
      [10, 240],
      { remark: sometimes(random, teller.say(ESCALATE_REMARKS)) },
      { escalateTo: pool },
    );
    reviewer = favourite(random, reviewers.members);
  }
  const group = groupOf(company, leaf.groupKey);
  const direct = random.chance(0.15) ? favourite(random, group.members).id : null;
  const target = { ...poolOf(group), assigneeId: direct };
  teller.act(
    reviewer,
    'reassign',
    [3, 90],
    { remark: sometimes(random, teller.say(DISPATCH_REMARKS)) },
    { target },
  );
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
  const toOperations = random.chance(0.55);
  const group = groupOf(company, toOperations ? 'operations' : 'engineering');
  const question = teller.say(toOperations ? ASK_OPERATIONS_REMARKS : ASK_ENGINEERING_REMARKS);
  teller.act(agent, 'reassign', [10, 240], { remark: question }, { target: poolOf(group) });
  const expert = favourite(random, group.members);
  teller.act(expert, 'accept', [10, 400]);
  if (random.chance(0.15)) {
    teller.act(expert, 'return', [10, 240], { remark: teller.say(EXPERT_RETURN_REASONS) });
    teller.act(agent, 'feedback', [5, 120], { remark: teller.say(AFTER_SALES_FEEDBACK) });
  } else {
    const answer = teller.say(toOperations ? OPERATIONS_FEEDBACK : ENGINEERING_FEEDBACK);
    teller.act(expert, 'feedback', [30, 900], { remark: answer, hand_back: true });
  }
}

/** The customer calls again: to press, or with something new. */
function chase(teller: Teller, creator: Actor, random: Random): void {
  if (random.chance(0.1)) teller.act(creator, 'append', [60, 600], { remark: teller.say(APPENDED_REMARKS) });
  for (let times = random.chance(0.14) ? random.int(1, 3) : 0; times > 0; times -= 1) {
    const words = { department: '一线客服部', agent: creator.name, number: teller.number, title: '' };
    teller.act(creator, 'urge', [370, 900], { remark: fillMessage('urge', URGE_TEXT, words) });
  }
}

/** What an agent notes down about a call, by how it went. */
const HEARD = {
  confirmed: CONFIRMED_REMARKS,
  not_solved: NOT_SOLVED_REMARKS,
  not_reached: NOT_REACHED_REMARKS,
};

function callBack(teller: Teller, agent: Actor, random: Random): void {
  const call = (outcome: keyof typeof HEARD): FieldValues => ({
    callback_method: random.chance(0.85) ? 'phone' : 'sms',
    callback_outcome: outcome,
    remark: teller.say(HEARD[outcome]),
  });
  if (random.chance(0.2)) {
    teller.act(agent, 'callback', [20, 400], call('not_reached'));
    teller.act(agent, 'wait', [1, 10], { remark: teller.say(WAIT_REMARKS) });
  }
  if (random.chance(0.12)) {
    teller.act(agent, 'callback', [60, 1500], call('not_solved'));
    teller.act(agent, 'feedback', [30, 600], { remark: teller.say(AFTER_SALES_FEEDBACK) });
  }
  teller.act(agent, 'callback', [30, 1500], call('confirmed'));
}

function closing(random: Random, story: Narration): FieldValues {
  const solved = random.chance(0.9);
  const reason = random.pick(Object.keys(UNSOLVED_COMMENTS));
  return {
    outcome: solved ? 'solved' : 'unsolved',
    satisfaction: satisfaction(random, solved),
    ...(!solved && { unsolved_reason: reason }),
    callback_method: 'phone',
    comment: solved ? say(random, SOLVED_COMMENTS, story) : random.pick(UNSOLVED_COMMENTS[reason] ?? []),
  };
}

function satisfaction(random: Random, solved: boolean): string {
  const mood = random.next();
  if (solved) return mood < 0.86 ? 'satisfied' : mood < 0.96 ? 'neutral' : 'dissatisfied';
  return mood < 0.3 ? 'not_reached' : mood < 0.6 ? 'neutral' : 'dissatisfied';
}

/** Where the description says it all, many write nothing. */
function sometimes(random: Random, remark: string): string {
  return random.chance(0.7) ? remark : '';
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
