import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliverOutbox } from '../../src/features/notifications/deliver-outbox.ts';
import { findActors } from '../../src/features/people/actor.query.ts';
import { sweepSla } from '../../src/features/sla/sweep-sla.ts';
import { workOffClocks } from '../../src/features/sla/work-off-clocks.ts';
import { performAction } from '../../src/features/tickets/perform-action.ts';
import { expectAccessible } from '../support/axe.ts';
import { expectQuietPage } from '../support/browser.ts';
import { aConnector, deliver, testOutside } from '../support/deliveries.ts';
import { type MailServerOfTest, openMailServer } from '../support/mail-server.ts';
import { jobCtx } from '../support/messages.ts';
import { openRobotServer, type RobotServer } from '../support/robot-server.ts';
import { takeShot } from '../support/shots.ts';
import { openSite, type Site } from '../support/site.ts';

/** A ticket whose time runs: it warns, stands still while it waits, is overdue, goes up, and is closed with a reason. */

const BEGIN = new Date('2026-11-24T02:00:00Z'); // a Tuesday, 10:00 in Shanghai
const outside = testOutside();

let site: Site;
let robot: RobotServer;
let mail: MailServerOfTest;
let at = BEGIN;
const now = (): Date => at;

beforeAll(async () => {
  site = await openSite({ tickets: 0, now, outside });
  [robot, mail] = await Promise.all([openRobotServer(), openMailServer()]);
  await site.db('users').where('username', 'aftersales').update({ email: 'agent@example.com' });
  await aConnector(site.db, {
    ...{ kind: 'email', fromEnvironment: false, host: '127.0.0.1', port: mail.port, security: 'none' },
    ...{ user: '', password: '', from: '工单 <gongdan@example.com>' },
  });
  const speaker = await aConnector(
    site.db,
    { kind: 'wecom_robot', address: `${robot.address}/cgi-bin/webhook/send?key=1` },
    { events: ['sla_warning', 'sla_breach'] },
  );
  await site.db('connector_groups').insert(
    ((await site.db('groups').pluck('id')) as number[]).map((id) => ({
      connector_id: speaker,
      group_id: id,
    })),
  );
});
afterAll(async () => {
  await Promise.all([robot.close(), mail.close()]);
  await site.close();
});

/** The clock of the house is set, and everything is done that goes by it. */
async function come(minutes: number): Promise<void> {
  at = new Date(BEGIN.getTime() + minutes * 60_000);
  await sweepSla(jobCtx(site.db, now));
  await deliverOutbox(jobCtx(site.db, now));
  await deliver(site.db, outside, now);
}

async function act(
  username: string,
  number: string,
  action: 'reassign' | 'append',
  form: object,
): Promise<void> {
  const { id } = (await site.db('users').where({ username }).first('id')) as { id: number };
  const [actor] = await findActors(site.db, [id]);
  if (!actor) throw new Error(`no ${username} here`);
  const { version } = (await site.db('tickets').where({ number }).first('version')) as { version: number };
  await performAction({ ...jobCtx(site.db, now), actor }, { number, version, action, form: { ...form } });
}

async function makePolicy(admin: Page): Promise<void> {
  await admin.goto('/admin/slas/new');
  await admin.locator('[name=name]').fill('三小时办结');
  await admin.locator('[name="t.resolution.minutes"]').fill('3 小时');
  const target = admin.locator('.g-sla-target', { has: admin.locator('[name="t.resolution.minutes"]') });
  await target.locator('summary').click();
  await target.getByRole('button', { name: '添加一步' }).click();
  await chooseStep(admin, 0, 'before', '60');
  await target.getByRole('button', { name: '添加一步' }).click();
  await chooseStep(admin, 1, 'at', '');
  const second = target.locator('.g-sla-step').nth(1);
  await second
    .getByLabel('选择动作')
    .or(second.locator('.g-auto-add select'))
    .first()
    .selectOption('escalate_to_manager');
  await second.locator('.g-auto-add button').click();
  await second.locator('[name="t.resolution.1.a.1.kind"]').waitFor({ state: 'attached' });
  await takeShot(admin, 'sla-policy-new');
  await admin.getByRole('button', { name: /^(保存|创建)/ }).click();
  await admin.waitForURL(/\/admin\/slas$/);
}

/** When it comes, and that whoever has the ticket hears of it, by mail too. */
async function chooseStep(admin: Page, index: number, when: string, minutes: string): Promise<void> {
  const of = (name: string): string => `[name="t.resolution.${index}.${name}"]`;
  await admin.locator(of('when')).first().waitFor({ state: 'attached' });
  const select = admin.locator(`select${of('when')}`);
  if ((await select.count()) > 0) await select.selectOption(when);
  else await admin.locator(`${of('when')}[value=${when}]`).press('Space');
  if (minutes !== '') await admin.locator(of('offset')).fill(minutes);
  await check(admin, `${of('a.0.to')}[value=assignee]`);
  await check(admin, `${of('a.0.channels')}[value=email]`);
}

async function check(page: Page, box: string): Promise<void> {
  if (!(await page.locator(box).isChecked())) await page.locator(box).press('Space');
}

async function createTicket(page: Page): Promise<string> {
  await page.goto('/tickets/new');
  await page.getByLabel('手机号').fill('13710000001');
  await page.getByLabel('客户', { exact: true }).fill('顾女士');
  await page.getByRole('combobox', { name: '工单分类' }).fill('退款纠纷');
  await page.locator('.g-hit').first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByLabel('问题描述').fill('答应的退款一直没有到账');
  await page.getByLabel('退款', { exact: true }).check();
  await page.locator('button[data-action=create]').click();
  await page.waitForURL(/\/tickets\/GD[\d-]+$/);
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

test('from the policy to the reason: warned, waiting, overdue, escalated, closed', async () => {
  const admin = await site.signIn('admin');
  await makePolicy(admin);
  await site.db('sla_policies').whereNot('name', '三小时办结').update({ active: false });
  await workOffClocks(jobCtx(site.db, now));
  const tier1 = await site.signIn('tier1');
  const number = await createTicket(tier1);
  const people = (await site
    .db('users as u')
    .leftJoin('departments as d', 'd.id', 'u.department_id')
    .where('u.username', 'aftersales')
    .first('u.id', 'u.name', 'd.name as department')) as { id: number; name: string; department: string };
  await act('admin', number, 'reassign', { assignee_id: String(people.id) });

  const agent = await site.signIn('aftersales');
  const pill = agent.locator('.g-dh .g-sla');
  await agent.goto(`/tickets/${number}`);
  expect(await pill.innerText()).toContain('剩 3 时');

  await come(30);
  await agent.reload();
  await agent.locator('.g-acts [data-action=wait], .g-acts summary').first().waitFor();
  const wait = agent.locator('.g-acts [data-action=wait], .g-acts a[href*="/wait"]').first();
  if (!(await wait.isVisible())) await agent.locator('.g-acts summary').click();
  await wait.click();
  await agent.locator('dialog[open] footer .g-p').click();
  await agent.locator('[data-status=waiting]').first().waitFor();
  await agent.reload();
  expect(await pill.innerText()).toContain('暂停');
  await come(90);
  await agent.reload();
  expect(await pill.innerText()).toContain('暂停');
  expect(await agent.locator('#ticket-clocks').innerText()).toContain('2 时 30 分');
  await takeShot(agent, 'sla-paused');
  await act('tier1', number, 'append', { remark: '客户回复了' });

  // Half an hour has run, and an hour stood still: an hour before the end is 10:00 and three hours.
  await come(179);
  expect(robot.asked).toHaveLength(0);
  await come(180);
  const warning = `${people.department}-${people.name} 有一张编号为 ${number} 的工单还有 1 小时 超时，需尽快处理。`;
  await agent.goto('/inbox');
  expect(await agent.locator('main').innerText()).toContain(warning);
  expect(mail.mails.map(({ to }) => to)).toEqual([['agent@example.com']]);
  expect(textOf(mail.mails[0]?.source ?? '')).toContain(warning);
  expect(
    robot.asked.map(({ body }) => (JSON.parse(body) as { text: { content: string } }).text.content),
  ).toEqual([expect.stringContaining(warning)]);
  await takeShot(agent, 'sla-inbox');

  await come(241);
  const breach = `${people.department}-${people.name} 有一张编号为 ${number} 的工单已超时 1 分钟，请立即处理。`;
  expect(robot.asked.map(({ body }) => body).filter((body) => body.includes(breach))).toHaveLength(1);
  const { username } = (await site
    .db('tickets as t')
    .join('users as u', 'u.id', 't.assignee_id')
    .where({ number })
    .first('u.username')) as { username: string };
  expect(username).not.toBe('aftersales');

  const manager = await site.signIn(username);
  await manager.goto(`/tickets/${number}`);
  expect(await manager.locator('.g-dh .g-sla').innerText()).toContain('超 1 分');
  await takeShot(manager, 'sla-overdue');
  await expectAccessible(manager);
  await manager.goto(`/tickets/${number}/close`);
  await manager.locator('[name=overdue_reason]').first().waitFor({ state: 'attached' });
  await manager.getByLabel('关闭处理意见').fill('已退款');
  await check(manager, '[name=outcome][value=solved]');
  await check(manager, '[name=satisfaction][value=satisfied]');
  await manager.getByRole('button', { name: '关闭工单' }).click();
  await manager.locator('.g-err').first().waitFor();
  await takeShot(manager, 'sla-close-refused');
  await manager.locator('select[name=overdue_reason]').selectOption({ index: 1 });
  await manager.getByRole('button', { name: '关闭工单' }).click();
  await manager.waitForURL((url) => !url.pathname.endsWith('/close'));
  const closed = (await site.db('tickets').where({ number }).first('status', 'overdue_reason')) as {
    status: string;
    overdue_reason: string | null;
  };
  expect(closed).toEqual({ status: 'closed', overdue_reason: expect.any(String) as string });
  await come(400);
  expect(robot.asked).toHaveLength(2);
  await expectQuietPage(agent);
  await expectQuietPage(manager, [/422/]);
});

/** The text of a mail as its reader sees it. */
function textOf(source: string): string {
  const [, head = '', body = ''] = /^([\s\S]*?)\r?\n\r?\n([\s\S]*)$/.exec(source) ?? [];
  if (/base64/i.test(head)) return Buffer.from(body.replace(/\s/g, ''), 'base64').toString('utf8');
  const bytes = body
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
