import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { encodeForm, refundForm } from '../../support/create-form.ts';
import {
  type EveryField,
  everyFieldForm,
  expectFormKept,
  FORM_TEXTS as TEXTS,
  withEveryField,
} from '../../support/every-field.ts';
import { listen, type RawAnswer, type RawServer, type RawSession } from '../../support/raw-http.ts';

/** The create form sent with ids that are none, inputs it does not have, inputs sent twice, and half a body. */

let it: TestApp;
let company: Company;
let every: EveryField;
let web: RawServer;
let tier1: RawSession;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  every = await withEveryField(it.db, company);
  web = await listen(it.app.server);
  tier1 = web.session();
  await tier1.signIn('tier1');
});
afterAll(async () => {
  await web.close();
  await it.close();
});

async function rowBehind(answer: RawAnswer): Promise<Record<string, unknown>> {
  const number = answer.location?.replace('/tickets/', '') ?? '';
  return (await it.db('tickets').where({ number }).first()) as Record<string, unknown>;
}

test.each([
  '-1',
  '0',
  '9223372036854775807',
  '9223372036854775808',
  '1e3',
  '0x3',
  '3.0',
  ' 3',
  '三',
  '%00',
  '%ff',
  '',
  'constructor',
  '[object Object]',
])('the category %j is asked for again, and what was typed stays', async (id) => {
  const sent = { ...everyFieldForm(every), category_id: '' };
  const { category_id: _category, ...others } = sent;
  const answer = await tier1.post(
    '/tickets',
    `${encodeForm(others)}&category_id=${id.startsWith('%') ? id : encodeURIComponent(id)}`,
  );
  expect(answer.status).toBe(422);
  expect(answer.page.querySelector('#category_id-error')?.text.trim()).not.toBe('');
  expectFormKept(answer, sent, '');
});

test.each([
  '-1',
  '0',
  '9223372036854775807',
  '9223372036854775808',
  '1e3',
  '三',
  '%00',
  '999999',
  '',
  'a&template_version_id=b',
])('the template version %j opens nothing: the newest is used', async (id) => {
  const { template_version_id: _version, ...others } = everyFieldForm(every);
  const answer = await tier1.post('/tickets', `${encodeForm(others)}&template_version_id=${id}`);
  expect(answer.status).toBe(303);
  expect((await rowBehind(answer))['template_version_id']).toBe(every.versionId);
  const change = await tier1.post('/tickets/new/form', `${encodeForm(others)}&template_version_id=${id}`);
  expect(change.status).toBe(200);
});

test.each([
  ['status', 'closed'],
  ['assignee_id', '1'],
  ['creator_id', '1'],
  ['group_id', '1'],
  ['version', '7'],
  ['id', '1'],
  ['number', 'GD261122-0001'],
  ['customer_id', '1'],
  ['values', '{}'],
  ['priority_rank', '4'],
  ['outcome', 'solved'],
  ['closed_at', '2026-01-01'],
  ['description[]', 'x'],
  ['description[a]', 'x'],
  ['constructor', 'x'],
  ['toString', 'x'],
  ['hasOwnProperty', 'x'],
  ['__proto__[status]', 'closed'],
  ['', 'x'],
  ['\u0000', 'x'],
  ['<b>', 'x'],
  ['x'.repeat(5000), 'x'],
])('an input %j that the form does not have is refused by name, and nothing is lost', async (name, value) => {
  const before = await it.db('tickets').count();
  const sent = everyFieldForm(every);
  const body = `${encodeForm(sent)}&${encodeURIComponent(name)}=${encodeURIComponent(value)}`;
  const answer = await tier1.post('/tickets', body);
  // Without a name there is no input.
  expect(answer.status).toBe(name === '' ? 303 : 422);
  if (name === '') return;
  expect(answer.page.querySelector('[data-error-summary]')?.text).toMatch(
    /这张表单没有“.*”这一项，请重新打开表单后再提交。/,
  );
  expectFormKept(answer, sent, '');
  expect(await it.db('tickets').count()).toEqual(before);
});

test.each([...TEXTS, 'source', 'priority', 'quantity'])(
  '%s sent twice is refused, not guessed',
  async (name) => {
    const sent: Record<string, string> = { quantity: '1', ...everyFieldForm(every) };
    const answer = await tier1.post(
      '/tickets',
      `${encodeForm(sent)}&${name}=${encodeURIComponent('另一个')}`,
    );
    expect([answer.status, answer.page.querySelector(`[data-field="${name}"] .g-err`)?.text.trim()]).toEqual([
      422,
      expect.stringMatching(/只能填一个，现在有 2 个，请留下一个。$/),
    ]);
    expectFormKept(answer, sent, name);
  },
);

test('what would be the prototype of a form is no input at all', async () => {
  const body = `${encodeForm(everyFieldForm(every))}&__proto__=x&__proto__[status]=closed`;
  const answer = await tier1.post('/tickets', body);
  expect([303, 422]).toContain(answer.status);
  if (answer.status === 303) expect((await rowBehind(answer))['status']).toBe('new');
});

test('a field sent two hundred times is one problem, not two hundred', async () => {
  const answer = await tier1.post('/tickets', encodeForm(everyFieldForm(every)) + '&title=x'.repeat(200));
  expect(answer.status).toBe(422);
  expect(answer.page.querySelector('[data-field="title"] .g-err')?.text).toContain('现在有 201 个');
});

test('an empty body, a body of names, and one of separators ask for what is missing', async () => {
  for (const body of [
    '',
    'category_id',
    '&&&&',
    '=',
    '=&=',
    'title&description',
    '%',
    '%=%',
    encodeForm(refundForm(company)).slice(0, 40),
  ]) {
    const answer = await tier1.post('/tickets', body);
    expect([body, answer.status, answer.page.querySelector('#create-form') !== null]).toEqual([
      body,
      422,
      true,
    ]);
  }
});
