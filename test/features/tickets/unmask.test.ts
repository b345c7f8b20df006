import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import { contentOf } from '../../support/editing.ts';
import { formState } from '../../support/form-state.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';
import {
  aSecretTicket,
  secretInHand,
  secretInPool,
  SECRETS,
  type SecretForm,
  TELLTALES,
  withSecretForm,
} from '../../support/secret-tickets.ts';
import { act, CLOSING } from '../../support/tickets.ts';

/** Seeing a sensitive answer in full: who may, what is shown, and that each look is logged (spec 02, 03). */

let it: TestApp;
let company: Company;
let form: SecretForm;
const clients = new Map<Person, HttpClient>();
const PEOPLE = [
  ...(['tier1', 'tier1b', 'review', 'review2', 'aftersales', 'aftersales2', 'aftersales3'] as const),
  ...(['ops', 'ops2', 'rd', 'manager', 'admin'] as const),
];

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  form = await withSecretForm(it.db, company);
  // No built-in role has the scope in between; these readers see what waits in their group, and what is theirs.
  const operations = it.db('roles').where('key', 'operations').select('id');
  await it
    .db('role_permissions')
    .insert({ role_id: operations, permission: 'ticket.unmask', scope: 'groups' });
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

const unmask = (
  person: Person,
  number: string,
  values: FormValues = {},
  isFragment = true,
): Promise<Answer> =>
  as(person).submit(
    `/tickets/${number}/unmask`,
    { _field: 'card', ...values },
    { on: '/', headers: isFragment ? { 'hx-request': 'true' } : {} },
  );

const looks = async (): Promise<Record<string, unknown>[]> =>
  (await it.db('audit_log').where('action', 'ticket_unmasked').orderBy('id')) as Record<string, unknown>[];

describe('who may: every role, however they stand to the ticket', () => {
  const tickets: Record<string, string> = {};
  beforeAll(async () => {
    tickets['onTheLine'] = await aSecretTicket(it.db, company, form);
    tickets['inPool'] = await secretInPool(it.db, company, form);
    tickets['inHand'] = await secretInHand(it.db, company, form);
    tickets['inReview'] = await aSecretTicket(it.db, company, form);
    await act(it.db, company, 'tier1', tickets['inReview'], 'escalate', { remark: '请审单' });
    tickets['opsPool'] = await secretInHand(it.db, company, form);
    const toOps = { group_id: String(company.groups.operations) };
    await act(it.db, company, 'aftersales', tickets['opsPool'], 'reassign', toOps);
    tickets['withOps'] = await secretInHand(it.db, company, form);
    await act(it.db, company, 'aftersales', tickets['withOps'], 'reassign', toOps);
    await act(it.db, company, 'ops', tickets['withOps'], 'accept');
    tickets['closed'] = await secretInHand(it.db, company, form);
    await act(it.db, company, 'aftersales', tickets['closed'], 'close', CLOSING);
  });

  const ROW = ['onTheLine', 'inReview', 'inPool', 'inHand', 'opsPool', 'withOps', 'closed'] as const;
  test.each<[Person, readonly number[]]>([
    // Without the permission it is no matter of the ticket.
    ['tier1', [403, 403, 403, 403, 403, 403, 403]],
    ['tier1b', [403, 403, 403, 403, 403, 403, 403]],
    ['review', [403, 403, 403, 403, 403, 403, 403]],
    ['rd', [403, 403, 403, 403, 403, 403, 403]],
    // What they hold, also after it was closed.
    ['aftersales', [403, 403, 403, 200, 403, 403, 200]],
    ['aftersales2', [403, 403, 403, 403, 403, 403, 403]],
    ['aftersales3', [403, 403, 403, 403, 403, 403, 403]],
    // What their group holds, as far as they can read it.
    ['ops', [404, 404, 404, 404, 200, 200, 404]],
    ['ops2', [404, 404, 404, 404, 200, 404, 404]],
    ['manager', [200, 200, 200, 200, 200, 200, 200]],
    ['admin', [200, 200, 200, 200, 200, 200, 200]],
  ])('%s', async (person, expected) => {
    const statuses: number[] = [];
    for (const each of ROW) {
      const before = (await looks()).length;
      const number = tickets[each] ?? '';
      const answer = await unmask(person, number);
      statuses.push(answer.status);
      const isShown = answer.status === 200;
      expect([each, answer.text.includes(SECRETS.card)]).toEqual([each, isShown]);
      expect([each, (await looks()).length - before]).toEqual([each, isShown ? 1 : 0]);
      if (answer.status === 404) expect(answer.text).not.toContain(number);
      // The page offers it to those alone who may.
      const page = await as(person).get(`/tickets/${number}`);
      if (page.status === 200)
        expect([each, page.page.querySelectorAll('[data-unmask]').length > 0]).toEqual([each, isShown]);
    }
    expect(statuses).toEqual(expected);
  });

  test('the refusal is a sentence', async () => {
    expect((await unmask('aftersales2', tickets['inHand'] ?? '')).page.text).toContain('处理人是 林知夏');
    expect((await unmask('aftersales2', tickets['inPool'] ?? '')).page.text).toContain('不在您手里');
    expect((await unmask('tier1', tickets['inHand'] ?? '')).page.text).toContain('您的角色没有这项权限');
  });
});

describe('what is shown', () => {
  let number = '';
  beforeEach(async () => {
    number = await secretInHand(it.db, company, form);
  });

  const others = (shown: string): string[] => TELLTALES.filter((text) => !shown.includes(text));

  test('the one answer, in the place of its mask; the audit log says which, and never what', async () => {
    const before = (await looks()).length;
    const answer = await unmask('aftersales', number, { _field: 'address' });
    expect(answer.page.text.trim()).toBe(SECRETS.address);
    for (const text of others(SECRETS.address)) expect(answer.text).not.toContain(text);
    const [look] = (await looks()).slice(before);
    expect(look).toMatchObject({
      ...{ actor_id: company.people.aftersales, subject_type: 'ticket', subject_id: number },
      ...{ changes: { field: 'address', label: '联系地址' }, source_ip: expect.any(String) as string },
    });
    expect(JSON.stringify(look)).not.toContain(SECRETS.address);
  });

  test('without scripts, the ticket’s page with it, and with nothing else', async () => {
    const page = (await as('aftersales').get(`/tickets/${number}`)).page;
    const button = page.querySelector('[data-unmask][value="relative"]');
    expect(page.querySelector(`form#${button?.getAttribute('form') ?? ''}`)).not.toBeNull();
    const answer = await unmask('aftersales', number, { _field: 'relative' }, false);
    expect([answer.status, answer.page.querySelector('h1')?.text]).toEqual([200, '隐私 · 顾女士']);
    expect(answer.text).toContain(SECRETS.relative);
    for (const text of others(`1391234 ${SECRETS.relative}`)) expect(answer.text).not.toContain(text);
    expect(answer.page.querySelector('[data-unmask][value="relative"]')).toBeNull();
    expect(answer.page.querySelector('[data-unmask][value="card"]')).not.toBeNull();
    expect((await as('aftersales').get(`/tickets/${number}`)).text).not.toContain(SECRETS.relative);
  });

  test.each<[string, string, string]>([
    ['money', 'income', '¥ 7,391.46'],
    ['date', 'born_on', '1987-06-05'],
    ['choice', 'illness', '心脏'],
    ['choices', 'needs', '轮椅、其他（怕高）'],
    ['switch', 'insured', '是'],
  ])('a %s as it would stand there', async (_type, key, text) => {
    expect((await unmask('aftersales', number, { _field: key })).page.text.trim()).toBe(text);
  });

  test.each(['title', 'phone', 'nothing', 'toString', '__proto__', '', 'constructor'])(
    'what is no answer of the form is refused in words: %s',
    async (key) => {
      const before = (await looks()).length;
      const answer = await unmask('manager', number, { _field: key });
      expect([answer.status, answer.page.text.includes('没有这一项内容')]).toEqual([422, true]);
      expect((await looks()).length).toBe(before);
    },
  );

  test('nothing without a token, nothing by a link', async () => {
    const path = `/tickets/${number}/unmask`;
    expect((await as('manager').post(path, { _field: 'card' })).status).toBe(403);
    expect((await as('manager').get(`${path}?_field=card`)).status).toBe(404);
    for (const bad of ['GD261122-0000', 'x', '%00'])
      expect((await unmask('manager', bad)).status).toBeGreaterThanOrEqual(400);
  });

  test('what can’t be logged is not shown', async () => {
    await it.db.raw(
      `alter table audit_log add constraint unlogged check (action <> 'ticket_unmasked') not valid`,
    );
    try {
      const answer = await unmask('manager', number);
      expect([answer.status, answer.text.includes(SECRETS.card)]).toEqual([500, false]);
    } finally {
      await it.db.raw('alter table audit_log drop constraint unlogged');
    }
  });
});

describe('in a form', () => {
  test.each([
    ['aftersales', 'save', 'save-'],
    ['manager', 'edit', 'f-'],
  ] as const)(
    '%s, %s: the input gets the answer, and what is changed in it is saved',
    async (person, action, prefix) => {
      const number = await secretInHand(it.db, company, form);
      const path = `/tickets/${number}/${action}`;
      const opened = await as(person).get(path);
      const button = opened.page.querySelector('[data-field=card] [data-unmask]');
      const values = JSON.parse(button?.getAttribute('hx-vals') ?? '{}') as FormValues;
      expect(button?.getAttribute('formtarget')).toBe('_blank');
      const shown = await unmask(person, number, values);
      const input = shown.page.querySelector('[data-field=card] input');
      expect([input?.getAttribute('id'), input?.getAttribute('value')]).toEqual([
        `${prefix}card`,
        SECRETS.card,
      ]);
      expect(shown.page.querySelector('[data-unmask]')).toBeNull();
      for (const key of ['born_on', 'illness', 'needs', 'insured', 'insurer', 'address']) {
        const field = (await unmask(person, number, { ...values, _field: key })).page.querySelector(
          '[data-field]',
        );
        expect([key, field?.getAttribute('data-field'), field?.hasAttribute('hidden')]).toEqual([
          key,
          key,
          false,
        ]);
        expect(field?.querySelector('[value="••••"]')).toBeNull();
      }
      const state = formState(opened.page, path);
      expect((await as(person).post(path, { ...state, card: SECRETS.card, order_number: 'E1' })).status).toBe(
        303,
      );
      const again = { ...formState((await as(person).get(path)).page, path), card: '6222021234567891' };
      expect((await as(person).post(path, again)).status).toBe(303);
      expect((await contentOf(it.db, number)).values['card']).toBe('6222021234567891');
    },
  );

  test('no button for those who may not', async () => {
    const number = await aSecretTicket(it.db, company, form);
    const page = (await as('tier1').get(`/tickets/${number}/edit`)).page;
    expect(page.querySelectorAll('[data-field=card]')).toHaveLength(1);
    expect(page.querySelectorAll('[data-unmask]')).toHaveLength(0);
  });

  test('in the form of another category, too; a version that is none changes nothing', async () => {
    const number = await secretInHand(it.db, company, form);
    const path = `/tickets/${number}/edit`;
    const state = formState((await as('manager').get(path)).page, path);
    const other = { ...state, category_id: String(form.otherCategoryId) };
    const button = (await as('manager').post(`${path}/form`, other)).page.querySelector(
      '[data-field=card] [data-unmask]',
    );
    const values = JSON.parse(button?.getAttribute('hx-vals') ?? '{}') as FormValues;
    for (const version of [values['_version'] ?? '', '999999', 'x']) {
      const shown = await unmask('manager', number, { ...values, _version: version });
      expect(shown.page.querySelector('[data-field=card] input')?.getAttribute('value')).toBe(SECRETS.card);
    }
  });
});
