/** The columns of a spreadsheet of users (spec 03), by which its cells are known from the header on. */
export const USER_COLUMNS = [
  'username',
  'name',
  'phone',
  'email',
  'wecom_id',
  'department',
  'groups',
  'roles',
  'state',
] as const;
export type UserColumn = (typeof USER_COLUMNS)[number];

/** One row: what is not in the sheet, or empty, is not said. */
export interface UserLine {
  /** As the spreadsheet program counts it. */
  readonly number: number;
  readonly cells: Readonly<Partial<Record<UserColumn, string>>>;
}

/** Which column of the sheet is which, by the words that may stand in its header. */
export function readUserLines(
  header: readonly string[],
  rows: readonly { readonly number: number; readonly cells: readonly string[] }[],
  words: Readonly<Record<UserColumn, readonly string[]>>,
): { readonly lines: readonly UserLine[]; readonly missing: readonly UserColumn[] } {
  const places = new Map<UserColumn, number>();
  for (const column of USER_COLUMNS) {
    const known = [column, ...words[column]].map(plain);
    const place = header.findIndex((cell) => known.includes(plain(cell)));
    if (place >= 0) places.set(column, place);
  }
  const lines = rows.map(({ number, cells }) => ({
    number,
    cells: Object.fromEntries(
      [...places].flatMap(([column, place]) => {
        const cell = (cells[place] ?? '').trim();
        return cell === '' ? [] : [[column, cell]];
      }),
    ),
  }));
  return { lines, missing: places.has('username') ? [] : ['username'] };
}

/** Several names in one cell. */
export function namesIn(cell: string): string[] {
  return cell
    .split(/[;；,，、|\n]+/)
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** A path of departments, however its slashes are written. */
export function departmentKey(path: string): string {
  return path
    .split(/\s*[/／>＞]\s*/)
    .map(plain)
    .filter((name) => name !== '')
    .join('/');
}

/** A name as it is compared: width, case and spaces around it do not count. */
export function plain(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}
