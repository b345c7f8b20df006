import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../../../src/domain/ticket/messages.ts';
import { queueMessages } from '../../../src/features/notifications/queue-messages.ts';
import { queueNotices } from '../../../src/features/notifications/queue-notices.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { jobCtx } from '../../support/messages.ts';
import { inPool, stateOf } from '../../support/moved-tickets.ts';
import { recordStatements } from '../../support/statements.ts';

/** On which ways a message travels (spec 05): rule, choice, address and connector decide together. */

let it: TestDatabase;
let company: Company;
let number: string;
let ticketId: number;

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
  number = await inPool(it.db, company);
  ticketId = (await stateOf(it.db, number)).id;
});
afterAll(() => it.close());

const REACHED = { email: 'lin@example.com', phone: '+8613800000001', wecom_id: 'lin' };
beforeEach(async () => {
  const tables = ['outbox', 'connectors', 'notification_rules', 'notification_preferences', 'channel_texts'];
  for (const table of tables) await it.db(table).delete();
  await it.db('users').update({ email: null, phone: null, wecom_id: null, active: true, language: 'zh-CN' });
  await it.db('users').where('id', company.people.aftersales).update(REACHED);
});

async function aConnector(kind: string, more: Record<string, unknown> = {}): Promise<number> {
  const [{ id }] = (await it
    .db('connectors')
    .insert({ kind, name: `${kind}-${Math.random()}`, ...more })
    .returning('id')) as [{ id: number }];
  return id;
}

async function aRobot(kind: string, events: string[], group: keyof Company['groups'] = 'afterSales') {
  const id = await aConnector(kind, { events });
  await it.db('connector_groups').insert({ connector_id: id, group_id: company.groups[group] });
  return id;
}

const toLin = { kind: 'people', ids: [0] } as { kind: 'people'; ids: number[] };
const messageTo = (ids: number[], more: Record<string, unknown> = {}): Message =>
  ({ kind: 'assigned', to: { ...toLin, ids }, actorId: null, remark: '看看', ...more }) as Message;
const lin = () => messageTo([company.people.aftersales]);
const tell = (messages: readonly Message[], once?: string) =>
  it.db.transaction((trx) => queueMessages(jobCtx(it.db), trx, ticketId, messages, once));
const channels = (): Promise<string[]> => it.db('outbox').orderBy('id').pluck('channel') as Promise<string[]>;

type Case = [
  what: string,
  rule: string | null,
  chosen: boolean | null,
  has: { address: boolean; connector: boolean; active?: boolean },
  isTold: boolean,
];
const BOTH = { address: true, connector: true };
describe.each(['email', 'sms', 'wecom_app'])('by %s', (channel) => {
  test.each<Case>([
    ['nobody has said anything', null, null, BOTH, false],
    ['off', 'off', null, BOTH, false],
    ['off, but wanted', 'off', true, BOTH, true],
    ['wanted, without a rule', null, true, BOTH, true],
    ['on', 'on', null, BOTH, true],
    ['on, but not wanted', 'on', false, BOTH, false],
    ['forced', 'forced', null, BOTH, true],
    ['forced, whatever is wanted', 'forced', false, BOTH, true],
    ['forced, without an address', 'forced', true, { address: false, connector: true }, false],
    ['forced, without a connector', 'forced', true, { address: true, connector: false }, false],
    [
      'forced, with a connector that is off',
      'forced',
      true,
      { address: true, connector: true, active: false },
      false,
    ],
  ])('%s', async (_what, mode, wanted, has, isTold) => {
    const userId = company.people.aftersales;
    if (mode) await it.db('notification_rules').insert({ event: 'assigned', channel, mode });
    if (wanted !== null) {
      await it.db('notification_preferences').insert({ user_id: userId, event: 'assigned', channel, wanted });
    }
    if (!has.address) {
      await it.db('users').where('id', userId).update({ email: null, phone: null, wecom_id: null });
    }
    const id = has.connector ? await aConnector(channel, { active: has.active ?? true }) : null;
    await tell([lin()], 'key');
    expect(await channels()).toEqual(isTold ? ['inbox', channel] : ['inbox']);
    if (!isTold) return;
    const address = { email: REACHED.email, sms: REACHED.phone, wecom_app: REACHED.wecom_id }[channel];
    expect(await it.db('outbox').where('channel', channel).first()).toMatchObject({
      ...{ connector_id: id, recipient_id: userId, address, ticket_id: ticketId, payload: null },
      dedupe_key: `key:${userId}:${channel}`,
    });
  });
});

test.each<[string, string | null, boolean | null, string[]]>([
  ['as it is shipped', null, null, ['inbox']],
  ['not wanted', null, false, []],
  ['off', 'off', null, []],
  ['forced, though not wanted', 'forced', false, ['inbox']],
])('the inbox: %s', async (_what, mode, wanted, expected) => {
  const user_id = company.people.aftersales;
  const event = { event: 'assigned', channel: 'inbox' };
  if (mode) await it.db('notification_rules').insert({ ...event, mode });
  if (wanted !== null) await it.db('notification_preferences').insert({ user_id, ...event, wanted });
  expect(await tell([lin()])).toBe(expected.length);
  expect(await channels()).toEqual(expected);
});

test('a message forces channels of its own, where there is a way', async () => {
  await aConnector('email');
  await tell([{ ...lin(), channels: ['email', 'sms'] }]);
  expect(await channels()).toEqual(['inbox', 'email']);
  const mail = (await it.db('outbox').where('channel', 'email').first('subject')) as { subject: string };
  expect(mail.subject).toMatch(new RegExp(`^\\[${number}\\] .+`));
});

test('the deactivated hear nothing, on no channel', async () => {
  await aConnector('email');
  await it.db('notification_rules').insert({ event: 'assigned', channel: 'email', mode: 'forced' });
  await it.db('users').where('id', company.people.aftersales).update({ active: false });
  await tell([lin()]);
  const notice = { kind: 'import_done', recipientId: company.people.aftersales, body: '完成', link: '/' };
  await it.db.transaction((trx) => queueNotices(jobCtx(it.db), trx, [{ ...notice, once: 'n' }]));
  expect(await channels()).toEqual([]);
});

test('a robot of the group says it once, with the phones of all who are told', async () => {
  const { aftersales, aftersales2 } = company.people;
  const second = '+8613800000002';
  await it.db('users').where('id', aftersales2).update({ phone: second });
  const robot = await aRobot('wecom_robot', ['pooled']);
  await aRobot('feishu_robot', ['urge']);
  await aRobot('dingtalk_robot', ['pooled'], 'operations');
  const to = { kind: 'members', groupId: company.groups.afterSales } as const;
  const pooled: Message = { kind: 'pooled', to, actorId: null, remark: '' };
  await tell([pooled, { ...pooled, to: { kind: 'people', ids: [aftersales] } }], 'once');
  await tell([pooled], 'once');
  const spoken = await it.db('outbox').whereNot('channel', 'inbox');
  expect(spoken).toHaveLength(1);
  expect(spoken[0]).toMatchObject({
    ...{ channel: 'wecom_robot', connector_id: robot, group_id: company.groups.afterSales },
    ...{ recipient_id: null, address: null, mentions: [REACHED.phone, second], kind: 'pooled' },
  });
  expect(
    await it.db('outbox').where('channel', 'inbox').orderBy('recipient_id').pluck('recipient_id'),
  ).toEqual([aftersales, aftersales2]);
});

test('another system learns which ticket it is, once, and nothing of its customer', async () => {
  const id = await aConnector('webhook', { events: ['assigned'] });
  await tell([messageTo([company.people.aftersales, company.people.manager])]);
  const calls = await it.db('outbox').where('channel', 'webhook');
  expect(calls).toHaveLength(1);
  expect(calls[0]).toMatchObject({ connector_id: id, address: null, recipient_id: null, body: '' });
  const { payload } = calls[0] as { payload: Record<string, string> };
  expect(Object.keys(payload).sort()).toEqual(['at', 'event', 'number', 'priority', 'status']);
  expect(payload).toMatchObject({ event: 'assigned', number });
});

test('the text of a channel, in the language of each; the others say what they always say', async () => {
  await aConnector('email');
  await aConnector('sms');
  await it.db('channel_texts').insert({
    ...{ key: 'assigned', channel: 'email', subject_zh: '工单 {number}', subject_en: 'Ticket {number}' },
    ...{ body_zh: '邮件：{title}', body_en: 'Mail: {remark}' },
  });
  const { aftersales, manager } = company.people;
  await it.db('users').where('id', manager).update({ email: 'm@example.com', language: 'en' });
  await tell([messageTo([aftersales, manager], { channels: ['email', 'sms'] })]);
  const mails = await it.db('outbox').where('channel', 'email').orderBy('recipient_id', 'desc');
  expect(mails.map(({ subject, body }: Record<string, string>) => [subject, body])).toEqual([
    [`工单 ${number}`, expect.stringMatching(/^邮件：./)],
    [`Ticket ${number}`, 'Mail: 看看'],
  ]);
  const inbox = (await it
    .db('outbox')
    .where({ channel: 'inbox', recipient_id: aftersales })
    .first('body')) as object;
  expect(await it.db('outbox').where('channel', 'sms').select('body')).toEqual([inbox]);
});

test('a reminder is told as it is shipped, to the letter', async () => {
  const time = { department: '售后部', agent: '林知夏', ms: 3_600_000 };
  const { aftersales, manager } = company.people;
  await it.db('users').where('id', manager).update({ language: 'en' });
  await tell([messageTo([aftersales, manager], { kind: 'sla_warning', time })]);
  await tell([messageTo([aftersales], { kind: 'sla_breach', time: { ...time, ms: 90_500 } })]);
  expect(await it.db('outbox').orderBy(['kind', 'recipient_id']).pluck('body')).toEqual([
    `售后部-林知夏 有一张编号为 ${number} 的工单已超时 2 分钟，请立即处理。`,
    `售后部-林知夏 has ticket ${number}, which is overdue in 1 h; please handle it soon.`,
    `售后部-林知夏 有一张编号为 ${number} 的工单还有 1 小时 超时，需尽快处理。`,
  ]);
});

test('what is about no ticket takes the same ways', async () => {
  await aConnector('email');
  await it.db('notification_rules').insert({ event: 'import_finished', channel: 'email', mode: 'on' });
  const recipientId = company.people.aftersales;
  const notice = { kind: 'import_done', recipientId, body: '完成', link: '/imports/1', once: 'import:1' };
  const queue = () => it.db.transaction((trx) => queueNotices(jobCtx(it.db), trx, [notice]));
  await queue();
  await queue();
  expect(
    await it.db('outbox').orderBy('id').select('channel', 'subject', 'body', 'link', 'dedupe_key'),
  ).toEqual([
    { channel: 'inbox', subject: '', body: '完成', link: '/imports/1', dedupe_key: 'import:1' },
    { channel: 'email', subject: '导入完成', body: '完成', link: '/imports/1', dedupe_key: 'import:1:email' },
  ]);
});

test('channels cost no statement more than none', async () => {
  const recorder = recordStatements(it.db);
  const count = async () => (await recorder.during(() => tell([lin()]))).statements.length;
  const none = await count();
  for (const kind of ['email', 'sms', 'wecom_app']) {
    await aConnector(kind);
    await it.db('notification_rules').insert({ event: 'assigned', channel: kind, mode: 'forced' });
  }
  await aConnector('webhook', { events: ['assigned'] });
  await aRobot('wecom_robot', ['assigned']);
  await it.db('outbox').delete();
  expect(await count()).toBe(none);
  expect((await channels()).sort()).toEqual(['email', 'inbox', 'sms', 'webhook', 'wecom_app', 'wecom_robot']);
  // Begin, who may read, the ticket, the ways, the messages, the call to deliver, commit.
  expect(none).toBeLessThanOrEqual(7);
  recorder.stop();
});
