import type { PersonChannel } from '../sla/policy.ts';

/**
 * What people choose ways for (spec 05, notifications), in the order of the page: each with the kinds of messages that
 * belong to it. A kind that stands nowhere goes to the inbox alone.
 */
export const NOTIFICATION_EVENTS = {
  assigned: ['assigned', 'given'],
  pooled: ['pooled'],
  returned: ['returned'],
  answered: ['answered'],
  reopened: ['reopened'],
  not_accepted: ['not_accepted'],
  urged: ['urge'],
  appended: ['append'],
  mentioned: ['mentioned', 'joined'],
  edited: ['edited'],
  sla_warning: ['sla_warning'],
  sla_breach: ['sla_breach'],
  digest: ['digest'],
  wait_ending: ['wait_ending'],
  automation: ['automation'],
  import_finished: ['import_done', 'import_pooled', 'import_in_hand'],
  export_finished: ['export_done', 'export_failed'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type NotificationEvent = keyof typeof NOTIFICATION_EVENTS;
export const EVENTS = Object.keys(NOTIFICATION_EVENTS) as NotificationEvent[];

/** Below these headings. */
export const EVENT_AREAS = {
  moving: ['assigned', 'pooled', 'returned', 'answered', 'reopened', 'not_accepted'],
  colleagues: ['urged', 'appended', 'mentioned', 'edited'],
  time: ['sla_warning', 'sla_breach', 'digest', 'wait_ending'],
  system: ['automation', 'import_finished', 'export_finished'],
} as const satisfies Readonly<Record<string, readonly NotificationEvent[]>>;
export type EventArea = keyof typeof EVENT_AREAS;

/** What an administrator says of an event on a channel: left to each person, beginning with off or on, or decided. */
export const RULE_MODES = ['off', 'on', 'forced'] as const;
export type RuleMode = (typeof RULE_MODES)[number];

const EVENT_OF: ReadonlyMap<string, NotificationEvent> = new Map(
  EVENTS.flatMap((event) =>
    NOTIFICATION_EVENTS[event].map((kind): [string, NotificationEvent] => [kind, event]),
  ),
);

/** The event that a kind of message belongs to; null where there is nothing to choose. */
export function eventOf(kind: string): NotificationEvent | null {
  return EVENT_OF.get(kind) ?? null;
}

/** What holds where no administrator has said anything: the inbox has everything, nothing else comes unasked. */
export function shippedMode(channel: PersonChannel): RuleMode {
  return channel === 'inbox' ? 'on' : 'off';
}

/**
 * Whether a person is told on a channel (spec 05): what is forced comes, whatever they chose; else what they chose;
 * else what the rule begins with.
 */
export function isWanted(mode: RuleMode, chosen: boolean | undefined): boolean {
  return mode === 'forced' || (chosen ?? mode === 'on');
}
