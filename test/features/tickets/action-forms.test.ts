import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { problemsBeside, summaryLinks, typedIn } from '../../support/form-state.ts';
import type { FormValues, HttpClient } from '../../support/http-client.ts';
import { inHand, stateOf } from '../../support/moved-tickets.ts';
import { CLOSING } from '../../support/tickets.ts';

/** A refused form of an action: what is wrong stands beside the field, what was typed stays, nothing is done. */

let it: TestApp;
let company: Company;
let aftersales: HttpClient;
let number = '';

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  aftersales = it.client();
  await aftersales.signIn('aftersales');
  number = await inHand(it.db, company);
});
afterAll(() => it.close());

interface Case {
  readonly action: string;
  /** `#name` stands for the id of a person or group. */
  readonly form: FormValues;
  readonly problems: Readonly<Record<string, string>>;
  /** What a list does not offer can't be shown as chosen in it. */
  readonly dropped?: readonly string[];
}

const CASES: Readonly<Record<string, Case>> = {
  'an empty close form': {
    action: 'close',
    form: {},
    problems: {
      outcome: '请选择是否解决。',
      satisfaction: '请选择客户满意度。',
      callback_method: '请选择回访方式。',
      comment: '请填写关闭处理意见。',
    },
  },
  'unsolved without a reason': {
    action: 'close',
    form: { ...CLOSING, outcome: 'unsolved' },
    problems: { unsolved_reason: '请选择未解决原因。' },
  },
  'a blank answer': {
    action: 'feedback',
    form: { remark: ' \n ' },
    problems: { remark: '请填写反馈内容。' },
  },
  'an empty note': { action: 'note', form: { remark: '' }, problems: { remark: '请填写备注。' } },
  'a return without a reason': { action: 'return', form: {}, problems: { remark: '请填写退回原因。' } },
  'a callback by fax': {
    action: 'callback',
    form: { callback_method: 'fax', remark: '打了两次' },
    problems: { callback_method: '请从列出的选项中选择回访方式。', callback_outcome: '请选择回访结果。' },
    dropped: ['callback_method'],
  },
  'a remark that is too long': {
    action: 'wait',
    form: { remark: '等'.repeat(5001) },
    problems: { remark: '最多 5,000 个字，现在 5,001 个字，请删减。' },
  },
  'no target': {
    action: 'reassign',
    form: { group_id: '', assignee_id: '', remark: '先写的备注' },
    problems: { group_id: '请选择客服组或处理人，至少一项。' },
  },
  'the place where it is': {
    action: 'reassign',
    form: { assignee_id: '#aftersales', remark: '先写的备注' },
    problems: { assignee_id: '工单已经在那里了，请选别的组或人。' },
  },
  'someone of another group': {
    action: 'reassign',
    form: { group_id: '#review', assignee_id: '#ops', remark: '先写的备注' },
    problems: { assignee_id: '此人不在所选的客服组里，请改选组，或只选人。' },
  },
  'a group that does not exist': {
    action: 'reassign',
    form: { group_id: '999999', remark: '先写的备注' },
    problems: { group_id: '请从列出的选项中选择受理客服组。' },
    dropped: ['group_id'],
  },
};

test.each(Object.entries(CASES))('%s', async (_what, { action, form, problems, dropped = [] }) => {
  const ids: Record<string, number> = {
    '#aftersales': company.people.aftersales,
    '#ops': company.people.ops,
    '#review': company.groups.review,
  };
  const typed = Object.fromEntries(
    Object.entries(form).map(([key, value]) => [key, String(ids[String(value)] ?? value)]),
  );
  const path = `/tickets/${number}/${action}`;
  const before = await stateOf(it.db, number);
  const options = { on: path, hidden: ['version'] };

  const refused = await aftersales.submit(path, typed, options);
  expect([refused.status, problemsBeside(refused.page)]).toEqual([422, problems]);
  expect(summaryLinks(refused.page)).toHaveLength(Object.keys(problems).length);
  const kept = Object.entries(typed).filter(([key]) => !dropped.includes(key));
  expect(typedIn(refused.page, path)).toMatchObject(Object.fromEntries(kept));

  const inDialog = await aftersales.submit(path, typed, { ...options, headers: { 'hx-request': 'true' } });
  expect([inDialog.status, inDialog.text.includes('<html'), problemsBeside(inDialog.page)]).toEqual([
    422,
    false,
    problems,
  ]);
  expect(await stateOf(it.db, number)).toEqual(before);
});

test('lists offer only what can be chosen: active groups, and active people who are in one', async () => {
  await it.db('users').where('username', 'ops2').update({ active: false });
  await it.db('groups').where('id', company.groups.engineering).update({ active: false });
  const path = `/tickets/${number}/reassign`;
  const page = (await aftersales.get(path)).page;
  const offered = (name: string): string[] =>
    page
      .querySelectorAll(`select[name="${name}"] option`)
      .map((option) => option.getAttribute('value') ?? '');
  const { people, groups } = company;
  expect(offered('group_id')).toContain(String(groups.operations));
  expect(offered('group_id')).not.toContain(String(groups.engineering));
  for (const gone of [people.ops2, people.rd, people.manager])
    expect(offered('assignee_id')).not.toContain(String(gone));
  const refused = await aftersales.submit(
    path,
    { assignee_id: people.ops2 },
    { on: path, hidden: ['version'] },
  );
  expect(problemsBeside(refused.page)).toEqual({ assignee_id: '请从列出的选项中选择处理人。' });
});
