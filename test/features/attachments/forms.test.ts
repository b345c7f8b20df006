import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { CLOSING_INPUTS, refundForm } from '../../support/create-form.ts';
import { inHand } from '../../support/moved-tickets.ts';
import { multipart, PDF, PNG, type SentFile } from '../../support/multipart.ts';
import { listen, type RawAnswer, type RawServer, type RawSession } from '../../support/raw-http.ts';
import { act, aPhone, CLOSING } from '../../support/tickets.ts';

/** Files go with forms, whether a script sent them ahead or the form brings them itself (spec 01). */

let it: TestApp;
let company: Company;
let web: RawServer;
let tier1: RawSession;
let aftersales: RawSession;
const tokens = new Map<RawSession, string>();

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  web = await listen(it.app.server);
  [tier1, aftersales] = [web.session(), web.session()];
  for (const [session, name] of [
    [tier1, 'tier1'],
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
  return who.send(to, { method: 'POST', ...multipart({ _csrf: tokens.get(who) ?? '', ...fields }, files) });
}

/** What a script does before the form is sent; answers the ids. */
async function uploaded(who: RawSession, ...names: string[]): Promise<string[]> {
  const files = names.map((name) => ({ name, content: PNG }));
  const answer = await send(who, '/attachments', {}, files);
  return answer.page
    .querySelectorAll('[name=attachment_ids]')
    .map((each) => each.getAttribute('value') ?? '');
}

async function versionOf(number: string): Promise<number> {
  return ((await it.db('tickets').where({ number }).first('version')) as { version: number }).version;
}

/** The names of a ticket's files, by the type of the log entry that brought them. */
async function filesOf(number: string): Promise<[string, string][]> {
  const rows = (await it
    .db('attachments as a')
    .join('ticket_events as e', 'e.id', 'a.event_id')
    .join('tickets as t', 't.id', 'a.ticket_id')
    .whereRaw('t.id = e.ticket_id')
    .where('t.number', number)
    .orderBy('a.id')
    .select('e.type', 'a.original_name')) as { type: string; original_name: string }[];
  return rows.map((row) => [row.type, row.original_name]);
}

const listed = (answer: RawAnswer): string[] =>
  answer.page
    .querySelectorAll('[data-upload-list] [name=attachment_ids]')
    .map((each) => each.getAttribute('aria-label') ?? '');
const refused = (answer: RawAnswer): string[] =>
  answer.page.querySelectorAll('[data-upload-list] .g-err').map((each) => each.text.trim());

let number = '';
beforeEach(async () => {
  number = await inHand(it.db, company);
});

test.each<[string, string, Record<string, string>]>([
  ['note', 'ticket_noted', { remark: '见附件' }],
  ['feedback', 'ticket_answered', { remark: '见附件' }],
  [
    'callback',
    'ticket_called_back',
    { callback_method: 'phone', callback_outcome: 'not_solved', remark: '' },
  ],
  ['close', 'ticket_closed', CLOSING],
  ['append', 'ticket_appended', { remark: '客户补充了面单' }],
])('%s takes files, sent ahead and with the form', async (action, type, form) => {
  const who = action === 'append' ? tier1 : aftersales;
  const ids = await uploaded(who, '面单（正面）.png', '面单.png');
  const version = await versionOf(number);
  const path = `/tickets/${number}/${action}`;
  const answer = await send(who, path, { version, ...form, attachment_ids: ids }, [
    { name: '发票 2026.pdf', content: PDF },
  ]);
  expect(answer.status).toBe(303);
  expect(await filesOf(number)).toEqual([
    [type, '面单（正面）.png'],
    [type, '面单.png'],
    [type, '发票 2026.pdf'],
  ]);
});

test('the page shows them in their place, and at the facts what came with the ticket', async () => {
  const created = await send(tier1, '/tickets', { ...refundForm(company) } as Fields, [
    { name: '聊天记录.png', content: PNG },
    { name: '发票.pdf', content: PDF },
  ]);
  const path = created.location ?? '';
  await send(tier1, `${path}/note`, { version: 1, remark: '补一张' }, [{ name: '补.png', content: PNG }]);
  const { page } = await tier1.send(path);
  const names = (selector: string): string[] =>
    page.querySelectorAll(`${selector} .g-file > .g-el`).map((each) => each.text);
  expect(names('.g-kv')).toEqual(['聊天记录.png', '发票.pdf']);
  const entries = page.querySelectorAll('.g-tl > li');
  expect(entries.map((entry) => entry.querySelectorAll('.g-file > .g-el').map((each) => each.text))).toEqual([
    ['补.png'],
    ['聊天记录.png', '发票.pdf'],
  ]);
  for (const picture of page.querySelectorAll('.g-thumb img')) {
    expect(picture.getAttribute('loading')).toBe('lazy');
    const shown = await tier1.send(picture.getAttribute('src') ?? '');
    expect([shown.status, shown.headers['content-type']]).toEqual([200, 'image/png']);
  }
});

test('create and close: the files belong to the ticket itself', async () => {
  const ids = await uploaded(tier1, '截图.png');
  const form = {
    ...refundForm(company),
    ...CLOSING_INPUTS,
    intent: 'create_close',
    attachment_ids: ids,
  } as Fields;
  const answer = await send(tier1, '/tickets', form);
  expect(answer.status).toBe(303);
  expect(await filesOf((answer.location ?? '').replace('/tickets/', ''))).toEqual([
    ['ticket_created', '截图.png'],
  ]);
});

test('a refused form keeps what was uploaded, and uploads nothing twice', async () => {
  const [first = ''] = await uploaded(aftersales, '一.png');
  const version = await versionOf(number);
  const path = `/tickets/${number}/feedback`;
  const files = [
    { name: '二.png', content: PNG },
    { name: '三.html', content: '<html>' },
  ];
  const answer = await send(aftersales, path, { version, remark: '', attachment_ids: first }, files);
  expect(answer.status).toBe(422);
  expect(listed(answer)).toEqual(['一.png', '二.png']);
  expect(refused(answer)[0]).toContain('“三.html”的类型不能上传');
  const input = answer.page.querySelector('input[type=file]');
  expect(input?.getAttribute('aria-invalid')).toBe('true');
  const link = answer.page
    .querySelectorAll('[data-error-summary] a')
    .map((each) => each.getAttribute('href'));
  expect(link).toContain(`#${input?.getAttribute('id') ?? ''}`);

  const ids = answer.page
    .querySelectorAll('[name=attachment_ids]')
    .map((each) => each.getAttribute('value') ?? '');
  const again = await send(aftersales, path, { version, remark: '好了', attachment_ids: ids });
  expect(again.status).toBe(303);
  expect((await filesOf(number)).map(([, name]) => name)).toEqual(['一.png', '二.png']);
});

test('a conflict keeps them too', async () => {
  const ids = await uploaded(aftersales, '一.png');
  const version = await versionOf(number);
  await act(it.db, company, 'tier1', number, 'append', { remark: '客户又来电' });
  const answer = await send(aftersales, `/tickets/${number}/note`, {
    version,
    remark: '看看',
    attachment_ids: ids,
  });
  expect([answer.status, listed(answer)]).toEqual([409, ['一.png']]);
  expect(await filesOf(number)).toEqual([]);
});

test('a draft brings them back, as long as they are there', async () => {
  const ids = await uploaded(aftersales, '一.png', '二.png');
  const draft = new URLSearchParams({ _draft: `${number}/note`, remark: '写到一半' });
  for (const id of ids) draft.append('attachment_ids', id);
  expect((await aftersales.post('/drafts', draft.toString())).status).toBe(204);
  await it
    .db('attachments')
    .where('id', ids[0] ?? '')
    .delete();
  for (const page of [`/tickets/${number}`, `/tickets/${number}/note`])
    expect(listed(await aftersales.send(page))).toEqual(['二.png']);
});

test('a refused create form keeps them, and so does another category', async () => {
  const ids = await uploaded(tier1, '一.png');
  const form = { ...refundForm(company, { description: '' }), attachment_ids: ids } as Fields;
  expect(listed(await send(tier1, '/tickets', form, [{ name: '二.png', content: PNG }]))).toEqual([
    '一.png',
    '二.png',
  ]);
  const other = { ...form, category_id: company.categories.consult };
  const shown = await send(tier1, '/tickets/new/form', other, [{ name: '三.png', content: PNG }]);
  expect([shown.status, listed(shown)]).toEqual([200, ['一.png', '三.png']]);
});

test('what was typed for a second ticket goes to the first, its files as well', async () => {
  const phone = aPhone();
  const made = await send(tier1, '/tickets', { ...refundForm(company, { phone }) } as Fields);
  const path = made.location ?? '';
  const ids = await uploaded(tier1, '一.png');
  const again = { ...refundForm(company, { phone }), attachment_ids: ids } as Fields;
  const files = [{ name: '二.png', content: PNG }];
  const refusal = await send(tier1, '/tickets', again, files);
  expect([refusal.status, listed(refusal)]).toEqual([409, ['一.png', '二.png']]);
  const carry = refusal.page.querySelector('[data-action=append]')?.getAttribute('formaction') ?? '';
  const form = await send(tier1, carry, again, files);
  expect([form.status, listed(form)]).toEqual([200, ['一.png', '二.png']]);
  expect(form.page.querySelector('form')?.getAttribute('action')).not.toBe(path);
});

test('the button pressed twice makes one ticket, though the files arrive twice', async () => {
  const submission_key = '0f6f3c3e-6f0e-4b57-9a86-6f2f0a2f4a11';
  const form = { ...refundForm(company, { phone: '' }), submission_key } as Fields;
  const files = [{ name: '一.png', content: PNG }];
  const first = await send(tier1, '/tickets', form, files);
  const second = await send(tier1, '/tickets', form, files);
  expect(second.location).toBe(first.location);
  // Gone back to and sent with another file, it is another ticket: that file is not lost.
  const third = await send(tier1, '/tickets', form, [{ name: '二.pdf', content: PDF }]);
  expect(third.status).toBe(303);
  expect(third.location).not.toBe(first.location);
});

test.each<[string, () => Promise<readonly string[]>]>([
  ["of someone else's", () => uploaded(tier1, 'a.png')],
  ['that were sent already', () => sentBefore()],
  ['that do not exist', () => Promise.resolve(['987654321'])],
  ['that are no ids', () => Promise.resolve(['1 or 1=1', '-1', '99999999999999999999'])],
])('ids %s are refused, and nothing is written', async (_what, ids) => {
  const own = await uploaded(aftersales, '我的.png');
  const version = await versionOf(number);
  const fields = { version, remark: '见附件', attachment_ids: [...own, ...(await ids())] };
  const answer = await send(aftersales, `/tickets/${number}/note`, fields);
  expect(answer.status).toBe(422);
  expect(refused(answer)).toEqual(['有附件已不可用（超过 24 小时未发送，或已随别的内容发出），请重新上传。']);
  expect(listed(answer)).toEqual(['我的.png']);
  expect([await versionOf(number), await filesOf(number)]).toEqual([version, []]);
});

async function sentBefore(): Promise<string[]> {
  const ids = await uploaded(aftersales, 'sent.png');
  const other = await inHand(it.db, company);
  const fields = { version: await versionOf(other), remark: '见附件', attachment_ids: ids };
  expect((await send(aftersales, `/tickets/${other}/note`, fields)).status).toBe(303);
  return ids;
}

test('no more than the setting allows, however they came', async () => {
  const names = Array.from({ length: 8 }, (_, index) => `${index}.png`);
  const ids = await uploaded(aftersales, ...names);
  const fields = { version: await versionOf(number), remark: '很多', attachment_ids: ids };
  const files = ['8.png', '9.png', '10.png'].map((name) => ({ name, content: PNG }));
  const answer = await send(aftersales, `/tickets/${number}/note`, fields, files);
  expect([answer.status, listed(answer).length]).toEqual([422, 11]);
  expect(refused(answer)).toEqual(['一次最多附 10 个文件，请移除多余的，或分几次发送。']);
});

test('an action that takes no files says so', async () => {
  const ids = await uploaded(aftersales, 'a.png');
  const fields = { version: await versionOf(number), remark: '', attachment_ids: ids };
  const body = new URLSearchParams(
    Object.entries(fields).map(([key, value]): [string, string] => [key, String(value)]),
  ).toString();
  const answer = await aftersales.post(`/tickets/${number}/wait`, body);
  expect([answer.status, answer.text.includes('这张表单没有“attachment_ids”这一项')]).toEqual([422, true]);
});

test('an upload can be taken back by its owner, until it is sent', async () => {
  const [id = ''] = await uploaded(tier1, 'a.png');
  const remove = (who: RawSession, which: string): Promise<RawAnswer> =>
    send(who, `/attachments/${which}/remove`, {});
  const header = { 'x-csrf-token': tokens.get(tier1) ?? '' };
  const take = (which: string) =>
    tier1.send(`/attachments/${which}/remove`, { method: 'POST', headers: header });
  expect((await remove(tier1, id)).status).toBe(403); // not a route for files: the token comes as a header
  expect((await aftersales.post(`/attachments/${id}/remove`, '')).status).toBe(404);
  expect((await take(id)).status).toBe(204);
  expect((await take(id)).status).toBe(404);
  const [sent = ''] = await sentBefore();
  expect((await aftersales.post(`/attachments/${sent}/remove`, '')).status).toBe(404);
});
