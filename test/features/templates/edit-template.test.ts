import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { FormField } from '../../../src/domain/form/field.ts';
import type { Placement } from '../../../src/domain/form/placement.ts';
import { republishTemplates } from '../../../src/features/templates/republish-templates.ts';
import { workOffBulkRuns } from '../../../src/features/tickets/bulk-work-off.ts';
import { upgradeTickets } from '../../../src/features/tickets/upgrade-tickets.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { Answer, HttpClient } from '../../support/http-client.ts';
import { aTicket, asPerson } from '../../support/tickets.ts';

/** Templates in the browser (spec 02), all without a script: made, edited, published, and never over anyone's head. */

let it: TestApp;
let company: Company;
let admin: HttpClient;
let calls = 0;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  await it.db('fields').insert([
    { key: 'refund_amount', name: '退款金额', type: 'money', validation: { min: 0.01, max: 50_000 } },
    {
      key: 'expected_handling',
      name: '期望处理',
      type: 'select',
      options: JSON.stringify([
        { value: 'refund', label: '原路退款' },
        { value: 'exchange', label: '换货' },
      ]),
    },
    { key: 'urgent_call', name: '要求回电', type: 'switch' },
    { key: 'tracking_no', name: '退货单号', type: 'text', validation: { minLength: 3 } },
    { key: 'gone_field', name: '旧字段', type: 'text', retired_at: new Date() },
  ]);
  admin = it.client();
  await admin.signIn('admin');
});
afterAll(() => it.close());

interface Row {
  id: number;
  version: number;
  draft: Placement[] | null;
  active: boolean;
}

let path: string;

async function row(): Promise<Row> {
  return (await it.db('templates').where('id', path.split('/').pop()).first()) as Row;
}

async function op(step: string, values: Record<string, string | string[]> = {}): Promise<Answer> {
  return admin.submit(`${path}/draft`, { op: step, ...values }, { on: path, hidden: ['version', 'seen'] });
}

async function publish(note = ''): Promise<Answer> {
  return admin.submit(`${path}/publish`, { note }, { on: `${path}/publish`, hidden: ['version'] });
}

async function newest(): Promise<{ number: number; fields: FormField[]; note: string }> {
  const { id } = await row();
  return (await it.db('template_versions').where('template_id', id).orderBy('number', 'desc').first()) as {
    number: number;
    fields: FormField[];
    note: string;
  };
}

const order = async (): Promise<string[]> => ((await row()).draft ?? []).map(({ field }) => field);

describe('a template of one’s own', () => {
  beforeEach(async () => {
    calls += 1;
    const on = '/admin/templates/new';
    path = (await admin.submit(on, { name: `新模板 ${calls}` }, { on })).location ?? '';
    expect(path).toMatch(/^\/admin\/templates\/\d+$/);
  });

  test('begins with the built-in fields, and takes others in, about and out', async () => {
    await op('add:refund_amount:0');
    await op('add:expected_handling');
    await op('up:expected_handling');
    await op('down:refund_amount');
    await op('remove:order_number');
    await op('remove:description');
    await op('add:gone_field');
    await op('add:refund_amount');
    expect(await order()).toEqual([
      ...['phone', 'customer_name', 'source', 'title', 'refund_amount', 'priority', 'description'],
      ...['expected_handling', 'attachments'],
    ]);
  });

  test('says of a field what its definition does not', async () => {
    await op('add:expected_handling');
    await op('add:tracking_no');
    await op('set', {
      open: 'tracking_no',
      p_required: 'on',
      p_width: 'full',
      p_help: '在面单上',
      p_default: '无单号',
      p_visible_field: 'expected_handling',
    });
    await op('set', {
      open: 'tracking_no',
      p_required: 'on',
      p_width: 'full',
      p_help: '在面单上',
      p_default: '无单号',
      p_visible_field: 'expected_handling',
      p_visible_in: ['exchange'],
    });
    expect((await row()).draft?.find(({ field }) => field === 'tracking_no')).toEqual({
      field: 'tracking_no',
      required: true,
      width: 'full',
      help: '在面单上',
      default: '无单号',
      visibleWhen: { field: 'expected_handling', in: ['exchange'] },
    });
    const preview = (await admin.get(path)).page.querySelector('#te-preview [data-field=tracking_no]');
    expect(preview?.getAttribute('data-visible-field')).toBe('pv_expected_handling');
    expect(preview?.hasAttribute('hidden')).toBe(true);
  });

  test('a default against the field’s own rules is told at once, and nothing is lost', async () => {
    await op('add:tracking_no');
    const answer = await op('set', { open: 'tracking_no', p_width: 'half', p_default: '短' });
    expect(answer.status).toBe(422);
    expect(answer.page.querySelector('[data-field=default] .g-err')?.text).toContain('至少');
    expect(answer.page.querySelector('#p_-default')?.getAttribute('value')).toBe('短');
  });

  test('published, it is complete in itself; published again, there is nothing to do', async () => {
    await op('add:refund_amount');
    expect((await publish('第一版')).status).toBe(303);
    const { number, note, fields } = await newest();
    expect({ number, note }).toEqual({ number: 1, note: '第一版' });
    expect(fields.find(({ key }) => key === 'refund_amount')).toMatchObject({
      label: '退款金额',
      type: 'money',
      max: 50_000,
    });
    expect(fields.find(({ key }) => key === 'phone')).toEqual({ key: 'phone' });
    expect((await row()).draft).toBeNull();
    const again = await publish();
    expect(again.status).toBe(409);
    expect(again.page.querySelector('.g-note.g-bad')?.text).toContain('没有可发布的改动');
    const entry = (await it
      .db('audit_log')
      .where('action', 'template_published')
      .orderBy('id', 'desc')
      .first()) as {
      changes: object;
    };
    expect(entry.changes).toMatchObject({ published_number: [null, 1], note: [null, '第一版'] });
  });

  test('everything that is wrong is told at its field, and nothing is published', async () => {
    const { id, version } = await row();
    const draft: Placement[] = [
      { field: 'expected_handling', visibleWhen: { field: 'urgent_call', in: ['on'] } },
      { field: 'urgent_call', visibleWhen: { field: 'expected_handling', in: ['refund'] } },
      { field: 'tracking_no', default: '短', visibleWhen: { field: 'phone', in: ['x'] } },
      { field: 'refund_amount', visibleWhen: { field: 'gone_field2', in: ['x'] } },
      { field: 'gone_field' },
      { field: 'never_was' },
    ];
    await it
      .db('templates')
      .where({ id, version })
      .update({ draft: JSON.stringify(draft) });
    const { page } = await admin.get(`${path}/publish`);
    const told = page.querySelectorAll('.g-fdiff li').map((item) => item.text.replace(/\s+/g, ' ').trim());
    expect(told).toEqual([
      '期望处理 与“要求回电”互为条件，谁也显示不出来，请改其中一个。',
      '要求回电 与“期望处理”互为条件，谁也显示不出来，请改其中一个。',
      '退货单号 “手机号”没有选项，不能决定别的字段是否显示，请换一个。',
      '退货单号 默认值不符合字段自己的规则：至少写 3 个字，现在 1 个字。',
      '退款金额 显示条件依赖的字段“gone_field2”不在这张表单里，请改条件，或把它加回来。',
      '旧字段 这个字段已停用，请移出模板，或先恢复启用。',
      'never_was 这个字段已不存在，请移出模板。',
    ]);
    expect((await publish()).status).toBe(409);
    expect(await it.db('template_versions').where('template_id', id)).toEqual([]);
  });

  test('of twenty administrators who publish at once, one wins', async () => {
    await op('add:refund_amount');
    const { version, id } = await row();
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const answer = await admin.submit(
          `${path}/publish`,
          { note: '', version },
          { on: `${path}/publish` },
        );
        return answer.status;
      }),
    );
    expect(statuses.sort()).toEqual([303, ...Array.from({ length: 19 }, () => 409)]);
    expect(await it.db('template_versions').where('template_id', id)).toHaveLength(1);
  });

  test('a step on a draft that someone else changed is told with what they changed', async () => {
    const opened = (await admin.get(path)).page;
    const sent = ['version', 'seen'].map((name) => [
      name,
      opened.querySelector(`#te-form [name=${name}]`)?.getAttribute('value') ?? '',
    ]);
    await op('add:refund_amount');
    const late = await op('add:tracking_no', Object.fromEntries(sent) as Record<string, string>);
    expect(late.status).toBe(409);
    expect(late.page.querySelector('.g-note.g-stop .g-fdiff')?.text.replace(/\s+/g, ' ').trim()).toBe(
      '新增 退款金额',
    );
    expect(await order()).not.toContain('tracking_no');
    for (const seen of ['', '{}', '[{"field":1}]', '[{"field":"title","visibleWhen":"x"}]'])
      expect((await op('add:tracking_no', { version: '1', seen })).status).toBe(409);
  });

  test('a version compared, looked at, and restored as a draft; a draft thrown away', async () => {
    await op('add:refund_amount');
    await publish('一');
    await op('remove:refund_amount');
    await op('add:tracking_no:0');
    await op('set', { open: 'title', p_width: 'full', p_required: 'on' });
    await publish('二');
    const { page } = await admin.get(`${path}/history?from=1&to=2`);
    expect(page.querySelectorAll('.g-fdiff li').map((item) => item.text.replace(/\s+/g, ' ').trim())).toEqual(
      ['新增 退货单号', '修改 标题 必填 否 → 是', '移出 退款金额'],
    );
    const old = await admin.get(`${path}/versions/1`);
    expect(old.page.querySelector('.g-te-old [data-field=refund_amount]')).not.toBeNull();
    const restored = await admin.submit(
      `${path}/versions/1/restore`,
      {},
      { on: `${path}/versions/1`, hidden: ['version'] },
    );
    expect(restored.location).toBe(path);
    expect(await order()).toContain('refund_amount');
    await admin.submit(`${path}/discard`, {}, { on: path, hidden: ['version'] });
    expect((await row()).draft).toBeNull();
  });

  test('a copy begins with the form of the original', async () => {
    await op('add:refund_amount');
    const copied = await admin.submit(`${path}/copy`, { name: `副本 ${calls}` }, { on: `${path}/copy` });
    const before = await order();
    path = copied.location ?? '';
    expect(await order()).toEqual(before);
  });
});

describe('templates in use', () => {
  beforeEach(async () => {
    const template = (await it.db('templates').where('name', '退款模板').first('id')) as { id: number };
    path = `/admin/templates/${template.id}`;
  });

  test('stay in use while active categories have them', async () => {
    const on = `${path}/settings`;
    const answer = await admin.submit(on, { name: '退款模板' }, { on, hidden: ['version'] });
    expect(answer.status).toBe(409);
    expect(answer.page.querySelector('.g-note.g-bad')?.text).toContain('“售后”');
    expect((await row()).active).toBe(true);
  });

  test('follow a definition that changed, but for drafts and what the template says itself', async () => {
    await op('set', { open: 'refund_amount', p_width: 'half', p_help: '实付金额', p_default: '8' });
    await publish();
    const before = await newest();
    await op('add:tracking_no');
    const { draft } = await row();
    await it
      .db('fields')
      .where('key', 'refund_amount')
      .update({ name: '退款数额', validation: { min: 10 } });
    const ctx = await asPerson(it.db, company, 'admin');
    expect(await republishTemplates(ctx, 'refund_amount')).toBeGreaterThan(0);
    expect(await republishTemplates(ctx, 'refund_amount')).toBe(0);
    const after = await newest();
    expect(after).toMatchObject({ number: before.number + 1, note: '字段变更' });
    const amount = after.fields.find(({ key }) => key === 'refund_amount');
    expect(amount).toMatchObject({ label: '退款数额', min: 10, help: '实付金额' });
    // 8 is less than what the field takes by now.
    expect(amount).not.toHaveProperty('default');
    expect((await row()).draft).toEqual(draft);
  });

  test('move their open tickets to the newest version, each judged on its own', async () => {
    const answered = await aTicket(it.db, company, { expected_handling: 'refund' });
    const plain = await aTicket(it.db, company);
    await op('remove:expected_handling');
    await op('set', { open: 'tracking_no', p_width: 'half', p_default: '待补充' });
    // The definition changed under the draft: its default is told, and mended.
    expect((await publish()).status).toBe(409);
    await op('set', { open: 'refund_amount', p_width: 'half' });
    expect((await publish()).status).toBe(303);
    const on = `${path}/usage`;
    const started = await admin.submit(`${path}/upgrade`, {}, { on });
    const { page } = await admin.get(started.location ?? '');
    expect(page.querySelector('[data-done]')).not.toBeNull();
    const reasons = page.querySelectorAll('tbody tr').map((each) => each.text.replace(/\s+/g, ' ').trim());
    expect(reasons).toHaveLength(1);
    expect(reasons[0]).toContain(answered);
    expect(reasons[0]).toContain('期望处理');
    const { number } = await newest();
    const versionOf = async (ticket: string): Promise<unknown> =>
      it
        .db('tickets as t')
        .join('template_versions as v', 'v.id', 't.template_version_id')
        .where('t.number', ticket)
        .first('v.number', 't.values');
    expect(await versionOf(plain)).toMatchObject({ number, values: { tracking_no: '待补充' } });
    expect(await versionOf(answered)).not.toMatchObject({ number });
    await admin.submit(`${path}/upgrade`, { drops_answers: 'on' }, { on });
    expect(await versionOf(answered)).toMatchObject({ number, values: { tracking_no: '待补充' } });
    const event = (await it
      .db('ticket_events as e')
      .join('tickets as t', 't.id', 'e.ticket_id')
      .where({ 't.number': answered, 'e.type': 'ticket_edited' })
      .first('e.*')) as { changes: { key: string }[] };
    expect(event.changes.map(({ key }) => key)).toContain('expected_handling');
  });
});

test('moving goes on after the process that began it died, as whoever began it', async () => {
  const number = await aTicket(it.db, company);
  const { id } = (await it.db('templates').where('name', '退款模板').first('id')) as { id: number };
  path = `/admin/templates/${id}`;
  await op('set', { open: 'title', p_width: 'half' });
  await publish();
  const ctx = await asPerson(it.db, company, 'admin');
  const run = await upgradeTickets(ctx, id, true);
  const waiting = await admin.get(`${path}/upgrades/${String(run)}`);
  expect(waiting.page.querySelector('progress')).not.toBeNull();
  await workOffBulkRuns({ ...ctx, sourceIp: null });
  const done = await admin.get(`${path}/upgrades/${String(run)}`);
  expect(done.page.querySelector('[data-done]')).not.toBeNull();
  const moved = (await it
    .db('tickets as t')
    .join('template_versions as v', 'v.id', 't.template_version_id')
    .where('t.number', number)
    .first('v.number')) as { number: number };
  expect(moved.number).toBe((await newest()).number);
  expect(await upgradeTickets(ctx, id, true)).toBeNull();
  // Another template's address does not lead to it, nor does that of closing.
  expect((await admin.get(`/admin/templates/${id + 1}/upgrades/${String(run)}`)).status).toBe(404);
  expect((await admin.get(`/tickets/bulk/${String(run)}`)).status).toBe(404);
});

test('files that a template requires are asked for', async () => {
  path = `/admin/templates/${((await it.db('templates').where('name', '咨询模板').first('id')) as { id: number }).id}`;
  await op('set', { open: 'attachments', p_required: 'on' });
  await publish();
  await expect(aTicket(it.db, company, { category: 'consult' })).rejects.toMatchObject({
    problems: { attachments: { code: 'attachment_required' } },
  });
});

test.each([
  '/admin/templates/0',
  '/admin/templates/abc',
  '/admin/templates/99999',
  '/admin/templates/1/versions/9',
  '/admin/templates/1/versions/99999999999',
])('%s is nothing', async (address) => {
  expect((await admin.get(address)).status).toBe(404);
});

test('the list says what each template is', async () => {
  const { page } = await admin.get('/admin/templates?q=退款模板');
  expect(page.querySelectorAll('tbody tr')).toHaveLength(1);
  expect(page.querySelector('tbody a[href$="/usage"]')?.text).toBe('1');
});
