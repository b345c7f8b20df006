import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { encodeForm } from '../../support/create-form.ts';
import { typedIn } from '../../support/form-state.ts';
import { HOSTILE_TEXTS, SOME_HOSTILE_TEXTS } from '../../support/hostile-texts.ts';
import { inHand, stateOf } from '../../support/moved-tickets.ts';
import { listen, type RawAnswer, type RawServer, type RawSession } from '../../support/raw-http.ts';

/** The forms of the actions under fire: kept verbatim and shown escaped, or refused in words with what was typed. */

let it: TestApp;
let company: Company;
let web: RawServer;
let holder: RawSession;
let number = '';

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  web = await listen(it.app.server);
  holder = web.session();
  await holder.signIn('aftersales');
  number = await inHand(it.db, company);
});
afterAll(async () => {
  await web.close();
  await it.close();
});

/** Sends an action with the ticket's version of now, and a body of one's own. */
async function send(action: string, body: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
  const { version } = await stateOf(it.db, number);
  return holder.post(`/tickets/${number}/${action}`, `version=${version}&${body}`, headers);
}

const inWords = (answer: RawAnswer): boolean =>
  /\p{Script=Han}/u.test(answer.page.querySelector('.g-err, .g-note')?.text ?? '');

describe.each(['note', 'feedback'])('the text of %s', (action) => {
  test.each(Object.entries(HOSTILE_TEXTS))('%s', async (_what, { sent, text }) => {
    const answer = await send(action, `remark=${sent}`);
    expect([303, 422]).toContain(answer.status);
    if (answer.status === 422) {
      expect(inWords(answer)).toBe(true);
      if (text !== null) expect(typedIn(answer.page, `/tickets/${number}/${action}`)['remark']).toBe(text);
      return;
    }
    const { id, version } = await stateOf(it.db, number);
    const entry = (await it.db('ticket_events').where({ ticket_id: id, seq: version }).first('body')) as {
      body: string;
    };
    if (text !== null) expect(entry.body).toBe(text.trim());
    const page = (await holder.send(`/tickets/${number}`)).page;
    expect(page.querySelector('.g-tl .g-body')?.text).toContain(entry.body);
    expect(page.querySelectorAll('img, [onerror], [onload], .g-tl script')).toHaveLength(0);
  });
});

/** Good answers to the forms of the other actions. */
const FORMS: Readonly<Record<string, Record<string, string>>> = {
  return: { remark: '原因' },
  wait: { remark: '' },
  callback: { callback_method: 'phone', callback_outcome: 'confirmed', remark: '已联系' },
  reassign: { group_id: '', assignee_id: '', remark: '交给二组' },
  close: {
    outcome: 'unsolved',
    satisfaction: 'satisfied',
    callback_method: 'sms',
    unsolved_reason: 'other',
    unsolved_reason_other: '搬家',
    comment: '意见',
  },
};

test.each(Object.entries(FORMS).flatMap(([action, form]) => Object.keys(form).map((name) => [action, name])))(
  '%s: %s',
  async (action, name) => {
    const form = FORMS[action] ?? {};
    for (const [what, { sent, text }] of Object.entries(SOME_HOSTILE_TEXTS)) {
      const others = Object.fromEntries(Object.entries(form).filter(([key]) => key !== name));
      const answer = await send(action, `${encodeForm(others)}&${name}=${sent}`);
      expect([what, [303, 422].includes(answer.status)]).toEqual([what, true]);
      if (answer.status === 303) {
        number = await inHand(it.db, company);
        continue;
      }
      expect([what, inWords(answer)]).toEqual([what, true]);
      const shown = typedIn(answer.page, `/tickets/${number}/${action}`);
      expect(shown).toMatchObject(others);
      if (text !== null && ['remark', 'comment', 'unsolved_reason_other'].includes(name))
        expect([what, shown[name]]).toEqual([what, text]);
      expect((await stateOf(it.db, number)).status).toBe('in_progress');
    }
  },
);

test.each(['group_id', 'assignee_id'])(
  'ids that are none in %s are refused beside the field',
  async (name) => {
    for (const id of [
      '-1',
      '0',
      '1e0',
      '0x1',
      '1.0',
      '9223372036854775807',
      '9223372036854775808',
      '一',
      '999999',
      '../1',
      'null',
    ]) {
      const answer = await send('reassign', encodeForm({ [name]: id, remark: '先写的备注' }));
      expect([
        id,
        answer.status,
        answer.page.querySelector(`[data-field="${name}"] .g-err`)?.text.trim(),
      ]).toEqual([id, 422, expect.stringContaining('请从列出的选项中选择')]);
      expect(typedIn(answer.page, `/tickets/${number}/reassign`)['remark']).toBe('先写的备注');
    }
    const { people, groups } = company;
    const two = name === 'group_id' ? [groups.review, groups.operations] : [people.ops, people.rd];
    const answer = await send('reassign', encodeForm({ [name]: two }));
    expect([answer.status, inWords(answer)]).toEqual([422, true]);
  },
);

test.each([
  ['status', 'closed'],
  ['assignee_id', '1'],
  ['creator_id', '1'],
  ['actor_id', '1'],
  ['occurred_at', '2020-01-01'],
  ['number', 'GD261122-0001'],
  ['body', 'x'],
  ['data', '{}'],
  ['remark[]', 'x'],
  ['constructor', 'x'],
  ['toString', 'x'],
  ['<b>', 'x'],
])('an input %j that the form does not have is refused by name, and the text stays', async (name, value) => {
  const before = await stateOf(it.db, number);
  const answer = await send(
    'note',
    `remark=${encodeURIComponent('写好的备注')}&${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  );
  expect(answer.status).toBe(422);
  expect(answer.page.querySelector('[data-error-summary]')?.text).toContain(`这张表单没有“${name}”这一项`);
  expect(typedIn(answer.page, `/tickets/${number}/note`)).toEqual({ remark: '写好的备注' });
  expect(await stateOf(it.db, number)).toEqual(before);
});

test('an action without a form takes no inputs either', async () => {
  const manager = web.session();
  await manager.signIn('manager');
  const answer = await manager.post(`/tickets/${number}/accept`, 'version=1&assignee_id=1');
  expect(answer.status).toBe(409);
});

test.each(['remark=a&remark=b', 'remark=a&remark=', 'remark[]=a&remark[]=b', 'remark[a]=b'])(
  '%s is refused, not guessed',
  async (body) => {
    const answer = await send('note', body);
    // An empty repetition is none.
    expect(answer.status).toBe(body.endsWith('&remark=') ? answer.status : 422);
    expect(answer.status).toBeLessThan(500);
    if (answer.status === 422) expect(inWords(answer)).toBe(true);
  },
);

test('in a dialog the same answers come as fragments', async () => {
  for (const { sent } of Object.values(SOME_HOSTILE_TEXTS)) {
    const answer = await send('note', `remark=${sent}&status=closed`, { 'hx-request': 'true' });
    expect([answer.status, answer.text.includes('<html')]).toEqual([422, false]);
  }
});
