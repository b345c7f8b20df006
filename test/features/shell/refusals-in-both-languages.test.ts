import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCategory, aCompany, type Company } from '../../support/company.ts';
import type { Answer, HttpClient } from '../../support/http-client.ts';
import { stateOf } from '../../support/moved-tickets.ts';
import { aTicket } from '../../support/tickets.ts';

/** Refusals that have no place in the table of actions: their sentences, word for word, in both languages. */

let it: TestApp;
let company: Company;
let tier1: HttpClient;
let noForm: number;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  noForm = await aCategory(it.db, '还没有模板');
  await it.db('settings').whereIn('key', ['review_group_id', 'default_group_id']).delete();
  tier1 = it.client();
  await tier1.signIn('tier1');
});
afterAll(() => it.close());

interface Case {
  readonly status: number;
  readonly ask: () => Promise<Answer>;
  readonly zh: string;
  readonly en: string;
}

const CASES: Readonly<Record<string, Case>> = {
  form_expired: {
    status: 403,
    ask: () => tier1.post('/tickets', { description: '写了很久' }),
    zh: '这个页面已过期（可能重新登录过），请返回并刷新后再提交。',
    en: 'This page has expired (perhaps you signed in again). Go back, reload, and send it again.',
  },
  no_group_to_escalate_to: {
    status: 409,
    ask: async () => tier1.get(`/tickets/${await aTicket(it.db, company)}/escalate`),
    zh: '还没有设置升单去哪个客服组，请管理员在设置中指定审单组或默认组。',
    en: 'No group is set up to escalate to; ask an administrator to set the review or default group.',
  },
  category_without_form: {
    status: 409,
    ask: () => tier1.submit('/tickets', { category_id: noForm, intent: 'create' }, { on: '/tickets/new' }),
    zh: '“还没有模板”还没有可用的模板，请管理员为它指定一个。',
    en: '“还没有模板” has no usable template yet; ask an administrator to choose one.',
  },
  link_gone: {
    status: 409,
    ask: async () => {
      const number = await aTicket(it.db, company);
      const { version } = await stateOf(it.db, number);
      return tier1.submit(`/tickets/${number}/unlink`, { version, link_id: 9_999_999 }, { on: '/' });
    },
    zh: '这个关联已经解除了，请刷新',
    en: 'This link has been removed already. Reload',
  },
  link_by_system: {
    status: 409,
    ask: async () => {
      const phone = `1390000${String(Math.floor(performance.now() * 1000) % 10_000).padStart(4, '0')}`;
      await aTicket(it.db, company, { phone });
      const number = await aTicket(it.db, company, { phone, category: 'exchange' });
      const { id, version } = await stateOf(it.db, number);
      const link = (await it.db('ticket_links').where('from_id', id).first('id')) as { id: number };
      return tier1.submit(`/tickets/${number}/unlink`, { version, link_id: link.id }, { on: '/' });
    },
    zh: '的关联是系统发现重复投诉时建立的，不能解除。',
    en: 'when it found a repeated complaint; that link stays.',
  },
};

async function inLanguage(language: 'zh-CN' | 'en', ask: () => Promise<Answer>): Promise<Answer> {
  await it.db('users').update({ language });
  const answer = await ask();
  await it.db('users').update({ language: 'zh-CN' });
  return answer;
}

test.each(Object.entries(CASES))('%s', async (_code, { status, ask, zh, en }) => {
  const chinese = await inLanguage('zh-CN', ask);
  const english = await inLanguage('en', ask);
  expect([chinese.status, chinese.page.text.includes(zh)]).toEqual([status, true]);
  expect([english.status, english.page.text.includes(en)]).toEqual([status, true]);
});
