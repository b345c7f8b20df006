import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { Answer, HttpClient } from '../../support/http-client.ts';
import { inPool, stateOf } from '../../support/moved-tickets.ts';
import { act, CLOSING } from '../../support/tickets.ts';

/** What comes after an action, and the way through a list from one of its tickets to the next (spec 07). */

let it: TestApp;
let company: Company;
let agent: HttpClient;
/** In the hands of the agent, oldest first. */
let mine: string[];

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  agent = it.client();
  await agent.signIn('aftersales');
});
afterAll(() => it.close());

beforeEach(async () => {
  await it.db('users').update({ after_action: 'stay' });
  for (const number of mine ?? []) {
    if ((await stateOf(it.db, number)).status !== 'closed')
      await act(it.db, company, 'manager', number, 'close', CLOSING);
  }
  mine = [];
  for (let index = 0; index < 3; index += 1) {
    const number = await inPool(it.db, company);
    await act(it.db, company, 'aftersales', number, 'accept');
    mine.push(number);
  }
});

/** The links of the list to its tickets, in its order. */
async function linksOf(query: string): Promise<string[]> {
  const { page } = await agent.get(`/tickets?${query}`);
  return page.querySelectorAll('td.g-no a').map((link) => link.getAttribute('href') ?? '');
}

const numberIn = (address: string | null): string => /GD\d+-\d+/.exec(address ?? '')?.[0] ?? '';

/** Does an action as its form does: opened at the link that the ticket's page has. */
async function perform(link: string, action: string, values: Record<string, string>): Promise<Answer> {
  const { page } = await agent.get(link);
  const href = page.querySelector(`.g-acts [data-action=${action}]`)?.getAttribute('href') ?? '';
  const form = await agent.get(href);
  const hidden = form.page.querySelector('[name=_from]') ? ['version', '_from', '_at'] : ['version'];
  return agent.submit(`/tickets/${numberIn(link)}/${action}`, values, { on: href, hidden });
}

describe('the list one came from', () => {
  test('its tickets lead to each other and back, by key', async () => {
    const [first = '', second = '', third = ''] = await linksOf('view=mine');
    expect([first, second, third].map(numberIn)).toEqual(mine.toReversed());
    const crumbs = async (link: string): Promise<(string | null)[]> => {
      const { page } = await agent.get(link);
      const at = (key: string): string | null =>
        page.querySelector(`.g-crumb a[data-shortcut=${key}]`)?.getAttribute('href') ?? null;
      return [page.querySelector('.g-crumb .g-link')?.getAttribute('href') ?? null, at('k'), at('j')];
    };
    expect(await crumbs(first)).toEqual(['/tickets?view=mine', null, second]);
    expect(await crumbs(second)).toEqual(['/tickets?view=mine', first, third]);
    expect(await crumbs(third)).toEqual(['/tickets?view=mine', second, null]);
  });

  test('what is done to the ticket does not lose its place', async () => {
    const [first, second = '', third] = await linksOf('view=mine');
    const stayed = await perform(second, 'feedback', { remark: '已联系仓库', _after: 'stay' });
    expect(numberIn(stayed.location)).toBe(numberIn(second));
    const { page } = await agent.get(stayed.location ?? '');
    expect(page.querySelector('[data-shortcut=k]')?.getAttribute('href')).toBe(first);
    expect(page.querySelector('[data-shortcut=j]')?.getAttribute('href')).toBe(third);
  });

  test.each(['view=mine&sort=created&order=asc', 'view=mine&sort=priority', 'view=all&status=open&q=退款'])(
    'in every order and under filters: %s',
    async (query) => {
      const links = await linksOf(query);
      for (const [index, link] of links.entries()) {
        const { page } = await agent.get(link);
        const next = page.querySelector('.g-crumb a[data-shortcut=j]')?.getAttribute('href') ?? '';
        expect(numberIn(next)).toBe(numberIn(links[index + 1] ?? null));
      }
    },
  );

  test.each([
    ['from=view%3Dnonsense', 'not a view'],
    ['from=%00', 'no text'],
    ['from=view%3Dmine&at=x.y.z', 'not a place'],
    ['from=a&from=b', 'twice'],
    [`from=${'x'.repeat(5000)}`, 'too long'],
    ['from=https%3A%2F%2Fevil.example', 'another site'],
  ])('a context that is none of ours is not followed: %s', async (query) => {
    const { status, page } = await agent.get(`/tickets/${mine[0] ?? ''}?${query}`);
    expect(status).toBe(200);
    expect(page.querySelector('.g-crumb .g-link')?.getAttribute('href')).toMatch(/^\/tickets(\?view=mine)?$/);
  });
});

describe('after an action', () => {
  const REMARK = { remark: '已联系仓库' };

  test('stay: the ticket, with the list it came from', async () => {
    const [link = ''] = await linksOf('view=mine');
    expect((await perform(link, 'feedback', { ...REMARK, _after: 'stay' })).location).toBe(link);
  });

  test('list: back to the very page of the list', async () => {
    const [link = ''] = await linksOf('view=mine&status=in_progress&sort=created');
    expect((await perform(link, 'feedback', { ...REMARK, _after: 'list' })).location).toBe(
      '/tickets?view=mine&status=in_progress&sort=created',
    );
  });

  test('next: one after the other, until the list is at its end and says so', async () => {
    const [first = '', second = '', third = ''] = await linksOf('view=mine');
    let at: string | null = first;
    for (const expected of [second, third]) {
      at = (await perform(at ?? '', 'close', { ...CLOSING, _after: 'next' })).location;
      expect(at).toBe(expected);
    }
    const last = await perform(at ?? '', 'close', { ...CLOSING, _after: 'next' });
    expect(last.location).toBe('/tickets?view=mine');
    expect((await agent.get('/tickets?view=mine')).text).toContain('这个列表里后面没有工单了。');
  });

  test('next skips what has left the view', async () => {
    const [first = '', second = '', third = ''] = await linksOf('view=mine');
    await act(it.db, company, 'manager', numberIn(second), 'close', CLOSING);
    expect((await perform(first, 'feedback', { ...REMARK, _after: 'next' })).location).toBe(third);
  });

  test('the choice is remembered, and the next form begins with it', async () => {
    const [link = ''] = await linksOf('view=mine');
    const chosen = async (): Promise<string | undefined> => {
      const { page } = await agent.get(`/tickets/${numberIn(link)}/feedback`);
      return page.querySelector('[name=_after] option[selected]')?.getAttribute('value');
    };
    expect(await chosen()).toBe('stay');
    await perform(link, 'feedback', { ...REMARK, _after: 'list' });
    expect(await chosen()).toBe('list');
  });

  test('a refused form keeps the choice and the list, and remembers nothing', async () => {
    const [link = ''] = await linksOf('view=mine');
    const refused = await perform(link, 'feedback', { remark: '', _after: 'next' });
    expect(refused.status).toBe(422);
    const value = (name: string): string | undefined =>
      refused.page.querySelector(`form.g-dlgform [name=${name}]`)?.getAttribute('value');
    expect(value('_from')).toBe('view=mine');
    expect(refused.page.querySelector('[name=_after] option[selected]')?.getAttribute('value')).toBe('next');
    const user = (await it.db('users').where('username', 'aftersales').first('after_action')) as object;
    expect(user).toEqual({ after_action: 'stay' });
  });

  test('what is no choice counts as not said', async () => {
    const [link = ''] = await linksOf('view=mine');
    const answer = await perform(link, 'feedback', { ...REMARK, _after: 'elsewhere' });
    expect(numberIn(answer.location)).toBe(numberIn(link));
  });

  test('a callback that leads to closing does so first, and keeps the list', async () => {
    const [link = ''] = await linksOf('view=mine');
    const called = await perform(link, 'callback', {
      callback_method: 'phone',
      callback_outcome: 'confirmed',
      _after: 'next',
    });
    expect(numberIn(called.location)).toBe(numberIn(link));
    expect(called.location).toContain('open=close');
    expect(called.location).toContain('from=view%3Dmine');
  });

  test('accepting and the note on the page stay, whatever was chosen before', async () => {
    await it.db('users').update({ after_action: 'next' });
    const number = await inPool(it.db, company);
    const link = (await linksOf('view=group&assignee=none')).find((each) => numberIn(each) === number) ?? '';
    const hidden = ['version', '_from', '_at'];
    const accepted = await agent.submit(`/tickets/${number}/accept`, {}, { on: link, hidden });
    expect(accepted.location).toBe(link);
    const noted = await agent.submit(`/tickets/${number}/note`, REMARK, { on: link, hidden });
    expect(noted.location).toBe(link);
  });

  test('a ticket that is out of sight by then leads to the list it came from', async () => {
    const ops = it.client();
    await ops.signIn('ops');
    const number = await inPool(it.db, company, 'operations');
    await act(it.db, company, 'ops', number, 'accept');
    const at = `/tickets/${number}/feedback?from=view%3Dmine`;
    const sent = { remark: '已查到', hand_back: 'on', _after: 'stay' };
    const answer = await ops.submit(`/tickets/${number}/feedback`, sent, {
      on: at,
      hidden: ['version', '_from', '_at'],
    });
    expect(answer.location).toBe('/tickets?view=mine');
  });
});
