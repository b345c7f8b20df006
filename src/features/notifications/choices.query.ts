import type { Knex } from 'knex';
import {
  EVENTS,
  type NotificationEvent,
  type RuleMode,
  shippedMode,
} from '../../domain/message/notification-events.ts';
import { PERSON_CHANNELS, type PersonChannel } from '../../domain/sla/policy.ts';

/** An event on a channel, as forms name it: `assigned.email`. */
export type Cell = `${NotificationEvent}.${PersonChannel}`;

export const CELLS: readonly Cell[] = EVENTS.flatMap((event) =>
  PERSON_CHANNELS.map((channel): Cell => `${event}.${channel}`),
);

export type Modes = Readonly<Record<Cell, RuleMode>>;

interface CellRow {
  readonly event: NotificationEvent;
  readonly channel: PersonChannel;
}

/** What administrators have decided of every event on every channel, or else what is shipped (spec 05). */
export async function findModes(db: Knex): Promise<Modes> {
  const rows = (await db('notification_rules').select('event', 'channel', 'mode')) as (CellRow & {
    mode: RuleMode;
  })[];
  const set = new Map(rows.map((row): [Cell, RuleMode] => [`${row.event}.${row.channel}`, row.mode]));
  return Object.fromEntries(
    CELLS.map((cell) => [cell, set.get(cell) ?? shippedMode(channelOf(cell))]),
  ) as Modes;
}

export function channelOf(cell: Cell): PersonChannel {
  return cell.slice(cell.indexOf('.') + 1) as PersonChannel;
}

export function eventIn(cell: Cell): NotificationEvent {
  return cell.slice(0, cell.indexOf('.')) as NotificationEvent;
}

export type Missing = 'connector' | 'email' | 'sms' | 'wecom_app';

/** The channels on which nothing reaches anybody: there is no connector in use. */
export async function findIdleChannels(db: Knex): Promise<ReadonlySet<PersonChannel>> {
  const kinds = (await db('connectors').where('active', true).distinct().pluck('kind')) as string[];
  return new Set(PERSON_CHANNELS.filter((channel) => channel !== 'inbox' && !kinds.includes(channel)));
}

/** What a person has chosen otherwise than the rules begin with, and why a channel does not reach them. */
export async function findChoices(
  db: Knex,
  userId: number,
): Promise<{
  readonly chosen: ReadonlyMap<Cell, boolean>;
  readonly missing: ReadonlyMap<PersonChannel, Missing>;
}> {
  const [rows, idle, person] = await Promise.all([
    db('notification_preferences').where('user_id', userId).select('event', 'channel', 'wanted') as Promise<
      (CellRow & { wanted: boolean })[]
    >,
    findIdleChannels(db),
    db('users').where('id', userId).first('email', 'phone as sms', 'wecom_id as wecom_app') as Promise<
      Record<Exclude<PersonChannel, 'inbox'>, string | null> | undefined
    >,
  ]);
  return {
    chosen: new Map(rows.map((row): [Cell, boolean] => [`${row.event}.${row.channel}`, row.wanted])),
    missing: new Map(
      PERSON_CHANNELS.flatMap((channel): [PersonChannel, Missing][] => {
        if (idle.has(channel)) return [[channel, 'connector']];
        return channel === 'inbox' || person?.[channel] ? [] : [[channel, channel]];
      }),
    ),
  };
}
