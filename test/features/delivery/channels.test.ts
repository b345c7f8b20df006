import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ConnectorSettings } from '../../../src/domain/connector/connector.ts';
import { keepMailOfEnvironment } from '../../../src/features/delivery/keep-mail-of-environment.ts';
import { keepWebhookSecret } from '../../../src/features/delivery/keep-webhook-secret.ts';
import { findConnector } from '../../../src/features/connectors/connectors.query.ts';
import { sendTest } from '../../../src/features/delivery/send-test.ts';
import { tellAnswer } from '../../../src/features/delivery/answer.view.ts';
import { LANGUAGES, translator } from '../../../src/i18n.ts';
import { FAULTS } from '../../../src/domain/connector/outcome.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { openTestDatabase, type TestDatabase } from '../../support/database.ts';
import {
  aConnector,
  deliver,
  deliveriesOf,
  type Queued,
  queueOutside,
  testOutside,
  withoutDeliveries,
} from '../../support/deliveries.ts';
import { type MailServerOfTest, openMailServer } from '../../support/mail-server.ts';
import { jobCtx, ticketId } from '../../support/messages.ts';
import { openRobotServer, type RobotServer, WELL } from '../../support/robot-server.ts';
import { aTicket } from '../../support/tickets.ts';

/** Each channel against a real server of its protocol; signatures are worked out here once more. */

let it: TestDatabase;
let company: Company;
let server: RobotServer;
let mail: MailServerOfTest;
const now = new Date('2026-11-22T08:00:00Z');

beforeAll(async () => {
  it = await openTestDatabase();
  company = await aCompany(it.db);
  [server, mail] = await Promise.all([openRobotServer(), openMailServer({ user: 'u', password: 'p' })]);
});
beforeEach(async () => {
  await withoutDeliveries(it.db);
  server.forget();
  server.be(WELL);
  mail.refuse(null);
});
afterAll(() => Promise.all([it.close(), server.close(), mail.close()]));

/** Sends one message by a connector; answers what became of it. */
async function send(
  settings: ConnectorSettings,
  message: Partial<Queued>,
  outside = testOutside(),
): ReturnType<typeof first> {
  const connectorId = await aConnector(it.db, settings);
  const id = await queueOutside(it.db, { channel: settings.kind, connectorId, at: now, ...message });
  await deliver(it.db, outside, () => now);
  return first(id);
}

async function first(id: number) {
  const [row] = await deliveriesOf(it.db, id);
  if (!row) throw new Error('gone');
  return row;
}

const bodyOf = (index = 0): unknown => JSON.parse(server.asked[index]?.body ?? 'null');
const text = '售后部-李工 有一张编号为 W20261122001 的工单还有 1 小时 超时，需尽快处理。';

describe('企业微信 robot', () => {
  const robot = (): ConnectorSettings => ({ kind: 'wecom_robot', address: `${server.address}/send?key=k-1` });

  test('a text that mentions by phone', async () => {
    const sent = await send(robot(), { body: text, mentions: ['+8613800138000', '13900139000'] });
    expect(server.asked[0]).toMatchObject({ method: 'POST', url: '/send?key=k-1' });
    expect(server.asked[0]?.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(bodyOf()).toEqual({
      msgtype: 'text',
      text: { content: text, mentioned_mobile_list: ['13800138000', '13900139000'] },
    });
    expect(sent).toMatchObject({ attempts: 1, delivered_at: now, last_error: null, claimed_until: null });
    expect(sent.answer).toBe('200 {"errcode":0,"errmsg":"ok"}');
  });

  test('with a link where people can follow it, and cut to what it takes', async () => {
    const outside = testOutside({ baseUrl: 'https://tickets.example.com' });
    await send(robot(), { body: '你好', link: '/tickets/W1' }, outside);
    expect(bodyOf()).toMatchObject({ text: { content: '你好\nhttps://tickets.example.com/tickets/W1' } });
    await send(robot(), { body: '字'.repeat(2000) });
    const { content } = (bodyOf(1) as { text: { content: string } }).text;
    expect(Buffer.byteLength(content)).toBeLessThanOrEqual(2048);
    expect(content.endsWith('字…')).toBe(true);
  });

  test('an error in an answer of 200 is a failure; 45009 asks for a minute of silence', async () => {
    server.be({ kind: 'answers', status: 200, body: '{"errcode":93000,"errmsg":"invalid webhook url"}' });
    expect(await send(robot(), {})).toMatchObject({ delivered_at: null, failed_at: null, attempts: 1 });
    await withoutDeliveries(it.db);
    server.be({ kind: 'answers', status: 200, body: '{"errcode":45009,"errmsg":"api freq out of limit"}' });
    const sent = await send(robot(), {});
    expect(sent).toMatchObject({ delivered_at: null, failed_at: null, attempts: 0 });
    const [connector] = await it.db('connectors').select('failures', 'rests_until');
    expect(connector).toEqual({ failures: 0, rests_until: new Date(now.getTime() + 60_000) });
  });
});

test('钉钉 robot: signed in the address, mentions in the text, too', async () => {
  const secret = 'SEC-钉';
  const address = `${server.address}/robot/send?access_token=t`;
  await send({ kind: 'dingtalk_robot', address, secret }, { body: text, mentions: ['+8613800138000'] });
  const { searchParams } = new URL(`http://x${server.asked[0]?.url ?? ''}`);
  const stamp = String(now.getTime());
  expect(Object.fromEntries(searchParams)).toEqual({
    access_token: 't',
    timestamp: stamp,
    sign: createHmac('sha256', secret).update(`${stamp}\n${secret}`).digest('base64'),
  });
  expect(bodyOf()).toEqual({
    msgtype: 'text',
    text: { content: `${text} @13800138000` },
    at: { atMobiles: ['13800138000'], isAtAll: false },
  });
  await send({ kind: 'dingtalk_robot', address, secret: '' }, { body: text });
  expect(server.asked[1]?.url).toBe('/robot/send?access_token=t');
  expect(bodyOf(1)).toMatchObject({ text: { content: text } });
});

test('飞书 robot: signed in the body, by a key that is made of the time', async () => {
  const secret = 'sec-飞';
  server.be({ kind: 'answers', status: 200, body: '{"code":0,"msg":"success","data":{}}' });
  const address = `${server.address}/open-apis/bot/v2/hook/h`;
  const sent = await send(
    { kind: 'feishu_robot', address, secret },
    { body: text, mentions: ['13800138000'] },
  );
  const timestamp = String(now.getTime() / 1000);
  expect(bodyOf()).toEqual({
    timestamp,
    sign: createHmac('sha256', `${timestamp}\n${secret}`).update('').digest('base64'),
    msg_type: 'text',
    content: { text },
  });
  expect(sent.delivered_at).toEqual(now);
  server.be({ kind: 'answers', status: 200, body: '{"code":19021,"msg":"sign match fail"}' });
  expect((await send({ kind: 'feishu_robot', address, secret: '' }, {})).delivered_at).toBeNull();
  expect(bodyOf(1)).not.toHaveProperty('sign');
});

describe('企业微信 application', () => {
  const app = (): ConnectorSettings => ({
    kind: 'wecom_app',
    base: `${server.address}/`,
    corpId: 'corp',
    agentId: 1000002,
    secret: 's&s',
  });
  /** A server whose tokens can become void. */
  const serve = (valid: () => string): void => {
    server.be(({ url }) => {
      const asked = new URL(`http://x${url}`);
      const body = url.startsWith('/cgi-bin/gettoken')
        ? { errcode: 0, access_token: valid(), expires_in: 7200 }
        : asked.searchParams.get('access_token') === valid()
          ? { errcode: 0, errmsg: 'ok' }
          : { errcode: 42001, errmsg: 'access_token expired' };
      return { kind: 'answers', status: 200, body: JSON.stringify(body) };
    });
  };

  test('a token is fetched once, and again when it is void', async () => {
    let valid = 'token-1';
    serve(() => valid);
    const outside = testOutside();
    await send(app(), { address: 'li.gong', body: text }, outside);
    expect(server.asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /cgi-bin/gettoken?corpid=corp&corpsecret=s%26s',
      'POST /cgi-bin/message/send?access_token=token-1',
    ]);
    expect(bodyOf(1)).toMatchObject({
      touser: 'li.gong',
      msgtype: 'text',
      agentid: 1000002,
      text: { content: text },
    });
    await it.db('connectors').update({ active: false });
    valid = 'token-2';
    const sent = await send(app(), { address: 'li.gong' }, outside);
    expect(sent.delivered_at).toEqual(now);
    expect(server.asked.slice(2).map(({ url }) => url.replace(/\?corp.*/, ''))).toEqual([
      '/cgi-bin/message/send?access_token=token-1',
      '/cgi-bin/gettoken',
      '/cgi-bin/message/send?access_token=token-2',
    ]);
    // Nothing of a token is kept for people to read.
    expect(JSON.stringify(await it.db('delivery_attempts').select('answer'))).not.toContain('token-');
  });

  test.each([
    ['{"errcode":0,"errmsg":"ok","invaliduser":"li.gong"}', 'refused'],
    ['{"errcode":81013,"errmsg":"user & party & tag all invalid"}', 'refused'],
    ['{"errcode":301002,"errmsg":"not allowed"}', 'later'],
  ])('%s: %s', async (body, what) => {
    server.be(({ url }) => ({
      kind: 'answers',
      status: 200,
      body: url.includes('gettoken') ? '{"errcode":0,"access_token":"t","expires_in":7200}' : body,
    }));
    const sent = await send(app(), { address: 'li.gong' });
    expect(sent.failed_at !== null).toBe(what === 'refused');
    expect(sent).toMatchObject({ delivered_at: null, last_error: `200 ${body}` });
  });

  test('a wrong secret is trouble of the channel, not of the message', async () => {
    server.be({ kind: 'answers', status: 200, body: '{"errcode":40001,"errmsg":"invalid credential"}' });
    expect(await send(app(), { address: 'li.gong' })).toMatchObject({ delivered_at: null, failed_at: null });
    expect(await it.db('connectors').first('failures')).toEqual({ failures: 1 });
  });
});

describe('e-mail', () => {
  const mailbox = (password = 'p'): ConnectorSettings => ({
    kind: 'email',
    fromEnvironment: false,
    host: '127.0.0.1',
    port: mail.port,
    security: 'none',
    user: 'u',
    password,
    from: '工单 <gongdan@example.com>',
  });
  const message = { address: 'li@example.com', subject: '工单 W1 即将超时', body: text, link: '/tickets/W1' };

  test('with a Chinese subject, its text and a link', async () => {
    const outside = testOutside({ baseUrl: 'https://tickets.example.com' });
    const sent = await send(mailbox(), message, outside);
    expect(sent.last_error).toBeNull();
    const received = mail.mails.at(-1);
    expect(received).toMatchObject({ from: 'gongdan@example.com', to: ['li@example.com'], user: 'u' });
    const source = received?.source ?? '';
    const subject = /^Subject: (.*(?:\r\n .*)*)/m.exec(source)?.[1] ?? '';
    expect(decodeWords(subject)).toBe('工单 W1 即将超时');
    expect(decodeWords(/^From: (.*)/m.exec(source)?.[1] ?? '')).toBe('工单 <gongdan@example.com>');
    expect(source).toMatch(/^Message-ID: <gongdan-\d+@tickets\.example\.com>/im);
    const body = source.slice(source.indexOf('\r\n\r\n') + 4);
    const decoded = /base64/i.test(source)
      ? Buffer.from(body, 'base64').toString('utf8')
      : quotedPrintable(body);
    expect(decoded.replaceAll('\r\n', '\n').trim()).toBe(`${text}\nhttps://tickets.example.com/tickets/W1`);
  });

  test.each([
    [550, true],
    [450, false],
  ])('a mailbox that is answered %i is given up: %s, and the channel works', async (code, givenUp) => {
    mail.refuse(code);
    const sent = await send(mailbox(), message);
    expect(sent.failed_at !== null).toBe(givenUp);
    expect(sent.last_error).toContain(`${code}`);
    expect(await it.db('connectors').first('failures')).toEqual({ failures: 0 });
  });

  test('a wrong password is trouble of the channel', async () => {
    expect(await send(mailbox('wrong'), message)).toMatchObject({ delivered_at: null, failed_at: null });
    expect(await it.db('connectors').first('failures')).toEqual({ failures: 1 });
  });

  test('a host at home that an administrator names is not reached', async () => {
    const outside = testOutside({ allow: [] });
    const before = mail.mails.length;
    for (const host of ['127.0.0.1', 'localhost', '2130706433', '::1']) {
      await withoutDeliveries(it.db);
      const sent = await send({ ...mailbox(), host } as ConnectorSettings, message, outside);
      expect(sent.last_error, host).toMatch(/^!private_address|^!unknown_host/);
    }
    expect(mail.mails).toHaveLength(before);
  });

  test('the server of the environment is there as long as SMTP_URL is, and is trusted', async () => {
    const outside = testOutside({ allow: [], smtpUrl: `smtp://u:p@127.0.0.1:${mail.port}` });
    await keepMailOfEnvironment(jobCtx(it.db), outside);
    await keepMailOfEnvironment(jobCtx(it.db), outside);
    const connectors = (await it.db('connectors').select('id', 'name', 'active')) as { id: number }[];
    expect(connectors).toMatchObject([{ name: 'SMTP_URL', active: true }]);
    const id = await queueOutside(it.db, {
      channel: 'email',
      connectorId: connectors[0]?.id ?? 0,
      ...message,
    });
    await deliver(it.db, outside);
    expect(await first(id)).toMatchObject({ last_error: null, attempts: 1 });
    expect(mail.mails.at(-1)?.from).toBe('gongdan@127.0.0.1');
    await keepMailOfEnvironment(jobCtx(it.db), { smtpUrl: null });
    expect(await it.db('connectors').first('active')).toEqual({ active: false });
    // Another one that an administrator has switched on stays.
    await aConnector(it.db, mailbox());
    await keepMailOfEnvironment(jobCtx(it.db), outside);
    expect(await it.db('connectors').where('active', true).pluck('name')).not.toContain('SMTP_URL');
  });
});

describe('messages to phones', () => {
  const sms = (changes: object = {}): ConnectorSettings => ({
    kind: 'sms',
    address: `${server.address}/sms?to={phone}`,
    method: 'POST',
    headers: [['Authorization', 'Bearer 1']],
    contentType: 'application/json',
    body: '{"to":"{phone}","text":"{text}"}',
    accepted: '"OK"',
    ...changes,
  });
  const nasty = 'a"b\\c\n{phone}&x=1 超时';

  test.each<[Partial<Extract<ConnectorSettings, { kind: 'sms' }>>, { url: string; body: string }]>([
    [{}, { url: '/sms?to=13800138000', body: JSON.stringify({ to: '13800138000', text: nasty }) }],
    [
      { contentType: 'application/x-www-form-urlencoded', body: 'to={phone}&text={text}' },
      { url: '/sms?to=13800138000', body: `to=13800138000&text=${encodeURIComponent(nasty)}` },
    ],
    [
      { method: 'GET', address: 'ADDRESS/s?p={phone}&t={text}' },
      { url: `/s?p=13800138000&t=${encodeURIComponent(nasty)}`, body: '' },
    ],
  ])('%j: what is filled in is escaped', async (changes, expected) => {
    server.be({ kind: 'answers', status: 200, body: '{"code":"OK"}' });
    const address = changes.address?.replace('ADDRESS', server.address);
    const settings = sms({ ...changes, ...(address !== undefined && { address }) });
    const sent = await send(settings, { address: '+8613800138000', body: nasty });
    expect(server.asked[0]).toMatchObject({ ...expected, headers: { authorization: 'Bearer 1' } });
    expect(sent.delivered_at).toEqual(now);
  });

  test.each([
    [200, '{"code":"BALANCE"}', false, 0],
    [400, 'no such phone', true, 0],
    [401, 'who are you', false, 1],
    [500, '', false, 1],
  ])('%i %s: given up %s, failures of the channel %i', async (status, body, givenUp, failures) => {
    server.be({ kind: 'answers', status, body });
    const sent = await send(sms(), { address: '13800138000' });
    expect([sent.delivered_at, sent.failed_at !== null]).toEqual([null, givenUp]);
    expect(await it.db('connectors').first('failures')).toEqual({ failures });
  });
});

describe('other systems', () => {
  const check = (secret: string, id: number, payload: unknown): void => {
    const [asked] = server.asked;
    if (!asked) throw new Error('nothing was asked');
    const { headers, body } = asked;
    expect(JSON.parse(body)).toEqual(payload);
    const timestamp = headers['x-gongdan-timestamp'];
    expect(timestamp).toBe(String(now.getTime() / 1000));
    const signature = createHmac('sha256', secret)
      .update(`${String(timestamp)}.${body}`)
      .digest('hex');
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-gongdan-signature': `v1=${signature}`,
      'x-gongdan-delivery': String(id),
    });
  };
  const payload = { event: 'closed', number: 'W1', title: '漏发' };

  test('a connector signs with its own secret', async () => {
    const sent = await send(
      { kind: 'webhook', address: `${server.address}/hook`, secret: 'mine' },
      { payload },
    );
    check('mine', sent.id, payload);
    expect(sent.delivered_at).toEqual(now);
  });

  test('a call of an automation with that of the installation', async () => {
    const id = await queueOutside(it.db, {
      channel: 'webhook',
      address: `${server.address}/hook`,
      payload,
      at: now,
    });
    await deliver(it.db, testOutside(), () => now);
    check(await keepWebhookSecret(it.db, testOutside().seal), id, payload);
    // With another SESSION_SECRET nothing of it can be read: another one is made, and stays.
    const { seal } = testOutside({ sessionSecret: 'another secret of at least 32 characters' });
    const another = await keepWebhookSecret(it.db, seal);
    expect(await keepWebhookSecret(it.db, seal)).toBe(another);
  });

  test.each([
    [204, '', 'delivered'],
    [404, 'gone', 'given up'],
    [408, '', 'later'],
    [429, '', 'later'],
    [500, '', 'later'],
    [503, '', 'later'],
  ])('%i: %s %s', async (status, body, what) => {
    server.be({ kind: 'answers', status, body });
    const sent = await send({ kind: 'webhook', address: server.address, secret: 's' }, { payload });
    expect([sent.delivered_at !== null, sent.failed_at !== null]).toEqual([
      what === 'delivered',
      what === 'given up',
    ]);
  });

  test.each([
    ['90', 90_000],
    ['Sun, 22 Nov 2026 08:05:00 GMT', 300_000],
    ['999999', 3_600_000],
    ['nonsense', 60_000],
  ])('Retry-After: %s is respected', async (value, ms) => {
    server.be({ kind: 'answers', status: 429, body: '', headers: { 'retry-after': value } });
    const sent = await send({ kind: 'webhook', address: server.address, secret: 's' }, { payload });
    expect(sent.next_attempt_at.getTime() - now.getTime()).toBe(ms);
  });
});

test('what can not be sent is told in words', async () => {
  const robot: ConnectorSettings = { kind: 'wecom_robot', address: server.address };
  const sent = await send(
    robot,
    {},
    testOutside({ sessionSecret: 'another secret of at least 32 characters' }),
  );
  expect(sent.last_error).toBe('!secrets_lost');
  for (const language of LANGUAGES) {
    for (const fault of FAULTS)
      expect(tellAnswer(translator(language), `!${fault}`)).not.toMatch(/^!|delivery\./);
  }
  expect(tellAnswer(translator('en'), '!private_address 10.0.0.1')).toContain('10.0.0.1');
  expect(tellAnswer(translator('en'), '200 ok')).toBe('200 ok');
});

test('the ticket is linked where nothing else is, and a test message wakes a resting channel', async () => {
  const number = await aTicket(it.db, company);
  const outside = testOutside({ baseUrl: 'https://t.example.com' });
  const connectorId = await aConnector(it.db, { kind: 'wecom_robot', address: server.address });
  const id = await queueOutside(it.db, { channel: 'wecom_robot', connectorId, body: '你好' });
  await it
    .db('outbox')
    .where({ id })
    .update({ ticket_id: await ticketId(it.db, number) });
  await it.db('connectors').update({ failures: 3, rests_until: new Date(Date.now() + 600_000) });
  await deliver(it.db, outside);
  expect(server.asked).toHaveLength(0);
  const connector = await findConnector(it.db, outside.seal, connectorId);
  if (!connector) throw new Error('gone');
  const to = { address: '13800138000', language: 'zh-CN' } as const;
  expect(await sendTest(jobCtx(it.db), outside, connector, to)).toMatchObject({ delivered: true });
  expect(bodyOf()).toMatchObject({ text: { mentioned_mobile_list: ['13800138000'] } });
  await it.db('connectors').update({ paced_at: null });
  await deliver(it.db, outside);
  expect(bodyOf(1)).toEqual({
    msgtype: 'text',
    text: { content: `你好\nhttps://t.example.com/tickets/${number}` },
  });
  server.be({ kind: 'answers', status: 500, body: 'broken' });
  expect(await sendTest(jobCtx(it.db), outside, connector, to)).toMatchObject({
    delivered: false,
    answer: '500 broken',
  });
});

/** Words of a header (RFC 2047). */
function decodeWords(header: string): string {
  return header
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_all, how: string, word: string) =>
      how.toLowerCase() === 'b'
        ? Buffer.from(word, 'base64').toString('utf8')
        : quotedPrintable(word.replaceAll('_', ' ')),
    );
}

function quotedPrintable(encoded: string): string {
  const bytes = encoded
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
