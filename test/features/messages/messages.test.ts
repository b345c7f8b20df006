import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  MESSAGE_KINDS,
  type MessageKind,
  PLACEHOLDERS,
  placeholdersOf,
  type TicketMessageKind,
} from '../../../src/domain/message/message-kinds.ts';
import { queueMessages } from '../../../src/features/notifications/queue-messages.ts';
import { closeStandingTickets } from '../../../src/features/tickets/close-standing-tickets.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { Answer, HttpClient } from '../../support/http-client.ts';
import { jobCtx, ticketId } from '../../support/messages.ts';
import { inHand } from '../../support/moved-tickets.ts';
import { act, aTicket } from '../../support/tickets.ts';

/** Message texts in the browser (spec 05): refused when wrong, read before they are sent, and never lost. */

let it: TestApp;
let company: Company;
let admin: HttpClient;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  admin = it.client();
  await admin.signIn('admin');
});
afterAll(() => it.close());

const TIME = { department: '售后部', agent: '孙莉', ms: 3_600_000 };
const URGE = '/admin/messages/urge';
const versioned = { hidden: ['version'] };
const save = (path: string, body_zh: string, body_en = 'A text.'): Promise<Answer> =>
  admin.submit(path, { body_zh, body_en }, { on: path, ...versioned });
const words = (answer: Answer, selector: string): string =>
  answer.page.querySelector(selector)?.text.replace(/\s+/g, ' ').trim() ?? '';

describe('the list', () => {
  test('has every message with who receives it and when, by event', async () => {
    const page = (await admin.get('/admin/messages')).page;
    const links = page.querySelectorAll('tbody a').map((link) => link.getAttribute('href'));
    expect(links.sort()).toEqual(
      Object.keys(MESSAGE_KINDS)
        .map((kind) => `/admin/messages/${kind}`)
        .sort(),
    );
    expect(page.querySelectorAll('main h2').length).toBe(5);
  });

  test.each(Object.keys(MESSAGE_KINDS))(
    '%s offers the placeholders that it fills, each explained',
    async (kind) => {
      const page = (await admin.get(`/admin/messages/${kind}`)).page;
      const offered = page
        .querySelectorAll('[data-insert]')
        .map((button) => button.getAttribute('data-insert'));
      expect(offered).toEqual(placeholdersOf(kind as MessageKind).map((name) => `{${name}}`));
      expect(page.querySelectorAll('.g-holders li').every((item) => item.text.trim().length > 12)).toBe(true);
    },
  );

  test.each(['nothing', '__proto__', 'constructor', '1'])('/%s is nothing', async (key) => {
    expect((await admin.get(`/admin/messages/${key}`)).status).toBe(404);
  });
});

describe('what the table of placeholders promises, the senders keep', () => {
  const every = PLACEHOLDERS.map((name) => `<${name}:{${name}}>`).join('');
  /** Filled are those of the table, and no others. */
  const expectFilled = (kind: MessageKind, body: string): void => {
    const left = PLACEHOLDERS.filter((name) => body.includes(`<${name}:{${name}}>`));
    expect(left).toEqual(PLACEHOLDERS.filter((name) => !placeholdersOf(kind).includes(name)));
    for (const name of placeholdersOf(kind)) expect(body).not.toContain(`<${name}:>`);
  };
  const writeEvery = (kind: MessageKind) =>
    it.db('message_templates').where('key', kind).update({ body_zh: every, body_en: every });

  const queued = (Object.keys(MESSAGE_KINDS) as MessageKind[]).filter(
    (kind): kind is TicketMessageKind => !['urge', 'wait_closed', 'resolved_closed', 'digest'].includes(kind),
  );
  test.each(queued)('%s, queued', async (kind) => {
    await writeEvery(kind);
    const id = await ticketId(it.db, await aTicket(it.db, company));
    const to = { kind: 'people', ids: [company.people.tier1b] } as const;
    await it.db.transaction((trx) =>
      queueMessages(jobCtx(it.db), trx, id, [
        { kind, to, actorId: company.people.aftersales, remark: '看看', time: TIME },
      ]),
    );
    const row = (await it.db('outbox').where('ticket_id', id).first('body')) as { body: string };
    expectFilled(kind, row.body);
  });

  test('urge, in its form', async () => {
    await writeEvery('urge');
    const tier1 = it.client();
    await tier1.signIn('tier1');
    const page = (await tier1.get(`/tickets/${await inHand(it.db, company)}/urge`)).page;
    expectFilled('urge', page.querySelector('textarea')?.text ?? '');
  });

  test.each([
    ['wait_closed', 'wait', 10],
    ['resolved_closed', 'resolve', 10],
  ] as const)('%s, when the system closes', async (kind, action, days) => {
    await writeEvery(kind);
    await it.db('settings').insert({ key: 'resolve_enabled', value: 'true' }).onConflict('key').merge();
    const number = await inHand(it.db, company);
    await act(it.db, company, 'aftersales', number, action);
    const later = (more: number) => () => new Date(Date.now() + (days + more) * 86_400_000);
    await closeStandingTickets(jobCtx(it.db, later(0)));
    await closeStandingTickets(jobCtx(it.db, later(2)));
    const event = (await it
      .db('ticket_events')
      .where({ ticket_id: await ticketId(it.db, number), type: 'ticket_closed' })
      .first('body')) as { body: string };
    expectFilled(kind, event.body);
  });
});

describe('a text', () => {
  test('applies at once, and the audit log has what changed', async () => {
    expect((await save(URGE, '{agent} 催 {number}', '{agent} urges {number}')).status).toBe(303);
    const tier1 = it.client();
    await tier1.signIn('tier1');
    const number = await inHand(it.db, company);
    const form = (await tier1.get(`/tickets/${number}/urge`)).page;
    expect(form.querySelector('textarea')?.text.trim()).toBe(`陈晓 催 ${number}`);
    const entry = (await it.db('audit_log').where('action', 'message_changed').first()) as {
      changes: object;
    };
    expect(entry).toMatchObject({ subject_type: 'message', subject_id: 'urge', subject_name: '催单' });
    expect(entry.changes).toMatchObject({ body_en: [expect.anything(), '{agent} urges {number}'] });
    expect(words(await admin.get('/admin/messages'), 'tr:has(a[href$="/urge"])')).toContain('超管');
  });

  test.each([
    ['an unknown placeholder', '{nubmer} 催单', '是不是 {number}？'],
    ['one of another message', '{remark}', '这种消息没有 {remark}'],
    ['a Chinese name', '{工单编号}', '是不是 {number}？'],
    ['an open brace', '{number 催单', '花括号没有成对'],
    ['nothing', '  ', '请填写中文'],
    ['too much', '长'.repeat(501), '最多 500 个字，现在 501 个字'],
  ])('%s is refused beside the field, and stays typed', async (_name, text, sentence) => {
    const answer = await save(URGE, text);
    expect(answer.status).toBe(422);
    expect(words(answer, '[data-field=body_zh].g-bad .g-err')).toContain(sentence);
    expect(answer.page.querySelector('#f-body_zh')?.text.trim()).toBe(text.trim());
  });

  test('two administrators: the second sees what the first wrote', async () => {
    const path = '/admin/messages/append';
    const opened =
      (await admin.get(path)).page.querySelector('input[name=version]')?.getAttribute('value') ?? '';
    await save(path, '第一个：{number}');
    const late = await admin.submit(
      path,
      { version: opened, body_zh: '第二个', body_en: 'Second' },
      { on: path },
    );
    expect(late.status).toBe(409);
    expect(words(late, '.g-note.g-stop')).toContain('第一个：{number}');
    expect(late.page.querySelector('#f-body_zh')?.text.trim()).toBe('第二个');
  });

  test('goes back to what was shipped, with the difference shown before', async () => {
    const path = '/admin/messages/returned';
    const before = (await it.db('message_templates').where('key', 'returned').first()) as { body_zh: string };
    await it.db('message_templates').where('key', 'returned').update({ body_zh: '别的' });
    expect(words(await admin.get(path), '.g-msg-diff')).toContain('别的');
    const stale = await admin.submit(`${path}/reset`, { version: 999 }, { on: path });
    expect(stale.status).toBe(409);
    expect((await admin.submit(`${path}/reset`, {}, { on: path, ...versioned })).status).toBe(303);
    const after = (await it.db('message_templates').where('key', 'returned').first()) as { body_zh: string };
    expect(after.body_zh).toContain('{department}-{agent} 退回了工单 {number}');
    expect(before.body_zh).not.toBe('别的');
    expect((await admin.get(path)).page.querySelector('.g-msg-diff')).toBeNull();
  });
});

describe('the preview', () => {
  const preview = (values: Record<string, string>) =>
    admin.submit(
      `${URGE}/preview`,
      { body_zh: '', body_en: '', ...values },
      { on: URGE, headers: { 'hx-request': 'true' } },
    );

  test('fills what is typed from the ticket asked for, and from nothing but the number, title and texts', async () => {
    const number = await aTicket(it.db, company, { title: '<b>退款</b>', refund_amount: '4321.09' });
    const answer = await preview({
      body_zh: '{number}《{title}》{agent}{wrong}',
      ticket: number.toLowerCase(),
    });
    expect(words(answer, '[lang=zh-CN]')).toBe(`${number}《<b>退款</b>》超管{wrong}`);
    expect(answer.text).not.toContain('4321');
    expect(answer.page.querySelectorAll('mark').map((mark) => mark.text)).toContain(number);
  });

  test('takes the newest ticket when none is asked for', async () => {
    const number = await aTicket(it.db, company);
    expect(words(await preview({ body_zh: '{number}' }), '[lang=zh-CN]')).toBe(number);
  });

  test.each(['GD000000-0000', "'; drop table tickets", '😀', '\u0000'])(
    '%j is no ticket, and no error',
    async (ticket) => {
      const answer = await preview({ body_zh: '{number}', ticket });
      expect(answer.status).toBe(200);
    },
  );

  test('an administrator of words alone sees no tickets of others', async () => {
    const number = await aTicket(it.db, company);
    const [role] = (await it
      .db('roles')
      .insert({ key: 'words', name_zh: '文案', name_en: 'Words', position: 99 })
      .returning('id')) as { id: number }[];
    await it.db('role_permissions').insert({ role_id: role!.id, permission: 'config.manage', scope: 'all' });
    await it.db('user_roles').where('user_id', company.people.rd).delete();
    await it.db('user_roles').insert({ user_id: company.people.rd, role_id: role!.id });
    const writer = it.client();
    await writer.signIn('rd');
    const asked = await writer.submit(
      `${URGE}/preview`,
      { body_zh: '{title}', ticket: number },
      { on: URGE },
    );
    expect(asked.text).toContain('看不到它');
    expect((await writer.get(URGE)).text).toContain('还没有您看得到的工单');
    expect((await writer.get(`${URGE}?ticket=${number}`)).text).not.toContain('退货已寄回');
  });

  test('without scripts the page itself reads the saved text for a ticket', async () => {
    const number = await aTicket(it.db, company);
    expect(words(await admin.get(`${URGE}?ticket=${number}`), '#message-preview')).toContain(number);
  });
});
