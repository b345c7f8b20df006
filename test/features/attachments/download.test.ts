import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import { multipart, PDF, PNG, type SentFile } from '../../support/multipart.ts';
import { listen, type RawServer, type RawSession } from '../../support/raw-http.ts';
import { filesIn } from '../../support/stored-files.ts';
import { act, aTicket } from '../../support/tickets.ts';

/** Who may see the ticket may see its files, and nobody else; browsers take them for nothing they are not (spec 10). */

let it: TestApp;
let company: Company;
let web: RawServer;
const sessions = new Map<Person, RawSession>();

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  web = await listen(it.app.server);
});
afterAll(async () => {
  await web.close();
  await it.close();
});

async function as(person: Person): Promise<RawSession> {
  const known = sessions.get(person);
  if (known) return known;
  const session = web.session();
  await session.signIn(person);
  sessions.set(person, session);
  return session;
}

async function attach(person: Person, number: string | null, file: SentFile): Promise<string> {
  const session = await as(person);
  const fields = { _csrf: await session.token() };
  const answer = await session.send('/attachments', { method: 'POST', ...multipart(fields, [file]) });
  const id = answer.page.querySelector('[name=attachment_ids]')?.getAttribute('value') ?? '';
  if (number === null) return id;
  const { version } = (await it.db('tickets').where({ number }).first('version')) as { version: number };
  const note = multipart({ ...fields, version, remark: '见附件', attachment_ids: id });
  expect((await session.send(`/tickets/${number}/note`, { method: 'POST', ...note })).status).toBe(303);
  return id;
}

const picture = { name: '面单.png', content: PNG };

test('each relation to a ticket: whoever sees it, sees its files', async () => {
  const number = await aTicket(it.db, company);
  const id = await attach('tier1', number, picture);
  await act(it.db, company, 'tier1', number, 'escalate');
  const statusFor = async (person: Person): Promise<readonly number[]> => {
    const session = await as(person);
    const ticket = await session.send(`/tickets/${number}`);
    const answers = await Promise.all(
      ['', '/preview', '/view'].map((suffix) => session.send(`/attachments/${id}${suffix}`)),
    );
    return [ticket, ...answers].map(({ status }) => status);
  };
  const SEEN = [200, 200, 200, 200];
  const UNSEEN = [404, 404, 404, 404];
  // Waiting for review: its maker, the reviewers, the managers.
  for (const person of ['tier1', 'review', 'review2', 'manager', 'admin'] as const)
    expect([person, await statusFor(person)]).toEqual([person, SEEN]);
  for (const person of ['ops', 'ops2', 'rd'] as const)
    expect([person, await statusFor(person)]).toEqual([person, UNSEEN]);
  // In someone's hands: now they do, too; those that it left do not.
  await act(it.db, company, 'review', number, 'reassign', { assignee_id: String(company.people.ops) });
  expect(await statusFor('ops')).toEqual(SEEN);
  expect(await statusFor('ops2')).toEqual(UNSEEN);
  expect(await statusFor('rd')).toEqual(UNSEEN);
  // Working along.
  await it.db('ticket_collaborators').insert({
    ticket_id: it.db('tickets').where({ number }).select('id'),
    user_id: company.people.rd,
    added_at: new Date(),
  });
  expect(await statusFor('rd')).toEqual(SEEN);
});

test('what was not sent yet is seen by its uploader alone, not even by a manager', async () => {
  const id = await attach('tier1', null, picture);
  for (const suffix of ['', '/preview', '/view']) {
    expect((await (await as('tier1')).send(`/attachments/${id}${suffix}`)).status).toBe(200);
    for (const person of ['tier1b', 'manager', 'admin'] as const)
      expect((await (await as(person)).send(`/attachments/${id}${suffix}`)).status).toBe(404);
    const stranger = await web.session().send(`/attachments/${id}${suffix}`);
    expect(stranger.location).toMatch(/^\/login/);
  }
});

test.each(['0', '-1', '1e3', '01', '999999999999', '99999999999999999999', 'x', '%00', '1;drop'])(
  'no such file: %s',
  async (id) => {
    const tier1 = await as('tier1');
    for (const suffix of ['', '/preview', '/view'])
      expect((await tier1.send(`/attachments/${id}${suffix}`)).status).toBe(404);
  },
);

const TEXT = '一行中文\r\n'.repeat(5000);

test.each<[string, SentFile, string]>([
  ['a Chinese name', { name: '退款 凭证（第二版）.pdf', content: PDF }, 'application/pdf'],
  ['quotes, percent, semicolon', { name: `a"b%20c;d'e.png`, content: PNG }, 'image/png'],
  ['an emoji', { name: '📦 面单.png', content: PNG }, 'image/png'],
  ['text', { name: '日志.log', content: TEXT }, 'text/plain; charset=utf-8'],
])('comes back as it went in: %s', async (_what, file, type) => {
  const id = await attach('tier1', null, file);
  const { headers, text, status } = await (await as('tier1')).send(`/attachments/${id}`);
  expect(status).toBe(200);
  expect(headers['content-type']).toBe(type);
  expect(headers['content-length']).toBe(String(Buffer.byteLength(file.content)));
  const [, encoded = ''] =
    /^attachment;.*filename\*=UTF-8''([^;]+)$/.exec(headers['content-disposition'] ?? '') ?? [];
  const [, plain = ''] = /filename="((?:[^"\\]|\\.)*)"/.exec(headers['content-disposition'] ?? '') ?? [];
  expect(encoded === '' ? plain.replaceAll('\\', '') : decodeURIComponent(encoded)).toBe(file.name);
  if (type.startsWith('text')) expect(text === TEXT).toBe(true);
  const row = (await it.db('attachments').where({ id }).first('sha256', 'original_name')) as {
    sha256: string;
    original_name: string;
  };
  expect(row).toEqual({
    original_name: file.name,
    sha256: createHash('sha256').update(file.content).digest('hex'),
  });
});

test.each<[string, SentFile, string, RegExp, string]>([
  ['download', picture, '', /^attachment;/, "sandbox; default-src 'none'"],
  ['download of a PDF', { name: 'a.pdf', content: PDF }, '', /^attachment;/, "sandbox; default-src 'none'"],
  ['preview of a picture', picture, '/preview', /^inline;/, "sandbox; img-src 'self'; default-src 'none'"],
  ['preview of a PDF', { name: 'a.pdf', content: PDF }, '/preview', /^inline;/, "default-src 'none'"],
])(
  '%s: for nothing but what it is, and for nobody on the way',
  async (_what, file, suffix, disposition, policy) => {
    const id = await attach('tier1', null, file);
    const { headers } = await (await as('tier1')).send(`/attachments/${id}${suffix}`);
    expect(headers['content-disposition']).toMatch(disposition);
    expect(headers['content-security-policy']).toContain(policy);
    expect(headers['content-security-policy']).not.toMatch(/script|allow-|\*/);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cache-control']).toBe('private, no-store, no-transform');
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
  },
);

test('what a browser does not show by itself has no preview', async () => {
  const id = await attach('tier1', null, { name: 'a.txt', content: 'text' });
  expect((await (await as('tier1')).send(`/attachments/${id}/preview`)).status).toBe(404);
  expect((await (await as('tier1')).send(`/attachments/${id}/view`)).status).toBe(404);
});

test('a file that the storage has lost is a page that says so', async () => {
  const id = await attach('tier1', null, picture);
  for (const file of await filesIn(it.folder)) await rm(file);
  const answer = await (await as('tier1')).send(`/attachments/${id}`);
  expect([answer.status, answer.headers['content-disposition']]).toEqual([404, undefined]);
  expect(answer.page.querySelector('.g-errpage')?.text).toContain('文件已不在存储中');
});
