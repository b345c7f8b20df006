import type { ActorCtx } from '../../context.ts';
import { diffRecords } from '../../domain/audit/diff-records.ts';
import type { FieldProblem, FieldValues, FormField } from '../../domain/form/field.ts';
import { parseForm } from '../../domain/form/parse-form.ts';
import { isUsername } from '../../domain/people/username.ts';
import {
  departmentKey,
  namesIn,
  plain,
  type UserColumn,
  type UserLine,
} from '../../domain/people/user-sheet.ts';
import { dayOf } from '../../domain/time/format.ts';
import { findNames, type Names } from './import-names.query.ts';
import { findUsersByName, type UserRecord } from './user.query.ts';

export interface PlannedUser {
  readonly number: number;
  readonly username: string;
  readonly name: string;
  readonly kind: 'new' | 'change' | 'same' | 'error';
  readonly problems: readonly { readonly column: UserColumn; readonly problem: FieldProblem }[];
  /** What the user's form would hold. */
  readonly values: FieldValues;
  readonly active: boolean;
  readonly before: UserRecord | undefined;
  readonly line: UserLine;
}

/** The words for "active" and "inactive" in a sheet. */
export interface StateWords {
  readonly active: readonly string[];
  readonly inactive: readonly string[];
}

/**
 * What importing these rows would do (spec 03): make users, change those whose names are there already, or nothing; and
 * what is wrong with which cell. An empty cell leaves an existing user as they are. Each row is judged on its own.
 */
export async function planImport(
  ctx: ActorCtx,
  lines: readonly UserLine[],
  states: StateWords,
): Promise<PlannedUser[]> {
  const usernames = lines.flatMap(({ cells }) => cells.username ?? []);
  const existing = new Map(
    (await findUsersByName(ctx.db, usernames)).map((user) => [user.username.toLowerCase(), user]),
  );
  const names = await findNames(ctx.db);
  const seen = new Set<string>();
  return lines.map((line) => {
    const key = (line.cells.username ?? '').toLowerCase();
    const isTwice = seen.has(key);
    seen.add(key);
    const today = dayOf(ctx.now(), ctx.zone);
    return planOne(line, { before: existing.get(key), names, states, isTwice, today });
  });
}

interface Known {
  readonly before: UserRecord | undefined;
  readonly names: Names;
  readonly states: StateWords;
  readonly isTwice: boolean;
  readonly today: string;
}

type Problems = { column: UserColumn; problem: FieldProblem }[];

const PLAIN_FIELDS: readonly FormField[] = [
  { key: 'username', type: 'text', label: 'username', required: true, width: 'half', maxLength: 50 },
  { key: 'name', type: 'text', label: 'name', required: true, width: 'half', maxLength: 100 },
  { key: 'phone', type: 'phone', label: 'phone', required: false, width: 'half' },
  { key: 'email', type: 'email', label: 'email', required: false, width: 'half' },
  { key: 'wecom_id', type: 'text', label: 'wecom_id', required: false, width: 'half', maxLength: 100 },
];

function planOne(line: UserLine, known: Known): PlannedUser {
  const { cells } = line;
  const { before } = known;
  const problems: Problems = [];
  const username = before?.username ?? cells.username ?? '';
  const say = (column: UserColumn, code: string, value = ''): void => {
    problems.push({ column, problem: { code, params: { value } } });
  };
  if (known.isTwice && username !== '') say('username', 'username_twice');
  else if (username !== '' && !isUsername(username)) say('username', 'username_form');
  const stored = before?.values ?? { language: 'zh-CN', group_ids: [], role_ids: [] };
  const told = { ...pick(cells, ['name', 'phone', 'email', 'wecom_id']), username };
  const plainValues = readPlain(told, stored, known.today, problems);
  const values = { ...stored, ...plainValues, ...readNames(cells, known.names, say) };
  const active = readState(cells.state, before, known.states, say);
  const kind =
    problems.length > 0
      ? 'error'
      : !before
        ? 'new'
        : Object.keys(diffRecords(before.values, values)).length > 0
          ? 'change'
          : 'same';
  const name = cells.name ?? before?.name ?? '';
  return { number: line.number, username, name, kind, problems, values, active, before, line };
}

function pick(
  cells: UserLine['cells'],
  keys: readonly ('name' | 'phone' | 'email' | 'wecom_id')[],
): Record<string, string> {
  return Object.fromEntries(
    keys.flatMap((key): [string, string][] => (cells[key] === undefined ? [] : [[key, cells[key]]])),
  );
}

/** Reads the cells that are texts as the user's form would; what an existing user has already is not judged again. */
function readPlain(
  told: Readonly<Record<string, string>>,
  stored: FieldValues,
  today: string,
  problems: Problems,
): FieldValues {
  const fields = PLAIN_FIELDS.filter(({ key }) => key in told || !(key in stored));
  const parsed = parseForm(fields, told, { today });
  if (parsed.ok) return parsed.values;
  for (const [key, problem] of Object.entries(parsed.problems)) {
    const column = key as UserColumn;
    if (!problems.some((each) => each.column === column)) problems.push({ column, problem });
  }
  return {};
}

function readNames(
  cells: UserLine['cells'],
  names: Names,
  say: (column: UserColumn, code: string, value: string) => void,
): Record<string, string | string[]> {
  const read: Record<string, string | string[]> = {};
  if (cells.department !== undefined) {
    const id = names.departments.get(departmentKey(cells.department));
    if (id === undefined) say('department', 'department_unknown', cells.department);
    else read['department_id'] = id;
  }
  for (const [column, key] of [
    ['groups', 'group_ids'],
    ['roles', 'role_ids'],
  ] as const) {
    const cell = cells[column];
    if (cell === undefined) continue;
    const known = names[column];
    const whole = known.get(plain(cell));
    const parts = whole === undefined ? namesIn(cell) : [cell];
    const unknown = parts.filter((part) => !known.has(plain(part)));
    if (unknown.length > 0) say(column, `${column}_unknown`, unknown.join(', '));
    const ids = parts.flatMap((part) => known.get(plain(part)) ?? []);
    read[key] = [...new Set(ids)].sort((a, b) => Number(a) - Number(b));
  }
  return read;
}

/** Deactivating asks where tickets go, and so is done on the user's own page. */
function readState(
  cell: string | undefined,
  before: UserRecord | undefined,
  states: StateWords,
  say: (column: UserColumn, code: string, value: string) => void,
): boolean {
  const now = before?.active ?? true;
  if (cell === undefined) return now;
  const isActive = states.active.map(plain).includes(plain(cell));
  if (!isActive && !states.inactive.map(plain).includes(plain(cell))) say('state', 'state_unknown', cell);
  else if (before && isActive !== now) say('state', 'state_by_hand', cell);
  return isActive;
}
