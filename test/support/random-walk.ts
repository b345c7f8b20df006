import type { Knex } from 'knex';
import type { ActorCtx } from '../../src/context.ts';
import { TICKET_ACTIONS, type TicketAction } from '../../src/domain/ticket/action-rule.ts';
import { Conflict, Invalid, NotFound, Refused } from '../../src/errors.ts';
import { findActors } from '../../src/features/people/actor.query.ts';
import { createTicket } from '../../src/features/tickets/create-ticket.ts';
import { performAction } from '../../src/features/tickets/perform-action.ts';
import { isVisible } from '../../src/features/tickets/ticket.query.ts';
import type { Company, Person } from './company.ts';
import { type Chance, chance } from './chance.ts';
import { differsFromScratch, settledTimers, unsettled } from './clock-invariants.ts';
import { aPhone, asPerson, CLOSING } from './tickets.ts';

/**
 * Random people do random things to a handful of tickets, through the use cases. Much of it is refused, and each
 * refusal must leave no trace. The same seed walks the same way.
 */
export interface WalkRequest {
  readonly db: Knex;
  readonly company: Company;
  readonly seed: number;
  readonly steps: number;
  /** How many tickets are open at a time; a closed one makes room for the next. */
  readonly tickets?: number;
}

export interface WalkReport {
  /** How often each thing was done. */
  readonly done: Readonly<Record<string, number>>;
  /** How often it was refused, and as what. */
  readonly refused: Readonly<Record<string, number>>;
  /** What was not as it should be, as sentences; an empty list is what one wants. */
  readonly problems: readonly string[];
}

interface Walk extends WalkRequest {
  readonly dice: Chance;
  readonly now: () => Date;
  readonly open: string[];
  readonly closed: string[];
  /** What customers called about before. */
  readonly calls: {
    readonly number: string;
    readonly phone: string;
    readonly category: (typeof CATEGORIES)[number];
  }[];
  /** The ticket that was touched last: others often follow at once. */
  last: string | null;
  readonly away: Set<Person>;
  readonly done: Record<string, number>;
  readonly refused: Record<string, number>;
  readonly problems: string[];
}

/** Whom a note may mention: some by name, some by user name, some who see nothing of it, and nobody at all. */
const NAMES = ['林知夏', '主管', 'tier1', 'ops', '纪舟', '周闻', '查无此人'];

const CATEGORIES = ['refund', 'exchange', 'consult'] as const;

const START = Date.parse('2026-11-22T01:00:00Z');
const MINUTE_MS = 60_000;

export async function randomWalk(request: WalkRequest): Promise<WalkReport> {
  const { seed, steps, tickets = 15 } = request;
  const dice = chance(seed);
  let clock = START;
  await request.db('settings').insert({ key: 'resolve_enabled', value: 'true' }).onConflict('key').ignore();
  const walk: Walk = {
    ...request,
    dice,
    now: () => new Date(clock),
    ...{ open: [], closed: [], calls: [], last: null, away: new Set(), done: {}, refused: {}, problems: [] },
  };
  for (let step = 0; step < steps; step += 1) {
    // Now and then the night passes, and with it the interval between urges.
    clock += (dice.happens(0.03) ? 720 : dice.below(60)) * MINUTE_MS;
    if (walk.open.length < tickets || dice.happens(0.03)) await create(walk);
    else if (dice.happens(0.03)) await leaveOrComeBack(walk);
    else await act(walk);
  }
  // Whoever is away comes back: the next test begins with everyone.
  const { people, groups } = request.company;
  await request.db('users').update({ active: true });
  await request
    .db('group_members')
    .insert({ user_id: people.ops, group_id: groups.operations })
    .onConflict()
    .ignore();
  return walk;
}

async function act(walk: Walk): Promise<void> {
  const { db, dice } = walk;
  const number = aNumber(walk);
  walk.last = number;
  const before = await stateOf(db, number);
  const settled = await settledTimers(db);
  const person = await somebody(walk, before);
  // Now and then a page that was opened before someone else's change.
  const version = before.version - (dice.happens(0.05) ? 1 : 0);
  const ctx = await asPerson(db, walk.company, person, walk.now);
  const action = anAction(dice, ctx, before);
  const what = `${person} ${action} ${number} v${version}`;
  const refusal = await refusalOf(
    performAction(ctx, { number, action, version, form: inputOf(walk, action) }),
  );
  const after = await stateOf(db, number);
  if (refusal === null) {
    walk.done[action] = (walk.done[action] ?? 0) + 1;
    walk.problems.push(...wrongStep(before, after, ctx, action).map((problem) => `${what}: ${problem}`));
    if (version !== before.version) walk.problems.push(`${what}: done on an old version`);
    walk.problems.push(...(await wronglyTold(db, number, before, ctx)).map((told) => `${what}: ${told}`));
    const times = [
      ...(await differsFromScratch(db, after.id, walk.now())),
      ...unsettled(settled, await settledTimers(db)),
      ...((await db('sla_queue').where('ticket_id', after.id).first()) ? ['its clock was left behind'] : []),
    ];
    walk.problems.push(...times.map((problem) => `${what}: ${problem}`));
    if (after.status === 'closed') walk.closed.push(...walk.open.splice(walk.open.indexOf(number), 1));
    if (before.status === 'closed') walk.open.push(...walk.closed.splice(walk.closed.indexOf(number), 1));
  } else {
    walk.refused[refusal] = (walk.refused[refusal] ?? 0) + 1;
    if (after.text !== before.text) walk.problems.push(`${what}: refused as ${refusal}, but left a trace`);
  }
}

/** Who was told although they may not read the ticket as it is now, or have left, or did it themselves. */
async function wronglyTold(db: Knex, number: string, before: State, { actor }: ActorCtx): Promise<string[]> {
  const told = (await db('outbox')
    .where('ticket_id', before.id)
    .where('id', '>', before.lastMessage)
    .pluck('recipient_id')) as number[];
  if (told.length === 0) return [];
  const problems = told.includes(actor.id) ? ['told whoever did it'] : [];
  const people = await findActors(db, told);
  for (const id of told) {
    const person = people.find((each) => each.id === id);
    if (!person) problems.push(`told ${id}, who has left`);
    else if (!(await isVisible(db, person, number))) problems.push(`told ${id}, who may not read it`);
  }
  return problems;
}

/** One that is open, more often than not the one that was touched last; now and then a closed one. */
function aNumber({ dice, open, closed, last }: Walk): string {
  if (closed.length > 0 && dice.happens(0.1)) return dice.oneOf(closed);
  return last !== null && open.includes(last) && dice.happens(0.4) ? last : dice.oneOf(open);
}

/** Most often one that their roles know. Closing is rare, so that tickets live long. */
function anAction(dice: Chance, { actor }: ActorCtx, { assigneeId, status }: State): TicketAction {
  if (status === 'closed' && dice.happens(0.5)) return 'reopen';
  if (assigneeId === null && dice.happens(0.4)) return 'accept';
  if (status === 'in_progress' && assigneeId === actor.id && dice.happens(0.15)) return 'resolve';
  if (dice.happens(0.1)) return 'urge';
  const known = TICKET_ACTIONS.filter((action) => `ticket.${action}` in actor.grants);
  const action = dice.oneOf(dice.happens(0.8) ? known : TICKET_ACTIONS);
  return action === 'close' && dice.happens(0.5) ? 'note' : action;
}

/** Most often one whose turn it is, else anyone at all. */
async function somebody(walk: Walk, { assigneeId, groupId, status }: State): Promise<Person> {
  const { company, dice, away, db } = walk;
  const names = Object.keys(company.people) as Person[];
  const present = names.filter((name) => !away.has(name));
  if (status === 'closed' && dice.happens(0.5)) return 'manager';
  if (dice.happens(0.3)) return dice.oneOf(present);
  const members = (await db('group_members')
    .where('group_id', groupId)
    .orderBy('user_id')
    .pluck('user_id')) as number[];
  const concerned = assigneeId === null ? members : [assigneeId];
  const theirTurn = present.filter((name) => concerned.includes(company.people[name]));
  return dice.oneOf(theirTurn.length > 0 ? theirTurn : present);
}

function inputOf({ dice, company }: Walk, action: TicketAction): Record<string, string | string[]> {
  const remark: Record<string, string> = dice.happens(0.9) ? { remark: '已联系客户，等仓库回复' } : {};
  const group = String(dice.oneOf([...Object.values(company.groups), 0]));
  const person = String(dice.oneOf([...Object.values(company.people), 0]));
  switch (action) {
    case 'accept':
      return {};
    case 'reassign':
      return {
        ...remark,
        ...dice.oneOf([
          { group_id: group },
          { assignee_id: person },
          { group_id: group, assignee_id: person },
        ]),
      };
    case 'note':
      return dice.happens(0.5) ? { remark: `@${dice.oneOf(NAMES)}、@${dice.oneOf(NAMES)} 请看` } : remark;
    case 'feedback':
      return { ...remark, ...(dice.happens(0.5) && { hand_back: 'on' }) };
    case 'transfer':
      return {
        ...remark,
        ...dice.oneOf([
          { group_id: group },
          { assignee_id: person },
          { collaborator_ids: [person, String(dice.oneOf(Object.values(company.people)))] },
          { assignee_id: person, collaborator_ids: person },
          {},
        ]),
      };
    case 'reopen':
      return { ...remark, ...(dice.happens(0.5) && { group_id: group }) };
    case 'callback':
      return {
        ...remark,
        callback_method: 'phone',
        callback_outcome: dice.oneOf(['confirmed', 'not_solved', 'not_reached', '']),
      };
    case 'save':
      return {
        ...{ customer_name: '顾女士', source: 'phone', priority: dice.oneOf(['normal', 'high', 'none']) },
        description: dice.oneOf(['一直没有确认收货', '仓库已经签收', '']),
        order_number: `E2026-${dice.below(1000)}`,
      };
    case 'close':
      return dice.happens(0.8)
        ? { ...CLOSING, overdue_reason: 'workload' }
        : { ...CLOSING, outcome: 'unsolved' };
    default:
      return remark;
  }
}

/** A new ticket; sometimes closed at once, sometimes for a phone that may have an unfinished one. */
async function create(walk: Walk): Promise<void> {
  const { db, company, dice } = walk;
  const by = dice.oneOf(
    (['tier1', 'tier1b', 'review', 'manager'] as const).filter((name) => !walk.away.has(name)),
  );
  // Customers call again, about the same or about something else: it may be a duplicate, or be one later.
  const done = walk.calls.filter(({ number }) => walk.closed.includes(number));
  const earlier = done.length > 0 && dice.happens(0.5) ? done : walk.calls;
  const again = earlier.length > 0 && dice.happens(0.4) ? dice.oneOf(earlier) : null;
  const call = {
    phone: again?.phone ?? aPhone(),
    category: again !== null && dice.happens(0.7) ? again.category : dice.oneOf(CATEGORIES),
  };
  const counted = async (): Promise<string> =>
    JSON.stringify([await db('tickets').count(), await db('customers').count()]);
  const before = await counted();
  const ctx = await asPerson(db, company, by, walk.now);
  let number = '';
  const refusal = await refusalOf(
    createTicket(ctx, {
      categoryId: company.categories[call.category],
      templateVersionId: null,
      form: {
        customer_name: '顾女士',
        description: '一直没有确认收货',
        source: 'phone',
        priority: 'normal',
        phone: call.phone,
      },
      closing: dice.happens(0.1) ? CLOSING : null,
      submissionKey: null,
    }).then((made) => (number = made.number)),
  );
  if (refusal !== null) {
    walk.refused[refusal] = (walk.refused[refusal] ?? 0) + 1;
    if ((await counted()) !== before)
      walk.problems.push(`${by} create: refused as ${refusal}, but left a trace`);
    return;
  }
  walk.done['create'] = (walk.done['create'] ?? 0) + 1;
  walk.calls.push({ ...call, number });
  const { id, status } = await stateOf(db, number);
  walk[status === 'closed' ? 'closed' : 'open'].push(number);
  if (dice.happens(0.3)) {
    const user_id = dice.oneOf(Object.values(company.people));
    await db('ticket_collaborators').insert({ ticket_id: id, user_id, added_at: walk.now() });
  }
}

/** Someone is deactivated with tickets in hand, or moves between groups, or is back. */
async function leaveOrComeBack({ db, company, dice, away }: Walk): Promise<void> {
  const person = dice.oneOf(['aftersales2', 'tier1b', 'rd', 'review2', 'ops2'] as const);
  const back = away.delete(person);
  if (!back) away.add(person);
  await db('users').where('id', company.people[person]).update({ active: back });
  const mover = { user_id: company.people.ops, group_id: company.groups.operations };
  if ((await db('group_members').where(mover).delete()) === 0) await db('group_members').insert(mover);
}

/** The kind of refusal, null when it went through. Anything that is not an answer to the user is an error here too. */
async function refusalOf(work: Promise<unknown>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (error instanceof Refused) return error.code;
    if (error instanceof NotFound || error instanceof Conflict || error instanceof Invalid) return error.name;
    throw error;
  }
}

interface State {
  readonly id: number;
  readonly version: number;
  readonly status: string;
  readonly assigneeId: number | null;
  readonly groupId: number | null;
  readonly lastEvent: Readonly<Record<string, unknown>>;
  readonly events: number;
  /** The id of the last message about it, 0 when there is none. */
  readonly lastMessage: number;
  /** Everything there is about the ticket, to be compared. */
  readonly text: string;
}

async function stateOf(db: Knex, number: string): Promise<State> {
  const { rows } = (await db.raw(
    `select t.id, t.version, t.status, t.assignee_id as "assigneeId", t.group_id as "groupId",
       (select to_jsonb(e) from ticket_events e where e.ticket_id = t.id order by seq desc limit 1) as "lastEvent",
       (select count(*) from ticket_events e where e.ticket_id = t.id) as events,
       (select coalesce(max(id), 0) from outbox where ticket_id = t.id) as "lastMessage",
       jsonb_build_array(t, (select jsonb_agg(a order by position) from assignments a where a.ticket_id = t.id),
         (select jsonb_agg(c order by user_id) from ticket_collaborators c where c.ticket_id = t.id),
         (select jsonb_agg(o order by id) from outbox o where o.ticket_id = t.id))::text as text
     from tickets t where t.number = ?`,
    [number],
  )) as { rows: State[] };
  return rows[0]!;
}

/** What one step must look like: one more version, one more log entry, and that entry tells exactly this change. */
function wrongStep(before: State, after: State, { actor }: ActorCtx, action: string): string[] {
  const told = after.lastEvent;
  const expected: Record<string, [unknown, unknown]> = {
    version: [after.version, before.version + 1],
    'log entries': [after.events, before.events + 1],
    'number of the entry': [told['seq'], after.version],
    action: [told['action'], action],
    'who did it': [told['actor_id'], actor.id],
    'from status': [told['from_status'], before.status],
    'to status': [told['to_status'], after.status],
    'from handler': [told['from_assignee_id'], before.assigneeId],
    'to handler': [told['to_assignee_id'], after.assigneeId],
    'from group': [told['from_group_id'], before.groupId],
    'to group': [told['to_group_id'], after.groupId],
  };
  return Object.entries(expected).flatMap(([what, [is, should]]) =>
    is === should ? [] : [`${what} is ${JSON.stringify(is)}, not ${JSON.stringify(should)}`],
  );
}
