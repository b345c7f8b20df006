import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import { encodeForm, refundForm } from '../../support/create-form.ts';
import { listen, type RawAnswer, type RawServer, type RawSession } from '../../support/raw-http.ts';
import { act, aPhone, aTicket, CLOSING } from '../../support/tickets.ts';

/** The same thing at the same instant, over real connections: one wins, the others are told. */

let it: TestApp;
let company: Company;
let web: RawServer;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  web = await listen(it.app.server);
});
afterAll(async () => {
  await web.close();
  await it.close();
});

/** Several people at several browsers, each with a form open. */
async function signedIn(...people: Person[]): Promise<RawSession[]> {
  return Promise.all(
    people.map(async (person) => {
      const session = web.session();
      expect((await session.signIn(person)).status).toBe(303);
      await session.token();
      return session;
    }),
  );
}

function at(sessions: readonly RawSession[], index: number): RawSession {
  const session = sessions[index % sessions.length];
  if (!session) throw new Error('nobody is signed in');
  return session;
}

/** How often each status was answered. */
function tally(answers: readonly RawAnswer[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

const fifty = Array.from({ length: 50 }, (_, index) => index);

test('50 parallel creates for one phone and category make exactly one ticket', async () => {
  const sessions = await signedIn('tier1', 'tier1b', 'tier1', 'tier1b', 'manager', 'review', 'tier1');
  const phone = aPhone();
  const answers = await Promise.all(
    fifty.map((index) =>
      at(sessions, index).post(
        '/tickets',
        encodeForm(
          refundForm(company, { phone, description: `第 ${index} 次`, submission_key: randomUUID() }),
        ),
      ),
    ),
  );
  expect(tally(answers)).toEqual({ 303: 1, 409: 49 });
  const rows = await it.db('tickets').where('phone', `+86${phone}`);
  expect(rows).toHaveLength(1);
  const { number } = rows[0] as { number: string };
  answers.forEach((answer, index) => {
    if (answer.status === 303) expect(answer.location).toBe(`/tickets/${number}`);
    else {
      expect(answer.text).toContain(number);
      expect(answer.text).toContain(`第 ${index} 次`);
    }
  });
  expect(await it.db('customers').where('phone', `+86${phone}`)).toHaveLength(1);
});

test('50 parallel creates for 50 phones of one customer family make 50 tickets with 50 numbers', async () => {
  const sessions = await signedIn('tier1', 'tier1b');
  const answers = await Promise.all(
    fifty.map((index) => at(sessions, index).post('/tickets', encodeForm(refundForm(company)))),
  );
  expect(tally(answers)).toEqual({ 303: 50 });
  expect(new Set(answers.map((answer) => answer.location)).size).toBe(50);
});

test.each([
  ['with a phone', aPhone()],
  ['without a phone', ''],
])('20 presses of one button at once make one ticket, and all lead to it: %s', async (_how, phone) => {
  const [session] = await signedIn('tier1');
  if (!session) throw new Error('nobody is signed in');
  const key = randomUUID();
  const body = encodeForm(refundForm(company, { phone, submission_key: key }));
  const answers = await Promise.all(fifty.slice(0, 20).map(() => session.post('/tickets', body)));
  expect(tally(answers)).toEqual({ 303: 20 });
  expect(new Set(answers.map((answer) => answer.location)).size).toBe(1);
  expect(await it.db('tickets').where('submission_key', key)).toHaveLength(1);
});

/** A ticket in the pool of a group, with the version that everyone sees. */
async function inPool(group: 'afterSales' | 'operations'): Promise<{ number: string; version: number }> {
  const number = await aTicket(it.db, company);
  await act(it.db, company, 'tier1', number, 'escalate');
  await act(it.db, company, 'review', number, 'reassign', { group_id: String(company.groups[group]) });
  const row = (await it.db('tickets').where({ number }).first('version')) as { version: number };
  return { number, version: row.version };
}

test.each<['afterSales' | 'operations', Person[], string[]]>([
  ['afterSales', ['aftersales', 'aftersales2', 'aftersales', 'aftersales2'], ['林知夏', '韩屿']],
  // They can't see the ticket any more once a colleague has it, and are told all the same.
  ['operations', ['ops', 'ops2', 'ops2', 'ops'], ['乔安', '方宁']],
])(
  '50 parallel accepts in %s have one winner, and the others are told who has it',
  async (group, people, names) => {
    const sessions = await signedIn(...people);
    const { number, version } = await inPool(group);
    const answers = await Promise.all(
      fifty.map((index) => at(sessions, index).post(`/tickets/${number}/accept`, `version=${version}`)),
    );
    expect(tally(answers)).toEqual({ 303: 1, 409: 49 });

    const row = (await it
      .db('tickets as t')
      .join('users as u', 'u.id', 't.assignee_id')
      .where({ number })
      .first('t.*', 'u.name')) as { id: number; name: string; status: string };
    expect(row.status).toBe('in_progress');
    expect(names).toContain(row.name);
    const winner = answers.findIndex((answer) => answer.status === 303);
    expect(people[winner % people.length]).toBe(people[names.indexOf(row.name)]);
    answers.forEach((answer, index) => {
      if (answer.status === 303) return;
      const mine = people[index % people.length] === people[winner % people.length];
      const sentence = mine ? `${number} 已经在您手里了。` : `${number} 已由 ${row.name} 接单，请接下一张。`;
      expect(answer.text).toContain(sentence);
    });
    expect(await it.db('ticket_events').where({ ticket_id: row.id, action: 'accept' })).toHaveLength(1);
  },
);

test('two answers at once: one is written, the other is kept in its form', async () => {
  const [first, second] = await signedIn('aftersales', 'manager');
  if (!first || !second) throw new Error('nobody is signed in');
  const { number } = await inPool('afterSales');
  await act(it.db, company, 'aftersales', number, 'accept');
  const row = (await it.db('tickets').where({ number }).first('version')) as { version: number };
  const note = (session: RawSession, remark: string): Promise<RawAnswer> =>
    session.post(`/tickets/${number}/note`, encodeForm({ version: row.version, remark }));
  const answers = await Promise.all([note(first, '甲写的话'), note(second, '乙写的话')]);
  expect(tally(answers)).toEqual({ 303: 1, 409: 1 });
  const lost = answers.findIndex((answer) => answer.status === 409);
  expect(answers[lost]?.text).toContain(lost === 0 ? '甲写的话' : '乙写的话');
});

test('closing and reassigning at once: one of them happens, wholly', async () => {
  const [holder, manager] = await signedIn('aftersales', 'manager');
  if (!holder || !manager) throw new Error('nobody is signed in');
  for (let round = 0; round < 5; round += 1) {
    const { number } = await inPool('afterSales');
    await act(it.db, company, 'aftersales', number, 'accept');
    const { id, version } = (await it.db('tickets').where({ number }).first('id', 'version')) as {
      id: number;
      version: number;
    };
    const answers = await Promise.all([
      holder.post(`/tickets/${number}/close`, encodeForm({ version, ...CLOSING })),
      manager.post(
        `/tickets/${number}/reassign`,
        encodeForm({ version, group_id: company.groups.engineering }),
      ),
    ]);
    expect(answers.filter((answer) => answer.status === 303)).toHaveLength(1);
    expect(answers.every((answer) => [303, 403, 409].includes(answer.status))).toBe(true);
    const open = await it.db('assignments').where('ticket_id', id).whereNull('left_at');
    const after = (await it.db('tickets').where({ id }).first('status', 'version')) as {
      status: string;
      version: number;
    };
    expect([after.version, open.length]).toEqual([version + 1, after.status === 'closed' ? 0 : 1]);
  }
});
