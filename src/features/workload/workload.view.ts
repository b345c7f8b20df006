import { OPEN_STATUSES, type Status } from '../../domain/ticket/status.ts';
import type { Translate } from '../../i18n.ts';
import { type Place, placeAddress, placeKey } from './place.view.ts';
import type { DutyState, HeldRow, StaffRow } from './workload.query.ts';

/** A place that tickets are at, with what it holds: a line of the page, and where tickets can be dropped. */
export interface PlaceLine {
  /** What the move form calls it; null when no tickets can be given to it. */
  readonly target: string | null;
  readonly href: string;
  readonly name: string;
  readonly isPool: boolean;
  readonly duty: DutyState | null;
  /** Why none can be given to them, in words; null when they can. */
  readonly gone: string | null;
  readonly load: string | null;
  readonly isFull: boolean;
  readonly counts: readonly { readonly status: Status; readonly count: number }[];
  readonly total: number;
  readonly oldest: string | null;
  readonly current: boolean;
}

export interface Section {
  readonly id: string;
  readonly name: string;
  readonly stage: string | null;
  /** The pool first, then the people. */
  readonly lines: readonly PlaceLine[];
}

interface Words {
  readonly t: Translate;
  readonly moment: (at: Date) => string;
}

/** What everybody of these groups has, group by group; those last who hold tickets and can be given none (spec 04). */
export function presentWorkload(
  staff: readonly StaffRow[],
  held: readonly HeldRow[],
  current: Place | null,
  words: Words,
): Section[] {
  const byPlace = groupHeld(held);
  const currentKey = current && placeKey(current);
  const lineOf = (
    place: Place,
    line: Pick<PlaceLine, 'name' | 'duty' | 'gone' | 'load' | 'isFull'>,
  ): PlaceLine => {
    const key = placeKey(place);
    const rows = byPlace.get(key) ?? [];
    byPlace.delete(key);
    const oldest = Math.min(...rows.map((row) => row.oldest.getTime()));
    return {
      ...line,
      target: line.gone === null ? key : null,
      // Back among its own: the page is long.
      href: `${placeAddress(place)}#${sectionId(place.groupId)}`,
      isPool: place.userId === null,
      counts: OPEN_STATUSES.map((status) => ({
        status,
        count: rows.find((row) => row.status === status)?.count ?? 0,
      })),
      total: rows.reduce((sum, { count }) => sum + count, 0),
      oldest: rows.length === 0 ? null : words.moment(new Date(oldest)),
      current: key === currentKey,
    };
  };
  const { t } = words;
  const none = { duty: null, gone: null, load: null, isFull: false };
  const sections = groupStaff(staff).map(([group, members]): Section => {
    const lines = [
      lineOf({ groupId: group.group_id, userId: null }, { ...none, name: t('workload.pool') }),
      ...members.map((member) =>
        lineOf(
          { groupId: group.group_id, userId: member.user_id },
          { ...none, name: member.user_name, duty: member.duty, ...presentLoad(member) },
        ),
      ),
    ];
    return { id: sectionId(group.group_id), name: group.group_name, stage: group.stage, lines };
  });
  // What is left is held by people who are not in the group any more, or in no group, or in one out of use.
  return addStrangers(
    sections,
    byPlace,
    (row, name, gone) => lineOf({ groupId: row.group_id, userId: row.user_id }, { ...none, name, gone }),
    t,
  );
}

/** The section of a group, by which the page can be scrolled to it. */
export function sectionId(groupId: number | null): string {
  return `g${groupId ?? 0}`;
}

function addStrangers(
  sections: readonly Section[],
  left: ReadonlyMap<string, readonly HeldRow[]>,
  lineOf: (row: HeldRow, name: string, gone: string) => PlaceLine,
  t: Translate,
): Section[] {
  const result = new Map(sections.map((section) => [section.id, section]));
  for (const [row] of [...left.values()]) {
    if (!row) continue;
    const id = sectionId(row.group_id);
    const section = result.get(id) ?? {
      id,
      name: row.group_name ?? t('workload.no_group'),
      stage: null,
      lines: [],
    };
    const known = sections.some((each) => each.id === id);
    const why =
      row.user_active === false
        ? 'left'
        : known
          ? 'not_member'
          : row.group_id === null
            ? 'groupless'
            : 'retired';
    const line = lineOf(row, row.user_name ?? t('workload.pool'), t(`workload.gone.${why}`));
    result.set(id, { ...section, lines: [...section.lines, line] });
  }
  return [...result.values()];
}

function groupHeld(held: readonly HeldRow[]): Map<string, HeldRow[]> {
  const byPlace = new Map<string, HeldRow[]>();
  for (const row of held) {
    const key = placeKey({ groupId: row.group_id, userId: row.user_id });
    byPlace.set(key, [...(byPlace.get(key) ?? []), row]);
  }
  return byPlace;
}

type Member = StaffRow & { readonly user_id: number; readonly user_name: string };

/** The groups in their order, each with its members. */
function groupStaff(staff: readonly StaffRow[]): [StaffRow, Member[]][] {
  const groups = new Map<number, [StaffRow, Member[]]>();
  for (const row of staff) {
    const group = groups.get(row.group_id) ?? [row, []];
    groups.set(row.group_id, group);
    if (row.user_id !== null && row.user_name !== null)
      group[1].push({ ...row, user_id: row.user_id, user_name: row.user_name });
  }
  return [...groups.values()];
}

function presentLoad({ load, capacity }: StaffRow): { load: string; isFull: boolean } {
  return capacity === null
    ? { load: String(load), isFull: false }
    : { load: `${load} / ${capacity}`, isFull: load >= capacity };
}

/** The places that work can be given to, in the select that moves it. */
export interface TargetGroup {
  readonly name: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

export function presentTargets(staff: readonly StaffRow[], t: Translate): TargetGroup[] {
  return groupStaff(staff).map(([group, members]) => ({
    name: group.group_name,
    options: [
      {
        value: placeKey({ groupId: group.group_id, userId: null }),
        label: t('workload.pool_of', { group: group.group_name }),
      },
      ...members.map((member) => ({
        value: placeKey({ groupId: group.group_id, userId: member.user_id }),
        label: t('workload.target', {
          person: member.user_name,
          duty: t(`workload.duty.${member.duty ?? 'offline'}`),
          load: presentLoad(member).load,
        }),
      })),
    ],
  }));
}
