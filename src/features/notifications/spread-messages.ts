import type { Knex } from 'knex';
import { ROBOT_KINDS, type RobotKind } from '../../domain/connector/connector.ts';
import { eventOf, isWanted, shippedMode } from '../../domain/message/notification-events.ts';
import { PERSON_CHANNELS, type PersonChannel } from '../../domain/sla/policy.ts';
import type { Ctx } from '../../context.ts';
import { translator } from '../../i18n.ts';
import { bodyOn, subjectOf, type TicketNamed, type Told } from './message-words.ts';
import { insertMessages, type QueuedMessage } from './outbox.store.ts';
import { findWays, type PersonReached, type Ways } from './ways.query.ts';

/** Something that people are told, each once. */
export interface Letter {
  readonly kind: string;
  readonly recipientId: number;
  readonly actorId: number | null;
  readonly told: Told;
  /** Where it leads that is about no ticket: an address of this site. */
  readonly link: string | null;
  /** The same is queued once, on each channel. */
  readonly once: string | null;
  /** Besides those that rules and the person want. */
  readonly channels: readonly PersonChannel[];
}

/** The same as robots and other systems hear it: once, whoever else is told. */
export interface Announcement {
  readonly kind: string;
  readonly actorId: number | null;
  readonly told: Told;
  readonly toldIds: readonly number[];
  readonly once: string | null;
}

export interface AboutTicket extends TicketNamed {
  readonly id: number;
  readonly groupId: number | null;
  readonly status: string;
  readonly priority: string;
}

interface Spread {
  readonly ticket: AboutTicket | null;
  readonly letters: readonly Letter[];
  readonly announcements: readonly Announcement[];
}

/**
 * Queues messages on all the ways on which they are to travel (spec 05), inside the transaction that causes them: to
 * people by the rules of administrators and their own choice, where there is a connector and they have an address; to
 * the robots of the ticket's group, and to other systems, once. As many statements for hundreds as for one.
 * @returns how many people, or else other listeners, will hear of it
 */
export async function spreadMessages(
  ctx: Ctx,
  trx: Knex.Transaction,
  { ticket, letters, announcements }: Spread,
): Promise<number> {
  const kinds = [...new Set([...letters, ...announcements].map(({ kind }) => kind))];
  if (kinds.length === 0) return 0;
  const ways = await findWays(trx, {
    kinds,
    events: kinds.flatMap((kind) => eventOf(kind) ?? []),
    userIds: [...letters, ...announcements].flatMap((each) =>
      'toldIds' in each ? each.toldIds : [each.recipientId],
    ),
    groupId: ticket?.groupId ?? null,
  });
  const now = ctx.now();
  const toPeople = toEachPerson({ ways, ticket, letters, now });
  const toOthers = announcements.flatMap((each) =>
    ticket ? [...toRobots(each, { ways, ticket, now }), ...toSystems(each, { ways, ticket, now })] : [],
  );
  await insertMessages(trx, [...toPeople, ...toOthers]);
  const reached = new Set(toPeople.map((row) => row.recipient_id)).size;
  return reached > 0 ? reached : toOthers.length;
}

interface Means {
  readonly ways: Ways;
  readonly now: Date;
}

function toEachPerson({
  ways,
  ticket,
  letters,
  now,
}: Means & Pick<Spread, 'ticket' | 'letters'>): QueuedMessage[] {
  const people = new Map(ways.people.map((person) => [person.id, person]));
  const wants = wishesIn(ways);
  return letters.flatMap((letter) => {
    const person = people.get(letter.recipientId);
    if (!person) return [];
    const { language } = person;
    const voice = { ways, language, t: translator(language) };
    return PERSON_CHANNELS.filter(
      (channel) => letter.channels.includes(channel) || wants(person.id, letter.kind, channel),
    ).flatMap((channel): QueuedMessage[] => {
      const way = wayTo(person, channel, ways);
      if (!way) return [];
      const suffix = channel === 'inbox' ? '' : `:${channel}`;
      return [
        {
          ...rowOf(letter, { channel, ticket, now, body: bodyOn(channel, letter, voice) }),
          ...way,
          recipient_id: person.id,
          subject: channel === 'email' ? subjectOf({ ...letter, ticket }, voice) : '',
          link: letter.link,
          dedupe_key: letter.once === null ? null : `${letter.once}${suffix}`,
        },
      ];
    });
  });
}

/** Whether a person is told of a kind of message on a channel, by the rules and what they chose. */
function wishesIn(ways: Ways): (id: number, kind: string, channel: PersonChannel) => boolean {
  const modes = new Map(ways.rules.map((rule) => [`${rule.event}:${rule.channel}`, rule.mode]));
  const chosen = new Map(
    ways.chosen.map((each) => [`${each.user_id}:${each.event}:${each.channel}`, each.wanted]),
  );
  return (id, kind, channel) => {
    const event = eventOf(kind);
    if (event === null) return channel === 'inbox';
    const mode = modes.get(`${event}:${channel}`) ?? shippedMode(channel);
    return isWanted(mode, chosen.get(`${id}:${event}:${channel}`));
  };
}

const ADDRESSES = { email: 'email', sms: 'phone', wecom_app: 'wecom_id' } as const;

/** Undefined where there is no connector, or the person has no address. */
function wayTo(
  person: PersonReached,
  channel: PersonChannel,
  { connectors }: Ways,
): { connector_id: number | null; address: string | null } | undefined {
  if (channel === 'inbox') return { connector_id: null, address: null };
  const connector = connectors.find(({ kind }) => kind === channel);
  const address = person[ADDRESSES[channel]];
  return connector && address ? { connector_id: connector.id, address } : undefined;
}

/** Robots speak to a group, in the language of the house. */
const HOUSE = 'zh-CN';

function toRobots(each: Announcement, means: Means & { readonly ticket: AboutTicket }): QueuedMessage[] {
  const { ways, ticket } = means;
  const phones = new Map(ways.people.map(({ id, phone }) => [id, phone]));
  const mentions = [...new Set(each.toldIds.flatMap((id) => phones.get(id) ?? []))];
  const voice = { ways, language: HOUSE, t: translator(HOUSE) } as const;
  return ways.connectors
    .filter(({ kind, events }) => isRobot(kind) && events.includes(each.kind))
    .map((robot) => ({
      ...rowOf(each, { ...means, channel: robot.kind, body: bodyOn(robot.kind, each, voice) }),
      connector_id: robot.id,
      group_id: ticket.groupId,
      mentions,
      dedupe_key: keyOf(each, robot.id),
    }));
}

function isRobot(kind: string): kind is RobotKind {
  return (ROBOT_KINDS as readonly string[]).includes(kind);
}

/** Other systems learn which ticket it is and what it has come to: nothing of its customer. */
function toSystems(each: Announcement, means: Means & { readonly ticket: AboutTicket }): QueuedMessage[] {
  const { number, status, priority } = means.ticket;
  return means.ways.connectors
    .filter(({ kind, events }) => kind === 'webhook' && events.includes(each.kind))
    .map((system) => ({
      ...rowOf(each, { ...means, channel: 'webhook', body: '' }),
      connector_id: system.id,
      payload: { event: each.kind, number, status, priority, at: means.now.toISOString() },
      dedupe_key: keyOf(each, system.id),
    }));
}

function keyOf({ once, kind }: Announcement, connectorId: number): string | null {
  return once === null ? null : `${once}:${kind}:connector:${connectorId}`;
}

/** What rows of all channels have in common. */
function rowOf(
  { kind, actorId }: { readonly kind: string; readonly actorId: number | null },
  { channel, ticket, now, body }: { channel: string; ticket: AboutTicket | null; now: Date; body: string },
): QueuedMessage {
  return {
    ...{ channel, kind, actor_id: actorId, ticket_id: ticket?.id ?? null, body },
    ...{ recipient_id: null, connector_id: null, address: null, subject: '', link: null, payload: null },
    ...{ group_id: null, mentions: [], dedupe_key: null, created_at: now, next_attempt_at: now },
  };
}
