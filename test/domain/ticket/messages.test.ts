import { expect, test } from 'vitest';
import type { FieldValues } from '../../../src/domain/form/field.ts';
import { TICKET_ACTIONS, type TicketAction } from '../../../src/domain/ticket/action-rule.ts';
import { ACTION_TABLE } from '../../../src/domain/ticket/action-table.ts';
import { carryOut } from '../../../src/domain/ticket/change.ts';
import { type Message, messagesOf } from '../../../src/domain/ticket/messages.ts';
import type { Place } from '../../../src/domain/ticket/ticket.ts';
import {
  AFTER_SALES,
  aHop,
  aSituation,
  COLLEAGUE,
  ENGINEERING,
  inHandOf,
  inPoolOf,
  ME,
  NO_RELATION,
  NOW,
  REVIEW,
} from './support.ts';

/** Who hears of what (spec 01 and 05), for each action: as it is in a colleague's hands, in mine, and in a pool. */

const REMARK = '请尽快处理';
const VALUES: Readonly<Partial<Record<TicketAction, FieldValues>>> = {
  callback: { callback_outcome: 'not_solved' },
  close: { outcome: 'solved', satisfaction: 'satisfied', comment: '好了' },
};

interface Case {
  readonly at: Place;
  readonly values?: FieldValues;
  readonly target?: Place;
  readonly collaborators?: readonly number[];
  readonly mentioned?: readonly number[];
}

/** Who is told of it, one line each: `kind → whom`. */
function toldOf(action: TicketAction, { at, mentioned = [], ...given }: Case): string[] {
  const situation = aSituation({
    ticket: {
      ...at,
      status: action === 'reopen' ? 'closed' : at.assigneeId === null ? 'new' : 'in_progress',
    },
    relation: { ...NO_RELATION, holder: at.assigneeId === ME, inGroup: true },
  });
  const hop = aHop(at);
  const change = ACTION_TABLE[action].decide(situation, hop, {
    values: { remark: REMARK, ...VALUES[action], ...given.values },
    target: given.target ?? null,
    collaborators: (given.collaborators ?? []).map((id) => ({ id, name: `同事${id}` })),
  });
  const by = { action, eventType: ACTION_TABLE[action].eventType, actorId: ME, now: NOW };
  const messages = messagesOf(situation.ticket, carryOut(situation.ticket, hop, change, by), mentioned);
  for (const message of messages) {
    // What was said goes along with it, and an urge is sent in the very words of the agent.
    expect(message).toMatchObject({ actorId: ME, remark: change.body ?? '' });
    expect(message.text).toBe(action === 'urge' ? REMARK : undefined);
  }
  return messages.map(line);
}

function line({ kind, to }: Message): string {
  if (to.kind === 'people') return `${kind} → ${to.ids.join(' ')}`;
  return to.kind === 'members' ? `${kind} → group ${to.groupId}` : `${kind} → manager of ${to.of}`;
}

const THEIRS = { at: inHandOf(COLLEAGUE) };
const MINE = { at: inHandOf(ME) };
const POOLED = { at: inPoolOf(AFTER_SALES) };
const TO_PERSON = inHandOf(12, ENGINEERING);
const TO_POOL = inPoolOf(ENGINEERING);

const TOLD: Readonly<
  Record<TicketAction, readonly (readonly [what: string, given: Case, told: string[]])[]>
> = {
  accept: [['from the pool', POOLED, []]],
  escalate: [
    ['mine', MINE, [`pooled → group ${REVIEW.groupId}`]],
    ['pooled', POOLED, [`pooled → group ${REVIEW.groupId}`]],
  ],
  reassign: [
    ['to a person', { ...THEIRS, target: TO_PERSON }, ['assigned → 12']],
    ['to a group', { ...THEIRS, target: TO_POOL }, [`pooled → group ${ENGINEERING.groupId}`]],
    ['from the pool to a person', { ...POOLED, target: TO_PERSON }, ['assigned → 12']],
  ],
  redispatch: [['to who had it', MINE, [`assigned → ${COLLEAGUE}`]]],
  transfer: [
    ['to a person', { ...MINE, target: TO_PERSON }, ['assigned → 12']],
    ['to a group', { ...MINE, target: TO_POOL }, [`pooled → group ${ENGINEERING.groupId}`]],
    ['asking others to work along', { ...MINE, collaborators: [21, 22] }, ['joined → 21 22']],
    ['both', { ...MINE, target: TO_PERSON, collaborators: [21] }, ['assigned → 12', 'joined → 21']],
  ],
  feedback: [
    ['of the holder, kept', MINE, []],
    ['of the holder, handed back', { ...MINE, values: { hand_back: true } }, ['answered → 5']],
    ['of somebody else to the holder', THEIRS, [`answered → ${COLLEAGUE}`]],
    ['of somebody else to the pool', POOLED, [`answered → group ${AFTER_SALES.groupId}`]],
  ],
  callback: [['of the holder', MINE, []]],
  return: [
    ['to who had it before', MINE, ['returned → 5']],
    ['from the pool', POOLED, ['returned → 5']],
  ],
  save: [['of the holder', MINE, []]],
  wait: [['of the holder', MINE, []]],
  resolve: [['of the holder', MINE, []]],
  close: [
    ['of the holder', MINE, []],
    ['of an administrator', THEIRS, []],
  ],
  reopen: [
    ['by the rules', THEIRS, [`reopened → group ${AFTER_SALES.groupId}`]],
    ['to a person', { ...THEIRS, target: TO_PERSON }, ['reopened → 12']],
  ],
  urge: [
    [
      'in hand: the handler, and their manager',
      THEIRS,
      [`urge → ${COLLEAGUE}`, `urge → manager of ${COLLEAGUE}`],
    ],
    ['pooled: the group, no manager', POOLED, [`urge → group ${AFTER_SALES.groupId}`]],
  ],
  append: [
    ['in hand', THEIRS, [`append → ${COLLEAGUE}`]],
    ['pooled', POOLED, [`append → group ${AFTER_SALES.groupId}`]],
  ],
  note: [
    ['that mentions nobody', THEIRS, []],
    ['that mentions two', { ...THEIRS, mentioned: [31, 32] }, ['mentioned → 31 32']],
    ['in a pool', { ...POOLED, mentioned: [31] }, ['mentioned → 31']],
  ],
};

test.each(
  TICKET_ACTIONS.flatMap((action) =>
    TOLD[action].map(([what, given, told]) => ({ action, what, given, told })),
  ),
)('$action, $what', ({ action, given, told }) => {
  expect(toldOf(action, given)).toEqual(told);
});

test('a ticket that is with a person outside of all groups tells only them', () => {
  expect(toldOf('append', { at: { groupId: null, stageKey: null, assigneeId: COLLEAGUE } })).toEqual([
    `append → ${COLLEAGUE}`,
  ]);
});
