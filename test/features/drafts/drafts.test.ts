import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sweepDrafts } from '../../../src/features/drafts/sweep-drafts.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { refundForm } from '../../support/create-form.ts';
import type { FormValues, HttpClient } from '../../support/http-client.ts';
import { jobCtx } from '../../support/messages.ts';
import { act, aTicket } from '../../support/tickets.ts';

/** Unsent text is kept for its writer until it is sent (spec 07). */

let site: TestApp;
let company: Company;
let tier1: HttpClient;
let other: HttpClient;

beforeAll(async () => {
  site = await openTestApp();
  company = await aCompany(site.db);
  tier1 = site.client();
  other = site.client();
  await tier1.signIn('tier1');
  await other.signIn('tier1b');
});
beforeEach(() => site.db('drafts').delete());
afterAll(() => site.close());

const keep = (client: HttpClient, key: string, values: FormValues) =>
  client.submit('/drafts', { _draft: key, ...values }, { on: '/inbox' });
const textOf = async (client: HttpClient, path: string): Promise<string> => {
  const { page } = await client.get(path);
  return page.querySelector('textarea[name=remark]')?.text.trim() ?? '';
};

describe('a draft', () => {
  test('of a note is back in any browser of its writer, and of nobody else', async () => {
    const number = await aTicket(site.db, company);
    expect((await keep(tier1, `${number}/note`, { remark: '写了一半 <b>' })).status).toBe(204);
    const elsewhere = site.client();
    await elsewhere.signIn('tier1');
    const page = (await elsewhere.get(`/tickets/${number}`)).page;
    expect(page.querySelector('.g-composer textarea')?.text.trim()).toBe('写了一半 <b>');
    expect(page.querySelector('.g-composer [data-restored]')?.text).toContain('没有发出的草稿');
    const theirs = (await other.get(`/tickets/${number}`)).page;
    expect(theirs.querySelector('[data-restored]')).toBeNull();
    expect(theirs.querySelector('main')?.text).not.toContain('写了一半');
  });

  test('of an action comes back as a form that was sent and refused would', async () => {
    const number = await aTicket(site.db, company);
    await keep(tier1, `${number}/close`, {
      outcome: 'unsolved',
      comment: '还差一句',
      version: '1',
      _csrf2: 'x',
    });
    const { page } = await tier1.get(`/tickets/${number}/close`);
    expect(page.querySelector('[name=comment]')?.text.trim()).toBe('还差一句');
    expect(page.querySelector('[name=outcome][value=unsolved]')?.hasAttribute('checked')).toBe(true);
    expect((await site.db('drafts').first('content')).content).toEqual({
      outcome: 'unsolved',
      comment: '还差一句',
    });
  });

  test('of the create page comes back with its category', async () => {
    const { intent: _intent, ...form } = refundForm(company, {
      description: '没写完的描述',
      refund_amount: '12',
    });
    await keep(tier1, 'new', { ...form, submission_key: 'secret', category_id: company.categories.refund });
    const { page } = await tier1.get('/tickets/new');
    expect(page.querySelector('[name=description]')?.text.trim()).toBe('没写完的描述');
    expect(page.querySelector('[name=refund_amount]')?.getAttribute('value')).toBe('12');
    expect(page.querySelector('#category_id')?.getAttribute('value')).toContain('退款问题');
    expect(page.querySelector('[name=submission_key]')?.getAttribute('value')).not.toBe('secret');
    // A call that is put through with its number begins anew.
    expect(
      (await tier1.get('/tickets/new?phone=13800138000')).page.querySelector('[data-restored]'),
    ).toBeNull();
  });

  test('stays when the ticket goes to someone else meanwhile', async () => {
    const number = await aTicket(site.db, company);
    await keep(tier1, `${number}/note`, { remark: '写了一半' });
    await act(site.db, company, 'tier1', number, 'escalate', { remark: '' });
    await act(site.db, company, 'review', number, 'accept');
    expect((await site.db('drafts').first('content')).content).toEqual({ remark: '写了一半' });
  });

  test('goes when it was sent, and stays when that was refused', async () => {
    const number = await aTicket(site.db, company);
    const path = `/tickets/${number}/note`;
    await keep(tier1, `${number}/note`, { remark: '写好了' });
    await keep(other, `${number}/note`, { remark: '别人的' });
    const on = { on: `/tickets/${number}`, hidden: ['version'] };
    expect((await tier1.submit(path, { remark: '' }, on)).status).toBe(422);
    expect(await site.db('drafts')).toHaveLength(2);
    expect((await tier1.submit(path, { remark: '写好了' }, on)).status).toBe(303);
    expect(await site.db('drafts').pluck('user_id')).toEqual([company.people.tier1b]);
    expect(await textOf(tier1, `/tickets/${number}`)).toBe('');
  });

  test('that is fetched, or kept, leaves the word about the last action to the next page', async () => {
    const number = await aTicket(site.db, company);
    const on = { on: `/tickets/${number}`, hidden: ['version'] };
    await tier1.submit(`/tickets/${number}/note`, { remark: '写好了' }, on);
    const fetched = await tier1.get(`/tickets/${number}`, { 'sec-fetch-dest': 'empty' });
    expect(fetched.page.querySelector('.g-flashes .g-flash')).toBeNull();
    const page = await tier1.get(`/tickets/${number}`, { 'sec-fetch-dest': 'document' });
    expect(page.page.querySelector('.g-flashes .g-flash')?.text).toContain('备注已写入');
  });

  test('of a new ticket goes when the ticket is there', async () => {
    await keep(tier1, 'new', { description: '没写完' });
    const made = await tier1.submit('/tickets', refundForm(company), { on: '/tickets/new' });
    expect(made.status).toBe(303);
    expect(await site.db('drafts')).toEqual([]);
  });

  test('can be discarded, which leads back', async () => {
    const number = await aTicket(site.db, company);
    await keep(tier1, `${number}/note`, { remark: '不要了' });
    const { page } = await tier1.get(`/tickets/${number}`);
    const back = page.querySelector('[form=discard-draft][name=_back]')!.getAttribute('value')!;
    const _draft = page.querySelector('button[form=discard-draft]')!.getAttribute('value')!;
    const gone = await tier1.submit('/drafts/discard', { _draft, _back: back }, { on: `/tickets/${number}` });
    expect([gone.status, gone.location]).toEqual([303, `/tickets/${number}`]);
    expect(await site.db('drafts')).toEqual([]);
    const away = await tier1.submit('/drafts/discard', { _draft, _back: '//evil.example' }, { on: '/inbox' });
    expect(away.location).toBe('/');
  });
});

describe('bounds', () => {
  test.each(['', 'old', 'GD1/note', 'GD261122-1042/../note', '__proto__', 'n'.repeat(200), 'new\0'])(
    'a key %j is refused',
    async (key) => {
      expect((await keep(tier1, key, { remark: 'x' })).status).toBe(422);
    },
  );

  test('more than 100 KB are refused, in words', async () => {
    const answer = await keep(tier1, 'new', { description: '长'.repeat(40_000) });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('草稿超过 100 KB');
  });

  test('what the database can’t take is mended', async () => {
    expect((await keep(tier1, 'new', { 'description\0': 'a\0b' })).status).toBe(204);
    expect((await site.db('drafts').first('content')).content).toEqual({ 'description\ufffd': 'a\ufffdb' });
  });

  test('passwords and tokens are never kept', async () => {
    await keep(tier1, 'new', { description: 'x', new_password: 'hunter2', api_token: 'abc' });
    expect((await site.db('drafts').first('content')).content).toEqual({ description: 'x' });
  });

  test('a person has fifty, the oldest go; after thirty days all do', async () => {
    const at = Date.now();
    await site.db('drafts').insert(
      Array.from({ length: 60 }, (_each, index) => ({
        user_id: company.people.tier1,
        key: `GD261122-${1000 + index}/note`,
        content: '{}',
        updated_at: new Date(at - (index + 1) * 60_000),
      })),
    );
    await keep(tier1, 'new', { description: 'x' });
    expect(await site.db('drafts')).toHaveLength(50);
    expect(await site.db('drafts').where('key', 'new')).toHaveLength(1);
    const later = jobCtx(site.db, () => new Date(at + 30 * 24 * 60 * 60_000 - 30 * 60_000));
    expect(await sweepDrafts(later)).toEqual({ drafts: 19 });
    expect(await sweepDrafts(jobCtx(site.db, () => new Date(at + 31 * 24 * 60 * 60_000)))).toEqual({
      drafts: 31,
    });
  });
});
