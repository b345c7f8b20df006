import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { CLOSING_INPUTS, refundForm } from '../../support/create-form.ts';
import { typedIn } from '../../support/form-state.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';
import { aPhone } from '../../support/tickets.ts';

/** One press, one ticket: the key that a page carries. */

let it: TestApp;
let company: Company;
let tier1: HttpClient;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  tier1 = it.client();
  await tier1.signIn('tier1');
});
afterAll(() => it.close());

function create(client: HttpClient, changes: FormValues = {}): Promise<Answer> {
  return client.submit('/tickets', refundForm(company, changes), { on: '/tickets/new' });
}

/** The row behind a redirect to a new ticket. */
async function made(answer: Answer): Promise<Record<string, unknown>> {
  expect([answer.status, answer.location]).toEqual([303, expect.stringMatching(/^\/tickets\/GD/)]);
  const number = answer.location?.replace('/tickets/', '') ?? '';
  return (await it.db('tickets').where({ number }).first()) as Record<string, unknown>;
}

test.each<[string, FormValues]>([
  ['with a phone', {}],
  ['without a phone', { phone: '' }],
  ['closed at once', { intent: 'create_close', ...CLOSING_INPUTS }],
])('the button pressed twice makes one ticket, and both presses lead to it: %s', async (_how, changes) => {
  const key = randomUUID();
  const form = refundForm(company, { submission_key: key, ...changes });
  const first = await tier1.submit('/tickets', form, { on: '/tickets/new' });
  const second = await tier1.submit('/tickets', form, { on: '/tickets/new' });
  await made(first);
  expect([second.status, second.location]).toEqual([303, first.location]);
  expect(await it.db('tickets').where('submission_key', key)).toHaveLength(1);
});

test.each(['', 'abc', '00000000-0000-0000-0000-00000000000g', '1'])(
  'a key that is none (%j) is no key',
  async (key) => {
    const first = await made(await create(tier1, { submission_key: key }));
    const second = await made(await create(tier1, { submission_key: key }));
    expect(second['id']).not.toBe(first['id']);
    expect(first['submission_key']).toBeNull();
  },
);

test('each page carries a key of its own, and the refused form keeps it', async () => {
  const keyOn = (page: Answer): string =>
    page.page.querySelector('#create-form input[name="submission_key"]')?.getAttribute('value') ?? '';
  const [one, two] = [keyOn(await tier1.get('/tickets/new')), keyOn(await tier1.get('/tickets/new'))];
  expect(one).toMatch(/^[0-9a-f-]{36}$/);
  expect(two).not.toBe(one);
  const refused = await create(tier1, { submission_key: one, description: '' });
  expect([refused.status, keyOn(refused)]).toEqual([422, one]);
});

test.each<[string, FormValues]>([
  ['description', { description: '另一位客户的另一件事' }],
  ['phone', { phone: '13577778888' }],
  ['customer', { customer_name: '秦先生二' }],
  ['title', { title: '改过的标题' }],
  ['order number', { order_number: 'SO-改过' }],
  ['amount', { refund_amount: '77.70' }],
  ['priority', { priority: 'urgent' }],
])('the page sent again with another %s, after going back to it, is not swallowed', async (_what, change) => {
  const form = { submission_key: randomUUID(), phone: aPhone() };
  const first = await made(await create(tier1, form));
  const again = await create(tier1, { ...form, ...change });
  // Either a ticket of its own, or the form again with what was typed; never the first ticket as if all were well.
  if (again.status === 303) expect((await made(again))['number']).not.toBe(first['number']);
  else
    expect([again.status, typedIn(again.page, '/tickets')]).toEqual([409, expect.objectContaining(change)]);
});

test('created first, then created and closed from the same page: nothing is said to be closed that is not', async () => {
  const form = { submission_key: randomUUID(), phone: '' };
  await made(await create(tier1, form));
  const again = await create(tier1, { ...form, ...CLOSING_INPUTS, intent: 'create_close' });
  if (again.status === 303) expect((await made(again))['status']).toBe('closed');
  else
    expect([again.status, typedIn(again.page, '/tickets')]).toEqual([
      409,
      expect.objectContaining(CLOSING_INPUTS),
    ]);
});

test("a page left open by a colleague at the same browser can't collide with theirs", async () => {
  const key = randomUUID();
  const first = await made(await create(tier1, { submission_key: key }));
  const colleague = it.client();
  await colleague.signIn('tier1b');
  const other = await create(colleague, { submission_key: key });
  expect(other.status).toBeLessThan(500);
  if (other.status === 303) expect((await made(other))['number']).not.toBe(first['number']);
});
