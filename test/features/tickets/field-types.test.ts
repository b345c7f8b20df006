import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { contentOf, lastChanges } from '../../support/editing.ts';
import { type EveryField, everyFieldForm, withEveryField } from '../../support/every-field.ts';
import { formState, problemsBeside, summaryLinks } from '../../support/form-state.ts';
import { multipart, PDF, PNG, type SentFile } from '../../support/multipart.ts';
import { act } from '../../support/tickets.ts';
import { listen, type RawAnswer, type RawServer, type RawSession } from '../../support/raw-http.ts';

/** Rows, levels, files, people and identity cards on the pages where tickets are made, edited and saved (spec 02). */

let it: TestApp;
let company: Company;
let every: EveryField;
let web: RawServer;
let tier1: RawSession;
let manager: RawSession;
let aftersales: RawSession;
const tokens = new Map<RawSession, string>();

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  every = await withEveryField(it.db, company);
  web = await listen(it.app.server);
  [tier1, manager, aftersales] = [web.session(), web.session(), web.session()];
  for (const [session, name] of [
    [tier1, 'tier1'],
    [manager, 'manager'],
    [aftersales, 'aftersales'],
  ] as const) {
    await session.signIn(name);
    tokens.set(session, await session.token());
  }
});
afterAll(async () => {
  await web.close();
  await it.close();
});

type Fields = Parameters<typeof multipart>[0];

function send(
  who: RawSession,
  to: string,
  fields: Fields,
  files: readonly SentFile[] = [],
): Promise<RawAnswer> {
  return who.send(to, { method: 'POST', ...multipart({ ...fields, _csrf: tokens.get(who) ?? '' }, files) });
}

const create = (changes: Fields, files: readonly SentFile[] = []): Promise<RawAnswer> =>
  send(tier1, '/tickets', { ...everyFieldForm(every), ...changes }, files);

/** The whole form of a page as a browser holds it, sent with some changes; null takes an answer out. */
async function submit(
  who: RawSession,
  path: string,
  changes: Readonly<Record<string, Fields[string] | null>>,
  files: readonly SentFile[] = [],
): Promise<RawAnswer> {
  const opened = await who.send(path);
  expect(opened.status).toBe(200);
  const filled = Object.entries({ ...formState(opened.page, path), ...changes });
  return send(who, path, Object.fromEntries(filled.filter(([, value]) => value !== null)) as Fields, files);
}

/** What a script does before the form is sent; answers the ids. */
async function uploaded(who: RawSession, as: string, kind: string, ...files: SentFile[]): Promise<string[]> {
  const answer = await send(who, '/attachments', { as, kind }, files);
  return answer.page.querySelectorAll(`[name="${as}"]`).map((each) => each.getAttribute('value') ?? '');
}

const numberOf = (answer: RawAnswer): string => (answer.location ?? '').replace('/tickets/', '');
const valuesOf = async (number: string): Promise<Readonly<Record<string, unknown>>> =>
  (await contentOf(it.db, number)).values;

/** Sent on until it is in the hands of after-sales, who may save it. */
async function handedOver(number: string): Promise<void> {
  await act(it.db, company, 'tier1', number, 'escalate', { remark: '请审单' });
  await act(it.db, company, 'review', number, 'reassign', { group_id: String(company.groups.afterSales) });
  await act(it.db, company, 'aftersales', number, 'accept');
}

const png = (name: string): SentFile => ({ name, content: PNG });
const pdf = (name: string): SentFile => ({ name, content: PDF });

/** One answer of each. */
async function good(): Promise<Fields> {
  return {
    identity: '１１０１０５１９４９１２３１００２ｘ',
    district: '330102',
    papers: await uploaded(tier1, 'papers', 'file', pdf('发票.pdf')),
    photos: await uploaded(tier1, 'photos', 'image', png('正面.png'), png('背面.png')),
    sold_by: company.people.aftersales,
    sold_in: 1,
    'goods.0.sku': 'A-1',
    'goods.0.count': '2',
    'goods.0.why': 'broken',
    'goods.4.sku': 'B-2',
    'goods.4.count': '1',
    'goods.4.why': '',
  };
}

describe('made, shown, edited', () => {
  let number: string;
  let photos: string[];

  beforeEach(async () => {
    const answers = await good();
    photos = answers['photos'] as string[];
    const answer = await create(answers);
    expect(answer.status).toBe(303);
    number = numberOf(answer);
  });

  test('stored as they are meant, their files the ticket’s own', async () => {
    expect(await valuesOf(number)).toMatchObject({
      identity: '11010519491231002X',
      district: '330102',
      photos,
      sold_by: company.people.aftersales,
      sold_in: 1,
      goods: [
        { sku: 'A-1', count: 2, why: 'broken' },
        { sku: 'B-2', count: 1 },
      ],
    });
    const files = (await it
      .db('attachments as a')
      .join('tickets as t', 't.id', 'a.ticket_id')
      .join('ticket_events as e', 'e.id', 'a.event_id')
      .where('t.number', number)
      .orderBy('a.id')
      .select('a.original_name as name', 'e.seq')) as { name: string; seq: number }[];
    expect(files.map(({ name, seq }) => `${name} ${seq}`)).toEqual([
      '发票.pdf 1',
      '正面.png 1',
      '背面.png 1',
    ]);
  });

  test('the page shows paths, names, pictures and a table; no file twice among the facts', async () => {
    const { page } = await tier1.send(`/tickets/${number}`);
    const facts = new Map(
      page
        .querySelectorAll('.g-kv > div')
        .map((div) => [div.querySelector('dt')?.text, div.querySelector('dd')]),
    );
    expect(facts.get('所在地区')?.text).toBe('浙江 / 杭州 / 上城');
    expect(facts.get('销售人员')?.text).toBe('林知夏');
    expect(facts.get('销售部门')?.text).toBe('客户服务中心');
    expect(
      facts
        .get('退货商品')
        ?.querySelectorAll('tr')
        .map((tr) => tr.querySelectorAll('th,td').map((td) => td.text)),
    ).toEqual([
      ['货号', '数量', '原因'],
      ['A-1', '2', '破损'],
      ['B-2', '1', ''],
    ]);
    expect(facts.get('商品图片')?.querySelectorAll('.g-thumb img')).toHaveLength(2);
    expect(facts.get('凭证文件')?.text).toContain('发票.pdf');
    expect(facts.has('附件')).toBe(false);
  });

  test('an edit that changes one row leaves all others as they were, and the log says which', async () => {
    const before = await valuesOf(number);
    const answer = await submit(manager, `/tickets/${number}/edit`, { 'goods.1.count': '3' });
    expect([answer.status, answer.location]).toEqual([303, `/tickets/${number}`]);
    expect(await valuesOf(number)).toEqual({
      ...before,
      goods: [
        { sku: 'A-1', count: 2, why: 'broken' },
        { sku: 'B-2', count: 3 },
      ],
    });
    expect(await lastChanges(it.db, number)).toEqual([
      '退货商品: 第 2 行（货号：B-2，数量：1） → 第 2 行（货号：B-2，数量：3）',
    ]);
  });

  test('a save changes each of them, and the log tells them by their names', async () => {
    await handedOver(number);
    const [more] = await uploaded(aftersales, 'photos', 'image', png('侧面.png'));
    const answer = await submit(aftersales, `/tickets/${number}/save`, {
      identity: '',
      district: '71',
      papers: null,
      photos: [photos[1] ?? '', more ?? ''],
      sold_by: company.people.ops,
      sold_in: '',
      'goods.0.sku': '',
      'goods.0.count': '',
      'goods.0.why': '',
    });
    expect(answer.status).toBe(303);
    expect(await valuesOf(number)).toMatchObject({ district: '71', photos: [photos[1], more] });
    expect((await valuesOf(number))['papers']).toBeUndefined();
    expect(await lastChanges(it.db, number)).toEqual([
      '身份证号: 11010519491231002X → ',
      '所在地区: 浙江 / 杭州 / 上城 → 台湾',
      '凭证文件: 发票.pdf → ',
      '商品图片: 正面.png、背面.png → 背面.png、侧面.png',
      '销售人员: 林知夏 → 乔安',
      '销售部门: 客户服务中心 → ',
      '退货商品: 第 1 行（货号：A-1，数量：2，原因：破损） → 第 1 行（无）',
    ]);
    const { page } = await tier1.send(`/tickets/${number}`);
    expect(page.querySelector('#log > li .g-files')?.text).toContain('侧面.png');
  });

  test('who left is still named, and may stay; nobody else can choose them', async () => {
    await it.db('users').where('id', company.people.aftersales).update({ active: false });
    try {
      expect((await tier1.send(`/tickets/${number}`)).page.querySelector('.g-kv')?.text).toContain('林知夏');
      const kept = await submit(manager, `/tickets/${number}/edit`, { shop_name: '新店名' });
      expect(kept.status).toBe(303);
      expect((await valuesOf(number))['sold_by']).toBe(company.people.aftersales);
      const chosen = await create({ sold_by: company.people.aftersales });
      expect(problemsBeside(chosen.page)).toEqual({ sold_by: '请从列出的选项中选择销售人员。' });
    } finally {
      await it.db('users').where('id', company.people.aftersales).update({ active: true });
    }
  });

  test('files of another ticket, of a colleague or of another field are refused, and nothing is taken', async () => {
    await handedOver(number);
    const others = await uploaded(manager, 'papers', 'file', pdf('别人的.pdf'));
    for (const id of [others[0] ?? '', photos[0] ?? '', '999999', '__proto__']) {
      const made = await create({ papers: [id] });
      expect([made.status, Object.keys(problemsBeside(made.page))]).toEqual([422, ['papers']]);
      const saved = await submit(aftersales, `/tickets/${number}/save`, { papers: [id] });
      expect([saved.status, Object.keys(problemsBeside(saved.page))]).toEqual([422, ['papers']]);
    }
    const row = (await it.db('attachments').where('id', others[0]).first()) as { ticket_id: number | null };
    expect(row.ticket_id).toBeNull();
  });
});

test('without a script the files come with the form itself, each with its field', async () => {
  const answer = await create({}, [
    { ...pdf('回单.pdf'), input: 'files.papers' },
    { ...png('一.png'), input: 'files.photos' },
    pdf('另附.pdf'),
  ]);
  expect(answer.status).toBe(303);
  const values = await valuesOf(numberOf(answer));
  expect([values['papers'], values['photos']]).toEqual([[expect.any(String)], [expect.any(String)]]);
  const saved = await submit(manager, `/tickets/${numberOf(answer)}/edit`, {}, [
    { ...png('二.png'), input: 'files.photos' },
  ]);
  expect(saved.status).toBe(303);
  expect(await lastChanges(it.db, numberOf(answer))).toEqual(['商品图片: 一.png → 一.png、二.png']);
});

test('a page sent twice makes one ticket, its files and all', async () => {
  const key = '0f8fad5b-d9cb-469f-a165-70867728950e';
  const photos = await uploaded(tier1, 'photos', 'image', png('正面.png'));
  const first = await create({ submission_key: key, photos });
  const second = await create({ submission_key: key, photos });
  expect([second.status, second.location]).toEqual([303, first.location]);
});

test('what is no picture does not come into a field for pictures', async () => {
  const refused = await send(tier1, '/attachments', { as: 'photos', kind: 'image' }, [pdf('合同.pdf')]);
  expect([refused.status, refused.page.text.trim()]).toEqual([
    422,
    '“合同.pdf”不是图片，这里只能放图片（png、jpg、gif、webp）。',
  ]);
  const papers = await uploaded(tier1, 'papers', 'file', pdf('合同.pdf'));
  expect(problemsBeside((await create({ photos: papers })).page)).toHaveProperty('photos');
});

test('each bad answer has its sentence beside it, and a link above; nothing that was typed is lost', async () => {
  const photos = await uploaded(tier1, 'photos', 'image', png('正面.png'));
  const answer = await create({
    identity: '110105194912310021',
    district: '3301',
    sold_in: '99',
    photos,
    'goods.3.sku': '',
    'goods.3.count': '0',
    'goods.5.sku': 'C-3',
    'goods.5.count': '一件',
    'goods.5.why': 'zzz',
  });
  expect(answer.status).toBe(422);
  expect(problemsBeside(answer.page)).toEqual({
    identity: '最后一位校验码不符，请核对有没有输错数字。',
    district: '请从列出的选项中选择所在地区。',
    sold_in: '请从列出的选项中选择销售部门。',
    'goods.0.sku': '请填写货号。',
    'goods.0.count': '不能小于 1。',
    'goods.1.count': '请填写数字，例如 1234.5。',
    'goods.1.why': '请从列出的选项中选择原因。',
  });
  expect(summaryLinks(answer.page)).toContain('退货商品 第 2 行 数量 #goods.1.count');
  expect(formState(answer.page, '/tickets')).toMatchObject({
    identity: '110105194912310021',
    photos: photos[0],
    'goods.1.sku': 'C-3',
    'goods.1.count': '一件',
  });
});

test('rows by the thousand, names out of nowhere: told in words, and nobody else is the worse for it', async () => {
  const rows = Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`goods.${n}.sku`, 'A']));
  expect(problemsBeside((await create(rows)).page)).toEqual({
    goods: '最多填 3 行，现在有 900 行，请移除多余的。',
  });
  for (const name of [
    'goods.__proto__.sku',
    'goods.0.__proto__',
    'goods.0.constructor',
    '__proto__',
    'goods',
  ]) {
    const answer = await create({ [name]: 'x' });
    expect([name, answer.status]).toEqual([name, 422]);
  }
  expect(({} as Record<string, unknown>)['sku']).toBeUndefined();
  const far = await create({ 'goods.999999999.sku': 'Z', 'goods.999999999.count': '1' });
  expect(far.status).toBe(303);
  expect((await valuesOf(numberOf(far)))['goods']).toEqual([{ sku: 'Z', count: 1 }]);
});

test('a draft keeps rows and files, and they come back with it', async () => {
  const photos = await uploaded(tier1, 'photos', 'image', png('草稿.png'));
  const form = {
    ...everyFieldForm(every),
    photos: photos[0] ?? '',
    'goods.2.sku': 'D-4',
    'goods.2.count': '1',
  };
  const body = new URLSearchParams({ ...form, _draft: 'new' }).toString();
  expect((await tier1.post('/drafts', body)).status).toBeLessThan(300);
  const { page } = await tier1.send('/tickets/new');
  expect(formState(page, '/tickets')).toMatchObject({ photos: photos[0], 'goods.0.sku': 'D-4' });
  expect(page.querySelector('[data-upload-as="photos"] [data-upload-list]')?.text).toContain('草稿.png');
});
