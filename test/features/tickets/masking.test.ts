import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TICKET_ACTIONS } from '../../../src/domain/ticket/action-rule.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import { contentOf, lastEvent, submitFilled } from '../../support/editing.ts';
import { formState, problemsBeside } from '../../support/form-state.ts';
import type { Answer, HttpClient } from '../../support/http-client.ts';
import { pagesOf, ROLES } from '../../support/page-catalogue.ts';
import {
  aSecretTicket,
  MASKS,
  SECRET_FIELDS,
  secretInHand,
  SECRETS,
  type SecretForm,
  STORED_SECRETS,
  TELLTALES,
  withSecretForm,
} from '../../support/secret-tickets.ts';
import { act } from '../../support/tickets.ts';

/** Sensitive answers are masked everywhere, for everyone, and survive forms that show only their masks (spec 02). */

let it: TestApp;
let company: Company;
let form: SecretForm;
const clients = new Map<Person, HttpClient>();
const PEOPLE = ['tier1', 'tier1b', 'review', 'aftersales', 'aftersales2', 'ops', 'manager', 'admin'] as const;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  form = await withSecretForm(it.db, company);
  for (const person of PEOPLE) {
    const client = it.client();
    await client.signIn(person);
    clients.set(person, client);
  }
});
afterAll(() => it.close());

function as(person: Person): HttpClient {
  const client = clients.get(person);
  if (!client) throw new Error(`${person} is not signed in`);
  return client;
}

function expectNoSecret(answer: Answer, where: string): void {
  const found = TELLTALES.filter((secret) => answer.text.includes(secret));
  expect([where, found]).toEqual([where, []]);
}

const factsOf = (answer: Answer): Record<string, string> =>
  Object.fromEntries(
    answer.page.querySelectorAll('#ticket-facts dl > div').map((fact) => {
      const value = fact.querySelector('dd');
      value?.querySelector('button')?.remove();
      return [fact.querySelector('dt')?.text ?? '', value?.text.trim() ?? ''];
    }),
  );

test('the ticket’s page shows masks, to administrators too', async () => {
  const number = await secretInHand(it.db, company, form);
  for (const person of PEOPLE) {
    const answer = await as(person).get(`/tickets/${number}`);
    if (person === 'review' || person === 'ops') expect(answer.status).toBe(404);
    else {
      const labels = Object.fromEntries(SECRET_FIELDS.map(({ key, label }) => [key, label]));
      const masks = Object.entries(MASKS).map(([key, mask]) => [labels[key], mask]);
      expect(factsOf(answer)).toMatchObject(Object.fromEntries(masks));
      expect(answer.page.querySelector('#ticket-facts')?.text).not.toMatch(/心脏|轮椅/);
    }
    expectNoSecret(answer, person);
  }
});

describe('nothing unmasked is in any page or fragment', () => {
  const tickets: string[] = [];
  beforeAll(async () => {
    // A log with differences of every kind: saved, edited, moved to another form and back.
    const number = await secretInHand(it.db, company, form);
    await submitFilled(as('aftersales'), `/tickets/${number}/save`, {
      card: '6222026666668888',
      illness: 'none',
      insured: 'off',
    });
    await submitFilled(as('manager'), `/tickets/${number}/edit`, {
      address: '南岭路七号',
      born_on: '1987-06-05',
    });
    const moved = await secretInHand(it.db, company, form);
    const path = `/tickets/${moved}/edit`;
    const state = formState((await as('manager').get(path)).page, path);
    const other = { ...state, category_id: String(form.otherCategoryId) };
    const shown = await as('manager').post(`${path}/form`, other);
    expect((await as('manager').post(path, formState(shown.page, path))).status).toBe(303);
    expect((await lastEvent(it.db, moved)).changes.map(({ sensitive }) => sensitive)).toContain('textarea');
    tickets.push(number, moved, await secretInHand(it.db, company, form));
    tickets.push(
      await aSecretTicket(it.db, company, form),
      await aSecretTicket(it.db, company, form, 'manager'),
    );
    await act(it.db, company, 'manager', tickets[4] ?? '', 'escalate', { remark: '请审单' });
  });

  test.each(ROLES)('%s: the page catalogue', async (role) => {
    const pages = await pagesOf(it.db, role, ['all']);
    expect(pages.length).toBeGreaterThan(30);
    for (const { path, headers } of pages) expectNoSecret(await as(role).get(path, headers), path);
    for (const words of ['6222', '7890', '北辰路', 'zhang.wei']) {
      const list = await as(role).get(`/tickets?view=all&q=${encodeURIComponent(words)}`);
      expect(list.page.querySelectorAll('tr[data-ticket]')).toEqual([]);
    }
  });

  test.each(PEOPLE)('%s: every page and form of a ticket', async (person) => {
    const client = as(person);
    const fragment = { 'hx-request': 'true' };
    for (const number of tickets.slice(0, 3)) {
      const at = `/tickets/${number}`;
      for (const path of ['', '?log=edits&order=oldest', '?open=save', '/save', '/edit', '/edit?upgrade=1'])
        expectNoSecret(await client.get(at + path), `${person} ${path}`);
      for (const action of ['edit', ...TICKET_ACTIONS])
        expectNoSecret(await client.get(`${at}/${action}`, fragment), `${person} ${action}`);
    }
  });

  test('the form of another category, and what it has no place for', async () => {
    const number = tickets[2] ?? '';
    const path = `/tickets/${number}/edit`;
    const opened = formState((await as('manager').get(path)).page, path);
    const other = { ...opened, category_id: String(form.otherCategoryId) };
    for (const headers of [{}, { 'hx-request': 'true' }]) {
      const answer = await as('manager').post(`${path}/form`, other, headers);
      expect(answer.page.querySelector('.g-lost')?.text).toContain('北****栋');
      expect(answer.page.querySelector('[name=card]')?.getAttribute('value')).toBe('****7890');
      expectNoSecret(answer, 'another category');
    }
    const there = formState((await as('manager').post(`${path}/form`, other)).page, path);
    const back = await as('manager').post(`${path}/form`, { ...there, category_id: String(form.categoryId) });
    expectNoSecret(back, 'back again');
    expect(
      (await as('manager').post(path, { ...formState(back.page, path), order_number: 'E5' })).status,
    ).toBe(303);
    expect((await contentOf(it.db, number)).values).toEqual(JSON.parse(JSON.stringify(STORED_SECRETS)));
  });

  test('forms that come back refused, or overtaken', async () => {
    const number = tickets[2] ?? '';
    for (const [person, path] of [
      ['aftersales', `/tickets/${number}/save`],
      ['manager', `/tickets/${number}/edit`],
    ] as const) {
      const opened = formState((await as(person).get(path)).page, path);
      const invalid = await as(person).post(path, { ...opened, description: '', insurer: '' });
      expect(invalid.status).toBe(422);
      expectNoSecret(invalid, `${path} refused`);
      await submitFilled(as('admin'), `/tickets/${number}/edit`, {
        order_number: `E${path.length}`,
        card: person === 'manager' ? SECRETS.card : '6222026666668888',
      });
      const late = await as(person).post(path, { ...opened, title: '改过的标题' });
      expect([late.status, late.page.querySelectorAll('.g-changes li').length]).toEqual([409, 1]);
      expectNoSecret(late, `${path} overtaken`);
      // What was left alone follows, behind its mask.
      const kept = formState(late.page, path);
      expect(kept['card']).toBe(person === 'manager' ? '****7890' : '****8888');
      expect((await as(person).post(path, { ...kept, title: `标题 ${person}` })).status).toBe(303);
      const { values } = await contentOf(it.db, number);
      expect(values['card']).toBe(person === 'manager' ? SECRETS.card : '6222026666668888');
    }
  });

  test('a draft brings back what was typed, and masks for the rest', async () => {
    const number = tickets[2] ?? '';
    const path = `/tickets/${number}/save`;
    const opened = formState((await as('aftersales').get(path)).page, path);
    const drafted = { ...opened, address: '写到一半的新地址', _draft: `${number}/save` };
    expect((await as('aftersales').post('/drafts', drafted)).status).toBe(204);
    const again = await as('aftersales').get(path);
    expectNoSecret(again, 'the draft');
    expect(formState(again.page, path)).toMatchObject({ card: '****7890', address: '写到一半的新地址' });
    await submitFilled(as('manager'), `/tickets/${number}/edit`, { card: '6222026666668888' });
    const followed = await as('aftersales').get(path);
    expectNoSecret(followed, 'the draft that follows');
    expect(formState(followed.page, path)).toMatchObject({ card: '****8888', address: '写到一半的新地址' });
  });
});

describe('a form that shows only masks', () => {
  test.each([
    ['aftersales', 'save'],
    ['manager', 'edit'],
  ] as const)('%s, %s: what is left alone stays, and is no change', async (person, action) => {
    const number = await secretInHand(it.db, company, form);
    const before = await contentOf(it.db, number);
    expect((await submitFilled(as(person), `/tickets/${number}/${action}`)).status).toBe(422);
    const answer = await submitFilled(as(person), `/tickets/${number}/${action}`, { order_number: 'E1' });
    expect(answer.status).toBe(303);
    expect((await contentOf(it.db, number)).values).toEqual(before.values);
    expect((await lastEvent(it.db, number)).changes.map(({ key }) => key)).toEqual(['order_number']);
  });

  test('anyone may type anew over a mask; the log keeps both in full, and shows masks', async () => {
    const number = await secretInHand(it.db, company, form);
    await submitFilled(as('aftersales'), `/tickets/${number}/save`, {
      ...{ card: '6222029999991111', income: '12', born_on: '1990-01-02', illness: 'none' },
      ...{ needs: ['quiet'], insured: 'off', mail: '' },
    });
    const { values } = await contentOf(it.db, number);
    expect(values).toEqual({
      ...{ card: '6222029999991111', address: SECRETS.address, relative: '+8613912345678', income: 12 },
      ...{ born_on: '1990-01-02', illness: 'none', needs: ['quiet'], insured: false },
    });
    const { changes } = await lastEvent(it.db, number);
    expect(changes.find(({ key }) => key === 'card')).toMatchObject({
      ...{ from: SECRETS.card, to: '6222029999991111', sensitive: 'text' },
    });
    const shown = (await as('tier1').get(`/tickets/${number}?log=edits`)).page.querySelector('.g-diff');
    expect(shown?.text.replace(/\s+/g, ' ')).toContain('银行卡号 ****7890 → ****1111');
    expect(shown?.text).toContain('照顾 ••••、•••• → ••••');
    expect(shown?.text).not.toMatch(/6222|轮椅|安静|心脏|1990|怕高/);
  });

  test('a mask that was changed is not stored', async () => {
    const number = await secretInHand(it.db, company, form);
    const answer = await submitFilled(as('aftersales'), `/tickets/${number}/save`, { card: '****7899' });
    expect([answer.status, problemsBeside(answer.page)]).toEqual([
      422,
      { card: '显示的是掩码，不能保存。要修改请填写完整的内容，不修改请恢复原样。' },
    ]);
    expect((await contentOf(it.db, number)).values['card']).toBe(SECRETS.card);
  });
});

test('a field that is marked today is masked on the tickets of yesterday, and in their log', async () => {
  const number = await secretInHand(it.db, company, form);
  const path = `/tickets/${number}/edit`;
  const state = formState((await as('manager').get(path)).page, path);
  const other = await as('manager').post(`${path}/form`, {
    ...state,
    category_id: String(form.otherCategoryId),
  });
  await as('manager').post(path, { ...formState(other.page, path), nickname: '阿顾同学姐' });
  await submitFilled(as('manager'), path, { nickname: '阿顾同学姐姐' });
  const seen = async (): Promise<Answer> => as('aftersales').get(`/tickets/${number}`);
  expect(factsOf(await seen())['称呼']).toBe('阿顾同学姐姐');
  await it.db('fields').insert({ key: 'nickname', name: '称呼', type: 'text', sensitive: true });
  expect((await seen()).text).not.toContain('顾同学');
  expect(factsOf(await seen())['称呼']).toBe('阿****姐');
});
