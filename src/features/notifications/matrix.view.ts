import {
  EVENT_AREAS,
  type EventArea,
  isWanted,
  type NotificationEvent,
} from '../../domain/message/notification-events.ts';
import { PERSON_CHANNELS, type PersonChannel } from '../../domain/sla/policy.ts';
import type { Translate } from '../../i18n.ts';
import type { Cell, Missing, Modes } from './choices.query.ts';

export interface MatrixView<C> {
  readonly channels: readonly {
    readonly key: PersonChannel;
    readonly name: string;
    readonly note: string | null;
  }[];
  readonly areas: readonly {
    readonly title: string;
    readonly rows: readonly {
      readonly event: NotificationEvent;
      readonly name: string;
      readonly help: string;
      readonly cells: readonly C[];
    }[];
  }[];
}

/** Events by channels (spec 05): the page of each person, and that of administrators. */
function presentMatrix<C>(
  t: Translate,
  note: (channel: PersonChannel) => string | null,
  present: (cell: Cell, label: string) => C,
): MatrixView<C> {
  const channels = PERSON_CHANNELS.map((key) => ({
    key,
    name: t(`notification.channel.${key}`),
    note: note(key),
  }));
  return {
    channels,
    areas: (Object.keys(EVENT_AREAS) as EventArea[]).map((area) => ({
      title: t(`notification.area.${area}`),
      rows: EVENT_AREAS[area].map((event) => {
        const name = t(`notification.event.${event}.name`);
        return {
          event,
          name,
          help: t(`notification.event.${event}.help`),
          cells: channels.map((channel) =>
            present(
              `${event}.${channel.key}`,
              t('notification.cell', { event: name, channel: channel.name }),
            ),
          ),
        };
      }),
    })),
  };
}

export interface ChoiceView {
  readonly cell: Cell;
  readonly label: string;
  readonly isOn: boolean;
  /** Why it can't be changed; null when it can. */
  readonly reason: 'forced' | Missing | null;
}

/** What a person hears of, and what they may change of it. */
export function presentChoices(
  {
    modes,
    chosen,
    missing,
  }: {
    readonly modes: Modes;
    readonly chosen: ReadonlyMap<Cell, boolean>;
    readonly missing: ReadonlyMap<PersonChannel, Missing>;
  },
  t: Translate,
): MatrixView<ChoiceView> {
  const noteOf = (channel: PersonChannel): string | null => {
    const why = missing.get(channel);
    return why === undefined ? null : t(`notification.prefs.missing.${why}`);
  };
  return presentMatrix(t, noteOf, (cell, label) => {
    const lacks = missing.get(cell.slice(cell.indexOf('.') + 1) as PersonChannel) ?? null;
    const isForced = modes[cell] === 'forced';
    const isOn = lacks === null && isWanted(modes[cell], chosen.get(cell));
    return { cell, label, isOn, reason: lacks ?? (isForced ? 'forced' : null) };
  });
}

export interface ModeView {
  readonly cell: Cell;
  readonly label: string;
  readonly mode: string;
  /** What somebody else has set in the meantime; null when it is what stands here. */
  readonly taken: string | null;
}

/** What administrators set, with what others have set meanwhile. */
export function presentModes(
  {
    modes,
    now,
    idle,
  }: { readonly modes: Modes; readonly now: Modes | null; readonly idle: ReadonlySet<string> },
  t: Translate,
): MatrixView<ModeView> {
  const noteOf = (channel: PersonChannel): string | null =>
    idle.has(channel) ? t('notification.rules.no_connector') : null;
  return presentMatrix(t, noteOf, (cell, label) => ({
    cell,
    label,
    mode: modes[cell],
    taken:
      now === null || now[cell] === modes[cell]
        ? null
        : t('notification.rules.was', { mode: t(`notification.rules.mode.${now[cell]}`) }),
  }));
}
