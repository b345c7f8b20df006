import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { projectRoot } from '../../../src/config.ts';
import { sweepStagedImports } from '../../../src/features/imports/sweep-staged-imports.ts';
import { readSheet } from '../../../src/spreadsheet/read-sheet.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { listen, type RawAnswer, type RawServer, type RawSession } from '../../support/raw-http.ts';
import { asPerson } from '../../support/tickets.ts';

/** The tree as a spreadsheet (spec 02): out, and in with a look at what would change. */

const REAL = path.resolve(projectRoot, '../shared/data/tipdm_c_fj1_categories.xlsx');
const IMPORT = '/admin/categories/import';

let it: TestApp;
let company: Company;
let web: RawServer;
let admin: RawSession;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  web = await listen(it.app.server);
  admin = web.session();
  await admin.signIn('admin');
});
afterAll(async () => {
  await web.close();
  await it.close();
});
beforeEach(async () => {
  await it.db('staged_imports').delete();
});

async function upload(content: Buffer | string, name = '分类.csv'): Promise<RawAnswer> {
  const token = await admin.token();
  const boundary = '----categories';
  const head = (rest: string): string => `--${boundary}\r\ncontent-disposition: form-data; ${rest}\r\n\r\n`;
  const body = Buffer.concat([
    Buffer.from(`${head('name="_csrf"')}${token}\r\n${head(`name="file"; filename="${name}"`)}`),
    Buffer.from(content),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  return admin.send(IMPORT, { method: 'POST', headers, body });
}

async function preview(content: Buffer | string, name?: string): Promise<RawAnswer & { at: string }> {
  const answer = await upload(content, name);
  expect(answer.status, answer.text).toBe(303);
  const at = answer.location ?? '';
  return { ...(await admin.send(at)), at };
}

const numbers = (answer: RawAnswer): Record<string, number> =>
  Object.fromEntries(
    answer.page
      .querySelectorAll('.g-imp-sum > div')
      .map((each) => [each.querySelector('dt')?.text ?? '', Number(each.querySelector('dd')?.text)]),
  );
const digestOf = (answer: RawAnswer): string =>
  answer.page.querySelector('input[name=digest]')?.getAttribute('value') ?? '';

async function apply(shown: RawAnswer & { at: string }, more = ''): Promise<RawAnswer> {
  return admin.post(shown.at, `digest=${digestOf(shown)}${more}`);
}

const count = async (): Promise<number> =>
  Number((await it.db('categories').count('* as count').first())?.['count']);

describe('importing', () => {
  test('what is new and what changes is shown first, and nothing is written before it is said', async () => {
    const before = await count();
    const shown = await preview(
      '一级分类,二级分类,三级分类,模板,默认优先级,默认客服组,催单间隔（分钟）,备注\n' +
        '售后,订单问题,退款问题,咨询模板,高,审单组,90,x\n' +
        '售后,订单问题,换货问题,,,,,\n' +
        ' 线下 , 门店　问题 ,卫生,退款模板,紧急,,,\n',
    );
    expect(numbers(shown)).toEqual({
      文件行数: 3,
      新建: 3,
      改动: 1,
      不变: 1,
      文件里没有: 1,
      有问题: 0,
    });
    expect(shown.page.text.replace(/\s+/g, ' ')).toContain('模板 （空） → 咨询模板');
    expect(shown.page.text).toContain('备注');
    expect(await count()).toBe(before);

    const done = await apply(shown);
    expect(done.location).toBe('/admin/categories');
    expect(await it.db('categories').where('id', company.categories.refund).first()).toMatchObject({
      default_priority: 'high',
      default_group_id: company.groups.review,
      urge_interval_minutes: 90,
      version: 2,
    });
    expect(await it.db('categories').where('name', '卫生').first()).toMatchObject({
      depth: 3,
      initials: 'ws',
    });
    expect(await it.db('audit_log').where('action', 'category_created')).toHaveLength(3);
  });

  test('the same file again changes nothing, nor does our own export', async () => {
    const file = '一级分类,二级分类\n会员,积分\n会员,等级\n会员,积分\n';
    await apply(await preview(file));
    const again = await preview(file);
    expect(numbers(again)).toMatchObject({ 新建: 0, 改动: 0, 不变: 2 });
    const out = await admin.send('/admin/categories/export');
    expect(out.headers['content-disposition']).toContain(
      `filename*=UTF-8''${encodeURIComponent('工单分类')}`,
    );
    const own = await exported();
    const { header, rows } = await readSheet({ name: 'a.xlsx', content: own });
    expect(header.slice(0, 6)).toEqual(['一级分类', '二级分类', '三级分类', '四级分类', '五级分类', '模板']);
    expect(rows).toHaveLength(await count());
    expect(numbers(await preview(own, 'a.xlsx'))).toMatchObject({
      新建: 0,
      改动: 0,
      文件里没有: 0,
      有问题: 0,
    });
  });

  test('what the file does not name is left alone, or taken out of use when that is asked for', async () => {
    await apply(await preview('一级分类\n临时\n'));
    const file = '一级分类,二级分类,三级分类\n售后,订单问题,退款问题\n';
    const kept = await preview(file);
    expect(numbers(kept)['文件里没有']).toBeGreaterThan(0);
    await apply(kept, '&deactivate=on');
    expect(await it.db('categories').where('name', '临时').first()).toMatchObject({ active: false });
    expect(await it.db('categories').where('name', '退款问题').first()).toMatchObject({ active: true });
    await it.db('categories').update({ active: true });
  });

  test('each fault is told with its row, and then nothing can be imported', async () => {
    await it.db('settings').insert({ key: 'category_max_children', value: '9' });
    const many = Array.from({ length: 10 }, (_each, index) => `满,第 ${index},,,\n`).join('');
    const shown = await preview(
      `一级分类,二级分类,模板,默认优先级,催单间隔（分钟）\n` +
        `,只有二级,,,\n甲,,没有的模板,,\n乙,,,最高,\n丙,,,,0\n丁,,,高,\n丁,,,低,\n${'长'.repeat(101)},,,,\n${many}`,
    );
    const told = shown.page.querySelectorAll('#imp-problems ~ ul li').map((each) => each.text.trim());
    expect(told.map((each) => Number(/第 (\d+) 行/.exec(each)?.[1]))).toEqual([2, 3, 4, 5, 7, 8, 18]);
    expect(shown.page.querySelector('.g-savebar button')).toBeNull();
    expect((await apply(shown)).status).toBe(409);
    expect(await it.db('categories').where('name', '丁')).toEqual([]);
    await it.db('settings').where('key', 'category_max_children').delete();
  });

  test('a tree that was changed since is shown anew', async () => {
    const shown = await preview('一级分类\n晚到\n');
    await apply(await preview('一级分类\n晚到\n'));
    const late = await apply(shown);
    expect(late.status).toBe(409);
    expect(late.text).toContain('您预览之后分类有了改动');
  });

  test.each([
    ['no file', '', '请选择'],
    ['no level', '名称\n售后\n', '没有找到“一级分类”列'],
    ['no spreadsheet', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), '不是能读取的表格'],
    ['too much', Buffer.alloc(6 * 1024 * 1024, 'a'), '超过 5 MB'],
  ])('%s is told on the page', async (_name, content, words) => {
    const answer = await upload(content);
    expect([answer.status, answer.text]).toEqual([422, expect.stringContaining(words)]);
  });

  test("nobody sees another one's upload, and what lies there for a day goes", async () => {
    const shown = await preview('一级分类\n谁的\n');
    await it.db('staged_imports').update({ user_id: company.people.manager });
    expect((await admin.send(shown.at)).status).toBe(404);
    const ctx = await asPerson(it.db, company, 'admin', () => new Date(Date.now() + 25 * 3_600_000));
    expect(await sweepStagedImports(ctx)).toEqual({ dropped: 1 });
  });

  test.skipIf(!existsSync(REAL))(`a customer's 517 categories (${REAL})`, async () => {
    const before = await count();
    const shown = await preview(readFileSync(REAL), 'categories.xlsx');
    expect(numbers(shown)).toMatchObject({ 文件行数: 517, 有问题: 0, 改动: 0 });
    await apply(shown);
    expect(await count()).toBe(before + (numbers(shown)['新建'] ?? 0));
    expect(numbers(await preview(readFileSync(REAL), 'categories.xlsx'))).toMatchObject({
      新建: 0,
      不变: 517,
    });
  });
});

/** The export as bytes. */
async function exported(): Promise<Buffer> {
  const { default: supertest } = await import('supertest');
  const cookie = [...admin.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await supertest(it.app.server)
    .get('/admin/categories/export')
    .set('cookie', cookie)
    .buffer(true)
    .parse((res, done) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('end', () => done(null, Buffer.concat(chunks)));
    });
  return answer.body as Buffer;
}
