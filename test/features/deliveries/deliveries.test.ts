import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany } from '../../support/company.ts';
import { queueOutside, testOutside } from '../../support/deliveries.ts';
import type { Answer, HttpClient } from '../../support/http-client.ts';
import { planOf, recordStatements } from '../../support/statements.ts';
import { aTicket } from '../../support/tickets.ts';
import { type VariedDeliveries, variedDeliveries } from '../../support/varied-deliveries.ts';

/** Everything that left the house, or should have (spec 05). */

let it: TestApp;
let admin: HttpClient;
let ways: VariedDeliveries;
let number: string;

const LIST = '/admin/deliveries';
const MANY = 10_000;

beforeAll(async () => {
  it = await openTestApp({ outside: testOutside() });
  const company = await aCompany(it.db);
  number = await aTicket(it.db, company);
  admin = it.client();
  await admin.signIn('admin');
});
afterAll(() => it.close());

const rows = (answer: Answer) =>
  answer.page.querySelectorAll('tbody tr').map((each) => each.text.replace(/\s+/g, ' ').trim());

test('teaches while nothing was sent', async () => {
  expect((await admin.get(LIST)).text).toContain('还没有发出过消息');
});

describe('with many', () => {
  beforeAll(async () => {
    ways = await variedDeliveries(it.db, MANY);
    await it.db.raw('vacuum analyze outbox');
  });

  test('newest first, page by page, each once', async () => {
    const seen: string[] = [];
    let next: string | undefined = LIST;
    for (let page = 0; page < 4 && next; page += 1) {
      const answer = await admin.get(next);
      seen.push(
        ...answer.page.querySelectorAll('tbody td:first-child a').map((a) => a.getAttribute('href') ?? ''),
      );
      next = answer.page.querySelector('a[rel=next]')?.getAttribute('href');
    }
    const newest = (await it.db('outbox').orderBy('id', 'desc').limit(200).pluck('id')) as number[];
    expect(seen).toEqual(newest.map((id) => `${LIST}/${id}`));
  });

  test('phones and mail addresses are masked, of other systems only the host is told', async () => {
    const [sms] = rows(await admin.get(`${LIST}?via=sms`));
    expect(sms).toContain('138****8000');
    const [mail] = rows(await admin.get(`${LIST}?via=email`));
    expect(mail).toContain('l****@example.com');
    await queueOutside(it.db, {
      channel: 'webhook',
      address: 'https://crm.example.com/x?key=s3cr3t',
      payload: {},
    });
    const page = await admin.get(`${LIST}?via=webhook`);
    expect(page.text).toContain('crm.example.com');
    expect(page.text).not.toContain('s3cr3t');
  });

  test.each([
    ['state=failed', '已放弃'],
    ['state=waiting', '等待'],
    ['state=delivered', '已送达'],
    ['state=nonsense&via=x&before=-1', ''],
  ])('filtered by %s', async (query, word) => {
    const found = rows(await admin.get(`${LIST}?${query}`));
    expect(found).toHaveLength(50);
    expect(found.filter((row) => !row.includes(word))).toEqual([]);
  });

  test('by ticket; of one that the reader may not see nothing is told', async () => {
    expect(rows(await admin.get(`${LIST}?ticket=${number.toLowerCase()}`))).toHaveLength(50);
    expect((await admin.get(`${LIST}?ticket=GD000000-0000`)).text).toContain('没有符合条件的发送记录');
    const role = { key: 'keeper', name_zh: '配置员', name_en: 'Keeper' };
    const [made] = (await it.db('roles').insert(role).returning('id')) as { id: number }[];
    await it.db('role_permissions').insert({ role_id: made?.id, permission: 'config.manage', scope: 'all' });
    const person = (await it.db('users').where('username', 'tier1b').first('id')) as { id: number };
    await it.db('user_roles').where('user_id', person.id).delete();
    await it.db('user_roles').insert({ user_id: person.id, role_id: made?.id });
    const keeper = it.client();
    await keeper.signIn('tier1b');
    const page = await keeper.get(LIST);
    expect([page.status, page.text.includes(number)]).toEqual([200, false]);
    expect(page.text).toContain('关于一张您看不到的工单');
  });

  test('no page reads the outbox from one end to the other, nor asks more for more', async () => {
    const planner = new pg.Client({ connectionString: it.url });
    await planner.connect();
    const recorder = recordStatements(it.db);
    const queries = [
      '',
      ...['state=failed', 'state=waiting', 'state=delivered', 'via=sms', `ticket=${number}`, 'before=5000'],
      ...[`via=${ways.robot}`, `via=${ways.robot}&state=failed`, `via=${ways.mail}&state=waiting`],
    ].map((query) => `${LIST}?${query}`);
    try {
      for (const path of [...queries, '/admin/connectors', `/admin/connectors/${ways.robot}`]) {
        const { statements } = await recorder.during(() => admin.get(path));
        expect(statements.length).toBeLessThan(25);
        for (const statement of statements) {
          const plan = await planOf(planner, statement);
          const scans = JSON.stringify(plan).match(/"Node Type":"Seq Scan"[^{}]*"Relation Name":"outbox"/g);
          expect([path, scans, scans && statement.sql]).toEqual([path, null, null]);
        }
      }
    } finally {
      recorder.stop();
      await planner.end();
    }
  });

  test('one with all that became of it; sent again it is a new one, and only once at a time', async () => {
    const { id } = (await it
      .db('outbox')
      .where({ connector_id: ways.robot })
      .whereNotNull('failed_at')
      .orderBy('id')
      .first('id')) as { id: number };
    const waiting = (await it
      .db('outbox')
      .where({ connector_id: ways.mail })
      .whereNull('delivered_at')
      .whereNull('failed_at')
      .first('id')) as { id: number };
    const on = `${LIST}/${id}`;
    const page = await admin.get(on);
    expect(page.page.querySelectorAll('.g-dlv-attempts li').length).toBeGreaterThan(0);
    expect(page.text).toContain('203.0.113.7');
    const again = await admin.submit(`${on}/resend`, {}, { on });
    expect(again.status).toBe(303);
    const made = (await it.db('outbox').where('resent_from_id', id).first()) as Record<string, unknown>;
    expect(made).toMatchObject({
      connector_id: ways.robot,
      attempts: 0,
      delivered_at: null,
      dedupe_key: null,
    });
    const twice = await admin.submit(`${on}/resend`, {}, { on });
    expect([twice.status, twice.text.includes('已经重发过')]).toEqual([409, true]);
    const early = await admin.post(`${LIST}/${waiting.id}/resend`, {
      _csrf: twice.page.querySelector('[name=_csrf]')?.getAttribute('value') ?? '',
    });
    expect([early.status, early.text.includes('还在等待发送')]).toEqual([409, true]);
    const audit = await it.db('audit_log').where('action', 'delivery_resent');
    expect(audit).toHaveLength(1);
  });

  test('of a channel that is off nothing is sent again', async () => {
    const { id } = (await it
      .db('outbox')
      .where({ connector_id: ways.hook })
      .whereNotNull('delivered_at')
      .first('id')) as { id: number };
    await it.db('connectors').where('id', ways.hook).update({ active: false });
    const answer = await admin.submit(`${LIST}/${id}/resend`, {}, { on: `${LIST}/${id}` });
    expect([answer.status, answer.text.includes('没有可用的渠道')]).toEqual([409, true]);
  });

  test('all that a connector gave up, each once, as many as were told before', async () => {
    const on = `${LIST}?via=${ways.mail}`;
    const given = (await it
      .db('outbox')
      .where('connector_id', ways.mail)
      .whereNotNull('failed_at')
      .pluck('id')) as number[];
    const told = (await admin.get(on)).page.querySelector('.g-dlv-again')?.text ?? '';
    expect(told).toContain(`重发已放弃的 ${given.length} 条`);
    const both = await Promise.all(
      [1, 2].map(() => admin.submit(`/admin/connectors/${ways.mail}/resend`, {}, { on })),
    );
    expect(both.map(({ status }) => status)).toEqual([303, 303]);
    const resent = (await it
      .db('outbox')
      .whereNotNull('resent_from_id')
      .where('connector_id', ways.mail)
      .orderBy('id')
      .pluck('resent_from_id')) as number[];
    expect(resent).toEqual([...given].sort((a, b) => a - b));
    expect((await admin.get(on)).page.querySelector('.g-dlv-again')).toBeNull();
  });

  test.each([
    '/admin/deliveries/999999',
    '/admin/deliveries/abc',
    '/admin/connectors/99',
    '/admin/connectors/new/fax',
  ])('%s is none', async (path) => {
    expect((await admin.get(path)).status).toBe(404);
  });
});
