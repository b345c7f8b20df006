import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TicketAction } from '../../../src/domain/ticket/action-rule.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import type { Answer, HttpClient } from '../../support/http-client.ts';
import { act, aTicket } from '../../support/tickets.ts';
import { closed, inHand, inPool, inReviewPool, stateOf, waiting } from '../../support/moved-tickets.ts';

/** Every reason for which an action is refused: its status, its sentence in both languages, and nothing changed. */

let it: TestApp;
let company: Company;
const clients = new Map<Person, HttpClient>();

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  for (const person of ['tier1', 'review', 'aftersales', 'aftersales2', 'ops', 'manager'] as const) {
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

interface Case {
  readonly who: Person;
  readonly action: TicketAction | 'edit';
  readonly given: () => Promise<string>;
  readonly status: 403 | 409;
  /** `#` stands for the number. */
  readonly zh: string;
  readonly en: string;
  /** What stands on the blocked button of the detail page; null where the button is not there. */
  readonly short: string | null;
}

const CASES: Readonly<Record<string, Case>> = {
  no_permission: {
    who: 'tier1',
    action: 'reassign',
    given: () => aTicket(it.db, company),
    status: 403,
    zh: '您的角色没有这项权限；需要的话请联系管理员。',
    en: 'Your role does not permit this; ask an administrator if you need it.',
    short: null,
  },
  closed: {
    who: 'tier1',
    action: 'close',
    given: () => closed(it.db, company),
    status: 409,
    zh: '# 已关闭，不能再操作；需要继续处理请管理员激活。',
    en: '# is closed, so nothing can be done to it; an administrator can reopen it.',
    short: null,
  },
  already_yours: {
    who: 'aftersales',
    action: 'accept',
    given: () => inHand(it.db, company),
    status: 409,
    zh: '# 已经在您手里了。',
    en: '# is in your hands already.',
    short: '已在您手里',
  },
  already_accepted: {
    who: 'aftersales2',
    action: 'accept',
    given: () => inHand(it.db, company),
    status: 409,
    zh: '# 已由 林知夏 接单，请接下一张。',
    en: '林知夏 has accepted #; take the next one.',
    short: '处理人是 林知夏',
  },
  wrong_status: {
    who: 'aftersales',
    action: 'wait',
    given: () => waiting(it.db, company),
    status: 409,
    zh: '# 现在是“等待回复”，不能做这个操作。',
    en: "# is now “Waiting”, so this can't be done.",
    short: '现在是等待回复',
  },
  not_in_group: {
    who: 'tier1',
    action: 'accept',
    given: () => inPool(it.db, company),
    status: 403,
    zh: '# 不在您的客服组里，不能接单。',
    en: "# is not in one of your groups, so you can't accept it.",
    short: '不在您的组',
  },
  not_accepted_yet: {
    who: 'aftersales',
    action: 'close',
    given: () => inPool(it.db, company),
    status: 403,
    zh: '# 还没有人接单，请先接单再操作。',
    en: 'Nobody has accepted # yet; accept it first.',
    short: '先接单',
  },
  not_holder: {
    who: 'aftersales2',
    action: 'callback',
    given: () => inHand(it.db, company),
    status: 403,
    zh: '# 的处理人是 林知夏，只有处理人可以这样做。',
    en: '# is handled by 林知夏; only they can do this.',
    short: '处理人是 林知夏',
  },
  nobody_has_it: {
    who: 'manager',
    action: 'callback',
    given: () => inPool(it.db, company),
    status: 409,
    zh: '# 还没有处理人，请先接单或另派。',
    en: '# has no handler yet; accept or reassign it first.',
    short: '还没有处理人',
  },
  already_escalated: {
    who: 'manager',
    action: 'escalate',
    given: () => inReviewPool(it.db, company),
    status: 409,
    zh: '# 已经在要升到的客服组里了。',
    en: '# is in that group already.',
    short: '已在该组',
  },
  nowhere_to_return: {
    who: 'manager',
    action: 'return',
    given: () => aTicket(it.db, company, { by: 'manager' }),
    status: 409,
    zh: '# 没有上一环节可以退回。',
    en: '# has no earlier handler to return to.',
    short: '没有上一环节',
  },
  no_previous_handler: {
    who: 'manager',
    action: 'redispatch',
    given: () => aTicket(it.db, company),
    status: 409,
    zh: '# 还没有过上一处理人，请用另派指定客服组或处理人。',
    en: '# has had no handler before. Choose a group or a person with "Reassign".',
    short: '没有上一处理人',
  },
  previous_handler_gone: {
    who: 'manager',
    action: 'redispatch',
    given: async () => {
      const number = await inHand(it.db, company);
      await act(it.db, company, 'manager', number, 'reassign', { assignee_id: String(company.people.rd) });
      await act(it.db, company, 'manager', number, 'reassign', { assignee_id: String(company.people.ops2) });
      await it.db('users').where('id', company.people.rd).update({ active: false });
      return number;
    },
    status: 409,
    zh: '# 的上一处理人已停用或离开了该客服组，请用另派指定别人。',
    en: 'The previous handler of # has left or is no longer in that group. Choose someone else with "Reassign".',
    short: '上一处理人已离开',
  },
  no_reopen: {
    who: 'manager',
    action: 'reopen',
    given: () => inHand(it.db, company),
    status: 409,
    zh: '# 没有关闭，不用激活。',
    en: '# is not closed, so there is nothing to reopen.',
    short: null,
  },
  // The link to edit stands beside what the ticket says, not among the actions: see edit.test.ts.
  edit_accepted: {
    who: 'tier1',
    action: 'edit',
    given: () => inHand(it.db, company),
    status: 409,
    zh: '# 已由 林知夏 接手，您不能再编辑；有补充请用追加或备注。',
    en: '林知夏 has taken #, so you can no longer edit it; append or add a note instead.',
    short: null,
  },
  not_creator: {
    who: 'tier1',
    action: 'edit',
    given: () => aTicket(it.db, company, { by: 'manager' }),
    status: 403,
    zh: '# 只有创建人和管理员可以编辑。',
    en: 'Only its creator and administrators can edit #.',
    short: null,
  },
  no_resolve: {
    who: 'aftersales',
    action: 'resolve',
    given: () => inHand(it.db, company),
    status: 409,
    zh: '没有启用“解决”，请直接关闭 #。',
    en: '"Resolve" is not in use here; close # instead.',
    short: null,
  },
};

/** The sentence must stand in the page as it is; the page escapes, the reader's eye does not. */
function says(answer: Answer, sentence: string, number: string): boolean {
  return answer.page.text.includes(sentence.replace('#', number));
}

async function forced(client: HttpClient, { action }: Case, number: string): Promise<Answer> {
  const { version } = await stateOf(it.db, number);
  return client.submit(`/tickets/${number}/${action}`, { version }, { on: '/' });
}

describe.each(Object.entries(CASES))('%s', (_code, refused) => {
  let number = '';
  beforeAll(async () => {
    number = await refused.given();
  });

  test('is refused with its reason, and changes nothing', async () => {
    const before = await stateOf(it.db, number);
    const answer = await forced(as(refused.who), refused, number);
    expect([answer.status, says(answer, refused.zh, number)]).toEqual([refused.status, true]);
    const page = await as(refused.who).get(`/tickets/${number}/${refused.action}`);
    expect([page.status, says(page, refused.zh, number)]).toEqual([refused.status, true]);
    expect(await stateOf(it.db, number)).toEqual(before);
    expect(await it.db('ticket_events').where('ticket_id', before.id)).toHaveLength(before.version);
  });

  test('says so in English', async () => {
    const client = as(refused.who);
    await it.db('users').update({ language: 'en' });
    const answer = await forced(client, refused, number);
    await it.db('users').update({ language: 'zh-CN' });
    expect([answer.status, says(answer, refused.en, number)]).toEqual([refused.status, true]);
  });

  test('is not offered: no button, or a disabled one with its reason', async () => {
    const page = (await as(refused.who).get(`/tickets/${number}`)).page;
    const buttons = page.querySelectorAll(`.g-acts [data-action="${refused.action}"]`);
    expect(buttons.every((button) => button.getAttribute('aria-disabled') === 'true')).toBe(true);
    expect(buttons.map((button) => button.querySelector('.g-why')?.text)).toEqual(
      refused.short === null ? [] : [refused.short],
    );
  });
});

test('no_group_to_escalate_to: with no group set up there is nowhere to escalate to', async () => {
  const number = await aTicket(it.db, company);
  const routes = (await it.db('settings').whereIn('key', ['review_group_id', 'default_group_id'])) as {
    key: string;
    value: unknown;
  }[];
  await it
    .db('settings')
    .whereIn(
      'key',
      routes.map((row) => row.key),
    )
    .delete();
  const { version } = await stateOf(it.db, number);
  const answer = await as('tier1').submit(
    `/tickets/${number}/escalate`,
    { version, remark: '写好的备注' },
    { on: '/' },
  );
  await it.db('settings').insert(routes.map((row) => ({ ...row, value: JSON.stringify(row.value) })));
  expect(answer.status).toBe(409);
  expect(answer.page.text).toContain('还没有设置升单去哪个客服组，请管理员在设置中指定审单组或默认组。');
  expect(answer.page.querySelector('textarea[name="remark"]')?.text.trim()).toBe('写好的备注');
});

test('a refusal for good keeps the typed text, and offers no button that could only fail again', async () => {
  const number = await closed(it.db, company);
  const { version } = await stateOf(it.db, number);
  const answer = await as('tier1').submit(
    `/tickets/${number}/note`,
    { version, remark: '写了很久的备注' },
    { on: '/' },
  );
  expect(answer.status).toBe(409);
  expect(answer.page.querySelector('textarea[name="remark"]')?.text.trim()).toBe('写了很久的备注');
  expect(answer.page.querySelector('.g-dlgform button[data-action]')).toBeNull();
});

test.each<[Person, TicketAction]>([
  ['review', 'return'],
  ['ops', 'feedback'],
  ['ops', 'accept'],
])('what %s can not see does not exist for %s either', async (person, action) => {
  const number = await inHand(it.db, company);
  const { version } = await stateOf(it.db, number);
  const answers = [
    await as(person).get(`/tickets/${number}`),
    await as(person).get(`/tickets/${number}/${action}`),
    await as(person).submit(`/tickets/${number}/${action}`, { version, remark: 'x' }, { on: '/' }),
  ];
  expect(answers.map((answer) => answer.status)).toEqual([404, 404, 404]);
  expect(answers[2]?.page.text).toContain('您没有查看它的权限');
});

test('an action that is none has no address', async () => {
  const number = await aTicket(it.db, company);
  for (const action of ['destroy', 'activate', 'accept/x', 'constructor', '__proto__'])
    expect(
      (await as('manager').submit(`/tickets/${number}/${action}`, { version: 1 }, { on: '/' })).status,
    ).toBe(404);
});
