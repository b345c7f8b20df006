import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findConnector } from '../../../src/features/connectors/connectors.query.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { queueOutside, testOutside } from '../../support/deliveries.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';
import { openRobotServer, type RobotServer } from '../../support/robot-server.ts';

/** Ways out of the house, as an administrator keeps them (spec 05). */

let it: TestApp;
let company: Company;
let admin: HttpClient;
let server: RobotServer;
const outside = testOutside();

const LIST = '/admin/connectors';
const versioned = { hidden: ['version'] };
const KEY = 'qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0f6f1a2b-s3cr3t';
const VALID: Readonly<Record<string, FormValues>> = {
  wecom_robot: { address: `https://${KEY}` },
  dingtalk_robot: {
    address: 'https://oapi.dingtalk.com/robot/send?access_token=tk-s3cr3t',
    signs: 'on',
    secret: 'SEC-s3cr3t',
  },
  feishu_robot: { address: 'https://open.feishu.cn/open-apis/bot/v2/hook/hk-s3cr3t' },
  wecom_app: {
    corp_id: 'ww12',
    agent_id: '1000002',
    secret: 'app-s3cr3t',
    base: 'https://qyapi.weixin.qq.com',
  },
  email: {
    host: 'smtp.example.com',
    port: '465',
    security: 'tls',
    user: 'gd@example.com',
    password: 'mail-s3cr3t',
    from: '工单 <gd@example.com>',
  },
  sms: {
    method: 'POST',
    address: 'https://sms.example.com/send?key=sms-s3cr3t',
    'headers.0.name': 'Authorization',
    'headers.0.value': 'Bearer head-s3cr3t',
    content_type: 'application/json',
    body: '{"mobile":"{phone}","content":"{text}"}',
  },
  webhook: { address: 'https://crm.example.com/hook', secret: 'hook-s3cr3t-of-both', events: 'urge' },
};

beforeAll(async () => {
  it = await openTestApp({ outside });
  company = await aCompany(it.db);
  admin = it.client();
  await admin.signIn('admin');
  server = await openRobotServer();
});
afterAll(async () => {
  await server.close();
  await it.close();
});

const newAt = (kind: string) => `${LIST}/new/${kind}`;
const text = (answer: Answer, selector: string) =>
  answer.page
    .querySelectorAll(selector)
    .map((each) => each.text.replace(/\s+/g, ' ').trim())
    .join(' | ');

async function make(kind: string, name: string, values: FormValues = {}): Promise<number> {
  const on = newAt(kind);
  const answer = await admin.submit(on, { name, active: 'on', ...VALID[kind], ...values }, { on });
  expect(answer.status, answer.page.querySelector('form.g-edit')?.text).toBe(303);
  return Number(/\d+$/.exec(answer.location ?? '')?.[0]);
}

const edit = (id: number, values: FormValues) =>
  admin.submit(`${LIST}/${id}`, values, { on: `${LIST}/${id}`, ...versioned });

test.each([
  ['GET', LIST],
  ['GET', `${LIST}/new`],
  ['GET', newAt('sms')],
  ['GET', `${LIST}/1`],
  ['GET', '/admin/deliveries'],
  ['GET', '/admin/deliveries/1'],
])('%s %s is for those who may configure', async (_method, path) => {
  const agent = it.client();
  await agent.signIn('tier1');
  expect((await agent.get(path)).status).toBe(403);
});

describe.each(Object.keys(VALID))('%s', (kind) => {
  test('is made, kept sealed, and never shown or logged', async () => {
    const id = await make(kind, `新 ${kind}`, { active: kind === 'email' ? 'on' : 'off', per_minute: '7' });
    const page = await admin.get(`${LIST}/${id}`);
    const [row, audit] = await Promise.all([
      it.db('connectors').where({ id }).first('config', 'secrets'),
      it.db('audit_log').where({ subject_type: 'connector', subject_id: String(id) }),
    ]);
    for (const place of [page.text, JSON.stringify(row), JSON.stringify(audit)])
      expect(place).not.toContain('-s3cr3t');
    expect(page.status).toBe(200);
    expect(JSON.stringify(audit)).toContain('secret_kept');
    // Sent again as it is: nothing is lost.
    const before = await findConnector(it.db, outside.seal, id);
    const open = Object.fromEntries(
      Object.entries(VALID[kind] ?? {}).filter(([, value]) => !String(value).includes('-s3cr3t')),
    );
    expect((await edit(id, { name: `改 ${kind}`, ...open })).status).toBe(303);
    const after = await findConnector(it.db, outside.seal, id);
    expect(after?.settings).toEqual(before?.settings);
    expect(after).toMatchObject({ name: `改 ${kind}`, active: false, perMinute: null });
  });
});

const REFUSED: readonly (readonly [kind: string, values: FormValues, field: string, sentence: string])[] = [
  ['wecom_robot', { address: '' }, 'address', '请填写地址'],
  ['wecom_robot', { address: 'ftp://x.example.com' }, 'address', '以 http:// 或 https:// 开头'],
  ['wecom_robot', { address: 'https://a:b@x.example.com/' }, 'address', '不能有用户名和密码'],
  ['wecom_robot', { address: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send' }, 'address', '?key='],
  ['wecom_robot', { address: 'https://oapi.dingtalk.com/robot/send?access_token=1' }, 'address', '钉钉'],
  ['dingtalk_robot', { secret: '' }, 'secret', '请填写密钥'],
  ['feishu_robot', { address: 'https://open.feishu.cn/open-apis/bot/v2/hook/' }, 'address', '/hook/'],
  ['wecom_app', { agent_id: '0' }, 'agent_id', '不能小于 1'],
  ['wecom_app', { base: 'https://qyapi.weixin.qq.com/?a=1' }, 'base', '? 或 #'],
  ['email', { host: 'smtp://mail.example.com' }, 'host', '主机名或 IP'],
  ['email', { port: '70000' }, 'port', '65,535'],
  ['email', { from: '工单系统' }, 'from', '邮箱地址'],
  ['email', { password: '' }, 'password', '请填写密码'],
  ['sms', { body: '{"to":"{phone}"}' }, 'body', '没有写 {text}'],
  ['sms', { body: '{"to":"{phone}","text":"{txt}"}' }, 'body', '不认识 {txt}'],
  ['sms', { body: '{"to":"{phone}","text":{text}}' }, 'body', 'JSON'],
  ['sms', { address: 'https://{phone}.example.com/{text}' }, 'address', '主机名'],
  ['sms', { 'headers.0.name': 'Host' }, 'headers', 'Host 由系统自己设置'],
  ['webhook', { secret: 'short' }, 'secret', '至少写 16 个字'],
  ['webhook', { per_minute: '0' }, 'per_minute', '不能小于 1'],
];

test.each(REFUSED)('%s with %j: %s says "%s"', async (kind, values, field, sentence) => {
  const on = newAt(kind);
  const answer = await admin.submit(on, { name: '不成', ...VALID[kind], ...values }, { on });
  expect(answer.status).toBe(422);
  expect(text(answer, `[data-field="${field}"], [data-group="${field}"]`)).toContain(sentence);
  expect(answer.text).not.toContain('-s3cr3t');
  expect(await it.db('connectors').where('name', '不成')).toEqual([]);
});

test('a secret that came with a refused form has to be entered again, and says so', async () => {
  const on = newAt('wecom_robot');
  const answer = await admin.submit(on, { name: '', ...VALID['wecom_robot'] }, { on });
  expect(text(answer, '[data-field="address"]')).toContain('刚才填写的地址没有保留，请再填一次');
});

test('of ways to people one of a kind is active, and a name is taken once', async () => {
  await make('email', '第一');
  const on = newAt('email');
  const second = await admin.submit(on, { name: '第二', active: 'on', ...VALID['email'] }, { on });
  expect(text(second, '[data-field="active"]')).toContain('只能启用一个');
  const same = await admin.submit(on, { name: '第一', ...VALID['email'] }, { on });
  expect(text(same, '[data-field="name"]')).toContain('这个名称已经有了');
});

test('whoever is late hears what has changed; of a secret only that it has', async () => {
  const id = await make('dingtalk_robot', '两个人改');
  const on = `${LIST}/${id}`;
  const first = await edit(id, { name: '两个人改', ...VALID['dingtalk_robot'], secret: 'SEC-other-s3cr3t' });
  expect(first.status).toBe(303);
  const late = await admin.submit(on, { name: '晚了', version: 1, signs: 'on' }, { on, ...versioned });
  expect(late.status).toBe(409);
  expect(text(late, '.g-note')).toContain('已更换');
  expect(late.text).not.toContain('-s3cr3t');
});

test('a robot speaks for groups; the list tells how it is', async () => {
  const id = await make('wecom_robot', '售后群', {
    group_ids: company.groups.afterSales,
    events: ['urge', 'returned', 'sla_warning'],
  });
  await it
    .db('connectors')
    .where({ id })
    .update({
      failures: 2,
      last_error: '93000 invalid webhook url',
      rests_until: new Date(Date.now() + 600_000),
    });
  const list = await admin.get(LIST);
  const row = list.page.querySelectorAll('tbody tr').find((each) => each.text.includes('售后群'));
  expect(row?.text.replace(/\s+/g, ' ')).toMatch(
    /企业微信群机器人.*售后一组 · 3 种消息.*暂停中.*93000 invalid/,
  );
  // Saved, it has its chance at once.
  await edit(id, { name: '售后群', active: 'on' });
  expect(await findConnector(it.db, outside.seal, id)).toMatchObject({ failures: 0, restsUntil: null });
});

test('a test message is sent now, and its answer told', async () => {
  const id = await make('wecom_robot', '试一试', { address: `${server.address}/send?key=t-s3cr3t` });
  const test = () => admin.submit(`${LIST}/${id}/test`, { to: '13800138000' }, { on: `${LIST}/${id}` });
  const good = await test();
  expect(good.status).toBe(200);
  expect(text(good, '.g-conn-tested')).toContain('已送达');
  expect(server.asked.at(-1)?.body).toContain('测试消息');
  server.be({ kind: 'answers', status: 200, body: '{"errcode":93000,"errmsg":"invalid webhook url"}' });
  expect(text(await test(), '.g-conn-tested')).toMatch(/没有送达.*invalid webhook url/);
  const wrong = await admin.submit(`${LIST}/${id}/test`, { to: '12' }, { on: `${LIST}/${id}` });
  expect(wrong.status).toBe(422);
  expect(text(wrong, '.g-conn-tested')).toContain('手机号');
});

test('one that is in use is not deleted; of one that is off, what waits is given up', async () => {
  const id = await make('webhook', '要删的');
  const drop = () => admin.submit(`${LIST}/${id}/delete`, {}, { on: `${LIST}/${id}`, ...versioned });
  const refused = await drop();
  expect([refused.status, text(refused, '.g-edit .g-note')]).toEqual([
    409,
    '请先停用这个渠道并保存，再删除。',
  ]);
  const message = await queueOutside(it.db, { channel: 'webhook', connectorId: id, payload: {} });
  await edit(id, { name: '要删的', address: 'https://crm.example.com/hook' });
  expect((await drop()).status).toBe(303);
  expect(await findConnector(it.db, outside.seal, id)).toBeUndefined();
  const kept = (await it.db('outbox').where('id', message).first()) as Record<string, unknown>;
  expect(kept).toMatchObject({
    connector_id: null,
    last_error: expect.stringContaining('connector_off') as string,
  });
  expect(kept['failed_at']).not.toBeNull();
});

test("the operator's mail server can't be changed, and says why; its secrets lost, one says so", async () => {
  const config = JSON.stringify({ fromEnvironment: true });
  await it.db('connectors').where('kind', 'email').update({ active: false });
  const [row] = (await it
    .db('connectors')
    .insert({ kind: 'email', name: 'SMTP', config, secrets: outside.seal.seal('{"password":""}') })
    .returning('id')) as { id: number }[];
  const page = await admin.get(`${LIST}/${String(row?.id)}`);
  expect(page.text).toContain('SMTP_URL');
  expect(page.page.querySelector('form.g-edit')).toBeNull();
  const sent = await admin.submit(
    `${LIST}/${String(row?.id)}`,
    { name: '改', version: 1, ...VALID['email'] },
    { on: `${LIST}/${String(row?.id)}` },
  );
  expect(sent.status).toBe(422);
  const id = await make('feishu_robot', '密钥丢了');
  await it
    .db('connectors')
    .where({ id })
    .update({ secrets: testOutside({ sessionSecret: 'x'.repeat(40) }).seal.seal('{}') });
  expect((await admin.get(`${LIST}/${id}`)).text).toContain('SESSION_SECRET 换过');
});
