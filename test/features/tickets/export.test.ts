import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as XLSX from 'xlsx';
import { aField, type Answers, answeredTickets, withListFields } from '../../support/answered-tickets.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { changeTicket } from '../../support/raw-tickets.ts';
import { aTicket } from '../../support/tickets.ts';

/** The list as a file (spec 06, "Exporting"): what its reader sees, as real numbers and dates, and never a formula. */

const NOW = new Date('2026-11-22T06:00:00Z');
const COLUMNS = [
  'number',
  'title',
  'f.x_text',
  'f.x_number',
  'f.x_money',
  'f.x_date',
  'f.x_datetime',
  'f.x_time',
  'f.x_switch',
  'f.x_multiselect',
  'f.x_cascade',
  'f.x_user',
  'f.x_department',
  'f.x_file',
  'f.x_group',
  'f.x_secret',
  'f.x_pin',
  'status',
  'created',
];

let it: TestApp;
let company: Company;
let manager: HttpClient;
let tickets: Map<string, Answers>;

beforeAll(async () => {
  it = await openTestApp({ now: () => NOW });
  company = await aCompany(it.db);
  await withListFields(it.db);
  await aField(it.db, 'x_pin', { type: 'number', sensitive: true });
  tickets = await answeredTickets(it.db, company, 30, 5);
  manager = await signedIn('manager');
  const chosen = await manager.submit(
    '/tickets/columns',
    { column: [...COLUMNS, 'f.nobody', 'junk'] },
    { on: '/tickets/columns?from=view%3Dall', hidden: ['from'] },
  );
  expect(chosen.location).toBe('/tickets?view=all');
});
afterAll(() => it.close());

async function signedIn(person: Person): Promise<HttpClient> {
  const client = it.client();
  await client.signIn(person);
  return client;
}

type SheetRow = Readonly<Record<string, XLSX.CellObject | undefined>>;

/** A workbook, opened again by another library: rows by ticket number, cells by heading. */
function readWorkbook(body: Buffer): { heads: string[]; rows: Map<string, SheetRow> } {
  const book = XLSX.read(body, { cellDates: false, cellNF: true });
  const sheet = book.Sheets[book.SheetNames[0] ?? ''] ?? {};
  const { e: end } = XLSX.utils.decode_range(sheet['!ref'] ?? 'A1');
  const at = (r: number, c: number): XLSX.CellObject | undefined =>
    sheet[XLSX.utils.encode_cell({ r, c })] as XLSX.CellObject | undefined;
  const heads = Array.from({ length: end.c + 1 }, (_each, c) => String(at(0, c)?.v));
  const rows = Array.from({ length: end.r }, (_each, r): [string, SheetRow] => [
    String(at(r + 1, 0)?.v),
    Object.fromEntries(heads.map((head, c) => [head, at(r + 1, c)])),
  ]);
  return { heads, rows: new Map(rows) };
}

const listed = async (client: HttpClient, query: string): Promise<string[]> =>
  (await client.get(`/tickets?${query}`)).page
    .querySelectorAll('tr[data-ticket]')
    .map((row) => row.getAttribute('data-ticket') ?? '');

/** The day number of a spreadsheet. */
const serial = (moment: string): number =>
  (Date.parse(`${moment.length === 10 ? `${moment}T00:00` : moment}:00Z`.replace('Z:00Z', 'Z')) -
    Date.UTC(1899, 11, 30)) /
  86_400_000;

describe('a workbook', () => {
  test('has the rows, columns and order of the list, and its cells are what they are', async () => {
    const { status, headers, body } = await manager.download('/tickets/export?view=all');
    expect(status).toBe(200);
    const { heads, rows } = readWorkbook(body);
    expect(heads.slice(0, 4)).toEqual(['工单编号', '标题', '字段 x_text', '字段 x_number']);
    expect(heads).toHaveLength(COLUMNS.length);
    expect([...rows.keys()]).toEqual(await listed(manager, 'view=all'));
    for (const [number, answers] of tickets) {
      const row = rows.get(number) ?? {};
      const cell = (type: string): [unknown, unknown] => {
        const found = row[`字段 x_${type}`];
        return [found?.t, found?.v];
      };
      const expected = (type: string, t: string, make = (value: never): unknown => value): void => {
        const value = answers[`x_${type}`];
        const empty = value === undefined || (Array.isArray(value) && value.length === 0);
        expect([type, cell(type)]).toEqual([
          type,
          empty ? [undefined, undefined] : [t, make(value as never)],
        ]);
      };
      expected('text', 's');
      expected('number', 'n');
      expected('money', 'n');
      expected('date', 'n', serial);
      expected('datetime', 'n', (value: string) => expect.closeTo(serial(value), 6) as unknown);
      expected('time', 's');
      expected('switch', 's', (value: boolean) => (value ? '是' : '否'));
      expected('department', 's', () => '客户服务中心');
      expected('file', 's', () => '2 个文件');
      expected('group', 's', () => '1 行');
      expect(Object.values(row).some((each) => each?.f !== undefined)).toBe(false);
    }
    expect(headers['content-type']).toBe('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
    const name = encodeURIComponent('工单-全部-2026-11-22.xlsx');
    expect(headers['content-disposition']).toContain(`filename*=UTF-8''${name}`);
    expect(headers['cache-control']).toContain('no-store');
  });

  test('shows dates as dates', async () => {
    const { rows } = readWorkbook((await manager.download('/tickets/export?view=all')).body);
    const formats = new Set([...rows.values()].map((row) => row['创建']?.z));
    expect([...formats]).toEqual(['yyyy-mm-dd hh:mm']);
    const [row] = rows.values();
    expect(row?.['创建']?.v).toBeCloseTo(serial('2026-11-22T10:00'), 6);
  });

  test.each(['f.x_text=%3D1%2B1', 'f.x_number.min=0&sort=created&order=asc', 'status=closed', 'f.nobody=1'])(
    'of a filtered list has its rows: %s',
    async (query) => {
      const { body } = await manager.download(`/tickets/export?view=all&${query}`);
      expect([...readWorkbook(body).rows.keys()]).toEqual(await listed(manager, `view=all&${query}`));
    },
  );
});

/** Lines of quoted cells, as another program would read them. */
function readCsv(text: string): string[][] {
  const {
    SheetNames: [name = ''],
    Sheets: sheets,
  } = XLSX.read(text, { type: 'string', raw: true });
  return XLSX.utils.sheet_to_json<string[]>(sheets[name] ?? {}, { header: 1, raw: false, defval: '' });
}

test.each(['xlsx', 'csv'])('sensitive answers are masked, numbers too: %s', async (format) => {
  const { body } = await manager.download(`/tickets/export?view=all&format=${format}`);
  const rows = XLSX.utils.sheet_to_json<Record<string, string>>(
    Object.values(XLSX.read(body).Sheets)[0] ?? {},
  );
  for (const row of rows) {
    expect(row['字段 x_secret'] ?? '').toMatch(/^(\S?\*{4}\S?|••••|)$/);
    expect(['', '••••']).toContain(row['字段 x_pin'] ?? '');
  }
  expect(rows.some((row) => row['字段 x_pin'] === '••••')).toBe(true);
  const page = await manager.get('/tickets?view=all');
  expect([page.text.includes('>secret<'), page.text.includes('731942')]).toEqual([false, false]);
});

describe('a text file', () => {
  test('says UTF-8, and no text in it can become a formula', async () => {
    const { body, headers } = await manager.download('/tickets/export?view=all&format=csv');
    const text = body.toString('utf8');
    expect(text.startsWith('\ufeff"工单编号",')).toBe(true);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    const rows = new Map(readCsv(text.slice(1)).map((row) => [row[0] ?? '', row]));
    for (const [number, answers] of tickets) {
      const row = rows.get(number) ?? [];
      const written = typeof answers['x_text'] === 'string' ? answers['x_text'] : '';
      expect(row[2]).toBe(/^[=+\-@](?!\d+$)/.test(written) ? `'${written}` : written);
      expect(row[3]).toBe(answers['x_number'] === undefined ? '' : String(Number(answers['x_number'])));
    }
    expect([...tickets.values()].some((answers) => Number(answers['x_number']) < 0)).toBe(true);
  });

  test.each(['=cmd|"/c calc"!A1', '+1', '-1+2', '@SUM(A1)', '\t=1', '\r=1', '＝1+1', '＠x'])(
    'not %j either',
    async (title) => {
      const number = await aTicket(it.db, company, { category: 'consult' });
      const { id } = (await it.db('tickets').where('number', number).first('id')) as { id: number };
      await it.db.transaction((trx) => changeTicket(trx, id, { title }));
      const csv = (await manager.download(`/tickets/export?view=all&q=${number}&format=csv`)).body.toString();
      expect(csv).toContain(`,"'${title.replaceAll('"', '""')}",`);
      const book = readWorkbook((await manager.download(`/tickets/export?view=all&q=${number}`)).body);
      const cell = book.rows.get(number)?.['标题'];
      expect([cell?.t, cell?.f]).toEqual(['s', undefined]);
      expect(String(cell?.v).replace('\n', '\r')).toBe(title);
    },
  );
});

describe('who may', () => {
  test.each([
    ['tier1', 403],
    ['review', 403],
    ['aftersales', 403],
    ['ops', 403],
    ['rd', 403],
    ['manager', 200],
    ['admin', 200],
  ] as const)('%s: %i', async (person, expected) => {
    const client = await signedIn(person);
    expect((await client.download('/tickets/export?view=all')).status).toBe(expected);
    const offered = (await client.get('/tickets')).text.includes('/tickets/export?');
    expect(offered).toBe(expected === 200);
  });

  test('nobody else', async () => {
    expect((await it.client().get('/tickets/export')).location).toMatch(/^\/login/);
  });

  test('gets what they may read, and nothing else', async () => {
    const role = it.db('roles').where('key', 'operations').select('id');
    await it.db('role_permissions').insert({ role_id: role, permission: 'ticket.export', scope: 'all' });
    const ops = await signedIn('ops');
    const { body } = await ops.download('/tickets/export?view=all');
    expect(readWorkbook(body).rows.size).toBe(0);
    await it.db('role_permissions').where({ permission: 'ticket.export', role_id: role }).delete();
  });
});

test('the audit log says who took what, before it leaves', async () => {
  await manager.download('/tickets/export?view=all&f.x_switch=yes&format=csv');
  const entry = (await it
    .db('audit_log')
    .where('action', 'tickets_exported')
    .orderBy('id', 'desc')
    .first()) as {
    actor_id: number;
    changes: object;
    source_ip: string;
  };
  const count = [...tickets.values()].filter((answers) => answers['x_switch'] === true).length;
  expect(entry).toMatchObject({
    actor_id: company.people.manager,
    changes: { list: '/tickets?view=all&f.x_switch=yes', columns: COLUMNS, format: 'csv', count },
  });
});

test.each(['format=pdf', 'view=nobody', 'f.x=1&f.X=2', 'format=xlsx&format=csv'])(
  '%s is refused in words',
  async (query) => {
    const { status, page } = await manager.get(`/tickets/export?${query}`);
    expect([status, page.text.includes('的内容不正确')]).toEqual([422, true]);
  },
);
