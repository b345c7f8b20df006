import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as XLSX from 'xlsx';
import { CLOSING_COLUMNS } from '../../../src/domain/import/closing-columns.ts';
import { isExampleText } from '../../../src/domain/import/example-row.ts';
import { LANGUAGES, translator } from '../../../src/i18n.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { aTicket, act } from '../../support/tickets.ts';

/** Workbooks that people fill in (spec 06): to close tickets with, and to write new ones into. */

let it: TestApp;
let company: Company;
let manager: HttpClient;
let open: string[];
let closed: string;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  open = [await aTicket(it.db, company), await aTicket(it.db, company, { title: '=1+1' })];
  closed = await aTicket(it.db, company, { category: 'consult' });
  await act(it.db, company, 'tier1', closed, 'close', {
    outcome: 'solved',
    satisfaction: 'satisfied',
    callback_method: 'phone',
    comment: '已处理',
  });
  manager = await signedIn('manager');
});
afterAll(() => it.close());

async function signedIn(person: Person): Promise<HttpClient> {
  const client = it.client();
  await client.signIn(person);
  return client;
}

interface Book {
  readonly names: string[];
  readonly rows: (sheet: number) => Record<string, string | number>[];
  readonly heads: string[];
  readonly xml: string;
}

function readBook(body: Buffer): Book {
  const book = XLSX.read(body, { cellFormula: true });
  const rows = (at: number): Record<string, string | number>[] =>
    XLSX.utils.sheet_to_json(book.Sheets[book.SheetNames[at] ?? ''] ?? {}, { defval: '' });
  const [first = {}] = Object.values(book.Sheets);
  const heads = XLSX.utils.sheet_to_json<string[]>(first, { header: 1 })[0] ?? [];
  const zip = XLSX.CFB.read(body, { type: 'buffer' });
  const xml = Buffer.from((XLSX.CFB.find(zip, '/xl/worksheets/sheet1.xml')?.content ?? []) as Uint8Array);
  const cells = Object.values(book.Sheets).flatMap((sheet) => Object.values(sheet)) as XLSX.CellObject[];
  expect(cells.filter((cell) => cell.f !== undefined)).toEqual([]);
  return { names: book.SheetNames, rows, heads, xml: xml.toString() };
}

describe('a sheet to close tickets with', () => {
  test('has the selected ones that are open, as they are now, and the empty columns of the form', async () => {
    const picks = [...open, closed].map((number) => `${number}:1`).join(',');
    const { status, headers, body } = await manager.download(`/tickets/bulk/close/sheet?pick=${picks}`);
    expect(status).toBe(200);
    expect(headers['content-disposition']).toContain(`filename*=UTF-8''${encodeURIComponent('批量关闭-')}`);
    const book = readBook(body);
    const t = translator('zh-CN');
    expect(book.heads).toEqual(CLOSING_COLUMNS.map(({ label }) => t(label)));
    const rows = book.rows(0);
    expect(rows.map((row) => row['工单编号']).sort()).toEqual([...open].sort());
    const stored = (await it.db('tickets').whereIn('number', open).select('number', 'version')) as {
      number: string;
      version: number;
    }[];
    for (const row of rows) {
      const ticket = stored.find(({ number }) => number === row['工单编号']);
      expect([row['版本'], row['状态'], row['是否解决'], row['关闭处理意见']]).toEqual([
        ticket?.version,
        '尚未受理',
        '',
        '',
      ]);
    }
    expect(book.xml.match(/<dataValidation /g)).toHaveLength(5);
    expect(book.names).toEqual(['待关闭工单', '填写说明', '选项']);
    const written = await it
      .db('audit_log')
      .where('action', 'tickets_exported')
      .orderBy('id', 'desc')
      .first();
    expect((written as { changes: object }).changes).toMatchObject({
      format: 'closing',
      picked: 3,
      count: 3,
    });
  });

  test('of all that match has those of the list', async () => {
    const from = encodeURIComponent('view=all');
    const { body } = await manager.download(`/tickets/bulk/close/sheet?all=1&from=${from}`);
    expect(readBook(body).rows(0)).toHaveLength(open.length);
  });

  test.each([
    ['nothing is left to close', () => `pick=${closed}:1`, 409],
    ['nothing was selected', () => '', 409],
    ['a selection that is none of ours', () => 'pick=x', 422],
  ])('%s: says so', async (_what, query, status) => {
    expect((await manager.get(`/tickets/bulk/close/sheet?${query()}`)).status).toBe(status);
  });

  test.each(['tier1', 'aftersales'] as const)('is not for %s', async (person) => {
    const client = await signedIn(person);
    expect((await client.get(`/tickets/bulk/close/sheet?pick=${open[0] ?? ''}:1`)).status).toBe(403);
  });
});

describe('a workbook to write tickets into', () => {
  const categoryOf = async (): Promise<{ id: number }> =>
    (await it.db('tickets').where('number', open[0]).first('category_id as id')) as { id: number };

  test('has a column for each field of the newest form, choices, an example and instructions', async () => {
    const { id } = await categoryOf();
    const page = await manager.get('/imports/template');
    expect(page.page.querySelector(`option[value="${id}"]`)).not.toBeNull();
    const { status, body } = await manager.download(`/imports/template?category=${id}`);
    expect(status).toBe(200);
    const book = readBook(body);
    expect(book.heads.slice(0, 4)).toEqual(['工单分类', ...book.heads.slice(1, 4)]);
    expect(book.heads).toEqual(
      expect.arrayContaining(['客户', '手机号', '来源', '标题', '问题描述', '优先级']),
    );
    expect(new Set(book.heads).size).toBe(book.heads.length);
    const [example, ...rest] = book.rows(0);
    expect(rest).toEqual([]);
    expect(isExampleText(String(example?.['问题描述']))).toBe(true);
    expect(book.xml).toMatch(/<dataValidation /);
    const [, ...help] = book.rows(1);
    expect(help.map((row) => row['列'])).toEqual(book.heads);
    expect(help.every((row) => row['怎么填'] !== '')).toBe(true);
  });

  test.each(LANGUAGES)('its example is known as one: %s', (language) => {
    expect(isExampleText(translator(language)('export.template.example.description'))).toBe(true);
  });

  test('of a category that is none says so', async () => {
    expect((await manager.get('/imports/template?category=999999')).status).toBe(404);
    expect((await manager.get('/imports/template?category=x')).status).toBe(422);
    expect((await manager.get('/imports/template?category=')).text).toContain('请选择工单分类');
  });

  test('is not for those who may not import', async () => {
    const client = await signedIn('tier1');
    expect((await client.get('/imports/template')).status).toBe(403);
  });
});
