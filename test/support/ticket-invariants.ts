import type { Knex } from 'knex';
import { findBrokenClocks } from './clock-invariants.ts';

/**
 * What holds for every ticket, however it was made and moved (spec 01): the log, replayed from its first entry, ends in
 * the state the ticket is in, and tells the same path as its assignments.
 */

interface TicketRecord {
  id: number;
  number: string;
  status: string;
  group_id: number | null;
  assignee_id: number | null;
  stage_key: string | null;
  hop_count: number;
  version: number;
  urged_count: number;
  appended_count: number;
  returned_count: number;
  reopened_count: number;
  last_urged_at: Date | null;
  status_since: Date;
  created_at: Date;
  updated_at: Date;
  closed_at: Date | null;
}

interface HopRecord {
  id: number;
  ticket_id: number;
  position: number;
  group_id: number | null;
  assignee_id: number | null;
  stage_key: string | null;
  came_from_id: number | null;
  sent_action: string;
  arrived_at: Date;
  accepted_at: Date | null;
  left_at: Date | null;
  left_action: string | null;
}

interface EventRecord {
  ticket_id: number;
  seq: number;
  action: string | null;
  actor_id: number | null;
  data: Readonly<Record<string, unknown>>;
  occurred_at: Date;
  from_status: string | null;
  to_status: string;
  from_assignee_id: number | null;
  to_assignee_id: number | null;
  from_group_id: number | null;
  to_group_id: number | null;
}

interface WaitRecord {
  ticket_id: number;
  kind: 'wait' | 'offer';
  assignment_id: number;
  expires_at: Date | null;
}

interface MessageRecord {
  ticket_id: number;
  kind: string;
  recipient_id: number;
  actor_id: number | null;
  created_at: Date;
}

const BATCH = 500;

/** Looks at every ticket there is; answers what does not hold, as `number: sentence`. An empty list is what one wants. */
export async function findBrokenInvariants(db: Knex): Promise<string[]> {
  const broken: string[] = [];
  for (let after = 0; ;) {
    const tickets = await db<TicketRecord>('tickets').where('id', '>', after).orderBy('id').limit(BATCH);
    const last = tickets.at(-1);
    if (!last) return broken;
    after = last.id;
    const ids = tickets.map(({ id }) => id);
    const hops = byTicket(await db<HopRecord>('assignments').whereIn('ticket_id', ids).orderBy('position'));
    const events = byTicket(await db<EventRecord>('ticket_events').whereIn('ticket_id', ids).orderBy('seq'));
    const messages = byTicket(await db<MessageRecord>('outbox').whereIn('ticket_id', ids).orderBy('id'));
    const waits = byTicket(await findWaits(db, ids));
    const clocks = byTicket(await findBrokenClocks(db, ids));
    for (const ticket of tickets) {
      const own = [hops.get(ticket.id) ?? [], events.get(ticket.id) ?? []] as const;
      const found = [
        ...brokenLog(ticket, own[1]),
        ...brokenCounters(ticket, own[1]),
        ...brokenPath(ticket, ...own),
        ...brokenReplay(...own),
        ...brokenWaits(waits.get(ticket.id) ?? [], own[0].at(-1)),
        ...brokenMessages(messages.get(ticket.id) ?? [], own[1]),
        ...(clocks.get(ticket.id) ?? []).map(({ sentence }) => `does not hold: ${sentence}`),
      ];
      broken.push(...found.map((sentence) => `${ticket.number}: ${sentence}`));
    }
  }
}

function byTicket<T extends { ticket_id: number }>(rows: readonly T[]): Map<number, T[]> {
  const found = new Map<number, T[]>();
  for (const row of rows) found.set(row.ticket_id, [...(found.get(row.ticket_id) ?? []), row]);
  return found;
}

/** The log: numbered without a gap, each entry going on where the one before ended, the last one where the ticket is. */
function brokenLog(ticket: TicketRecord, events: readonly EventRecord[]): string[] {
  const [first, last] = [events[0], events.at(-1)];
  const rules: [string, boolean][] = [
    ['its version is the number of its log entries', ticket.version === events.length],
    ['the log begins with the creation', first?.action === 'create' && first.from_status === null],
    ['the log ends in its status', last?.to_status === ticket.status],
    ['the log ends with its handler', last?.to_assignee_id === ticket.assignee_id],
    ['the log ends in its group', last?.to_group_id === ticket.group_id],
    ['the log ends when it was last changed', last?.occurred_at.getTime() === ticket.updated_at.getTime()],
    ['it has the time of its closing', (ticket.status === 'closed') === (ticket.closed_at !== null)],
  ];
  for (const [at, event] of events.entries()) {
    const before = events[at - 1];
    rules.push([`entry ${at + 1} is numbered ${event.seq}`, event.seq === at + 1]);
    if (!before) continue;
    rules.push(
      [`entry ${event.seq} begins in the status`, event.from_status === before.to_status],
      [`entry ${event.seq} begins with the handler`, event.from_assignee_id === before.to_assignee_id],
      [`entry ${event.seq} begins in the group`, event.from_group_id === before.to_group_id],
      [`entry ${event.seq} is not before ${before.seq}`, event.occurred_at >= before.occurred_at],
      [`entry ${event.seq} follows a closing`, before.to_status !== 'closed' || isAfterClosing(event)],
    );
  }
  return said(rules);
}

/** A closed ticket is reopened, or taken along when its category is merged into another one. */
function isAfterClosing({ action, to_status: status }: EventRecord): boolean {
  return action === 'reopen' || (action === 'recategorise' && status === 'closed');
}

/** What the ticket counts and remembers is what its log tells. */
function brokenCounters(ticket: TicketRecord, events: readonly EventRecord[]): string[] {
  const of = (action: string): EventRecord[] => events.filter((event) => event.action === action);
  const numbered = (action: string): boolean =>
    of(action).every(({ data }, index) => data['count'] === index + 1);
  const turned = events.filter((event) => event.from_status !== event.to_status).at(-1);
  return said([
    ['returned count', ticket.returned_count === of('return').length],
    ['urged count', ticket.urged_count === of('urge').length],
    ['appended count', ticket.appended_count === of('append').length],
    ['reopened count', ticket.reopened_count === of('reopen').length],
    ['each urge is numbered', numbered('urge')],
    ['each append is numbered', numbered('append')],
    [
      'it was last urged at its last urge',
      ticket.last_urged_at?.getTime() === of('urge').at(-1)?.occurred_at.getTime(),
    ],
    [
      'it has its status since it last changed',
      ticket.status_since.getTime() === turned?.occurred_at.getTime(),
    ],
  ]);
}

/** Each message was caused by an entry: of that moment, by that person, told to others, and to each of them once. */
function brokenMessages(messages: readonly MessageRecord[], events: readonly EventRecord[]): string[] {
  const heard = new Map<string, number>();
  const rules = messages.flatMap((message): [string, boolean][] => {
    const at = message.created_at.getTime();
    const name = `the message ${message.kind} to ${message.recipient_id}`;
    // The system also tells of what is going to happen: nobody did anything then.
    if (message.actor_id === null) return [];
    const causes = events.filter(
      (event) => event.occurred_at.getTime() === at && event.actor_id === message.actor_id,
    );
    const ear = `${at} ${message.actor_id} ${message.recipient_id}`;
    const times = (heard.get(ear) ?? 0) + 1;
    heard.set(ear, times);
    return [
      [`${name} has an entry that caused it`, causes.length > 0],
      [`${name} is not to who caused it`, message.recipient_id !== message.actor_id],
      [`${name} is told once`, times <= Math.max(1, causes.length)],
    ];
  });
  return said(rules);
}

/** The assignments: counted, without a gap in number or time, the last one open unless the ticket is closed. */
function brokenPath(
  ticket: TicketRecord,
  hops: readonly HopRecord[],
  events: readonly EventRecord[],
): string[] {
  const given = new Set(events.flatMap((event) => (event.action === 'assign' ? event.to_assignee_id : [])));
  const open = hops.filter((hop) => hop.left_at === null);
  const last = hops.at(-1);
  const rules: [string, boolean][] = [
    ['hop count', ticket.hop_count === hops.length],
    [`it is in ${open.length} places`, open.length === (ticket.status === 'closed' ? 0 : 1)],
    ['only the last hop is open', open.every((hop) => hop === last)],
    ['the last hop is in its group', last?.group_id === ticket.group_id],
    ['the last hop is with its handler', last?.assignee_id === ticket.assignee_id],
    ['the last hop is at its stage', last?.stage_key === ticket.stage_key],
    ['the first hop begins with it', hops[0]?.arrived_at.getTime() === ticket.created_at.getTime()],
    ['closing ends the last hop', last?.left_at?.getTime() === ticket.closed_at?.getTime()],
  ];
  for (const [at, hop] of hops.entries()) {
    const before = hops[at - 1];
    const origin = hops.findIndex(({ id }) => id === hop.came_from_id);
    const inHand = hop.assignee_id !== null;
    rules.push(
      [`hop ${at + 1} is numbered ${hop.position}`, hop.position === at + 1],
      [
        `hop ${hop.position} came from an earlier one`,
        hop.came_from_id === null || (origin >= 0 && origin < at),
      ],
      [`hop ${hop.position} was accepted by somebody`, inHand || hop.accepted_at === null],
      // Only what the rules gave to somebody has yet to be accepted, and nobody works on it before.
      [
        `hop ${hop.position} was accepted when in hand`,
        !inHand || hop.accepted_at !== null || given.has(hop.assignee_id ?? 0),
      ],
      [
        `hop ${hop.position} was accepted when worked on`,
        hop.left_at !== null ||
          hop.accepted_at !== null ||
          !inHand ||
          ticket.status === 'new' ||
          ticket.status === 'returned',
      ],
      [`hop ${hop.position} is accepted while there`, !hop.accepted_at || hop.accepted_at >= hop.arrived_at],
      [
        `hop ${hop.position} ends after its beginning`,
        !hop.left_at || hop.left_at >= (hop.accepted_at ?? hop.arrived_at),
      ],
    );
    if (!before) continue;
    rules.push(
      [
        `hop ${hop.position} begins when the last ends`,
        hop.sent_action === 'reopen'
          ? (before.left_at ?? hop.arrived_at) <= hop.arrived_at
          : before.left_at?.getTime() === hop.arrived_at.getTime(),
      ],
      [
        `hop ${hop.position} was sent by what ended the last`,
        before.left_action === hop.sent_action || hop.sent_action === 'reopen',
      ],
    );
  }
  return said(rules);
}

/** Who has it changes, and not where it is: accepted, given by the rules, taken back by them. */
const IN_PLACE = new Set(['accept', 'assign', 'withdraw']);

async function findWaits(db: Knex, ids: readonly number[]): Promise<WaitRecord[]> {
  const { rows } = (await db.raw(
    `select ticket_id, 'wait' as kind, assignment_id, null::timestamptz as expires_at
       from assignment_waits where ticket_id = any(:ids)
     union all select ticket_id, 'offer', assignment_id, expires_at
       from assignment_offers where ticket_id = any(:ids)`,
    { ids: [...ids] },
  )) as { rows: WaitRecord[] };
  return rows;
}

/** What waits to be given out is in a pool; what was given to somebody has an offer that is not accepted yet. */
function brokenWaits(waits: readonly WaitRecord[], last: HopRecord | undefined): string[] {
  const of = (kind: WaitRecord['kind']) => waits.filter((wait) => wait.kind === kind);
  const isHere = waits.every((wait) => wait.assignment_id === last?.id);
  const isGiven = last?.left_at === null && last.assignee_id !== null && last.accepted_at === null;
  return said([
    ['what waits does so where it is', isHere && (waits.length === 0 || last?.left_at === null)],
    ['it waits in a pool', of('wait').length === 0 || last?.assignee_id === null],
    ['what was given has an offer', !isGiven || of('offer').length === 1],
    [
      'an offer that runs out is held by somebody',
      of('offer').every((o) => o.expires_at === null || isGiven),
    ],
  ]);
}

/** Walks the log's changes of place and expects to find the assignments on the way, and none that leads nowhere. */
function brokenReplay(hops: readonly HopRecord[], events: readonly EventRecord[]): string[] {
  const path: { group: number | null; person: number | null }[] = [];
  for (const event of events) {
    const here = path.at(-1);
    const moved = here?.group !== event.to_group_id || here.person !== event.to_assignee_id;
    if (here && IN_PLACE.has(event.action ?? '') && here.group === event.to_group_id)
      here.person = event.to_assignee_id;
    else if (!here || moved) path.push({ group: event.to_group_id, person: event.to_assignee_id });
  }
  const walked = hops.map((hop) => ({ group: hop.group_id, person: hop.assignee_id }));
  return said([['the log tells the path of its hops', JSON.stringify(path) === JSON.stringify(walked)]]);
}

function said(rules: readonly (readonly [string, boolean])[]): string[] {
  return rules.flatMap(([sentence, holds]) => (holds ? [] : [`does not hold: ${sentence}`]));
}
