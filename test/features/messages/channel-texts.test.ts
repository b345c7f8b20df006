import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany } from '../../support/company.ts';
import type { HttpClient } from '../../support/http-client.ts';

/** A message that reads otherwise on one channel (spec 05). */

let it: TestApp;
let admin: HttpClient;

beforeAll(async () => {
  it = await openTestApp();
  await aCompany(it.db);
  admin = it.client();
  await admin.signIn('admin');
});
afterAll(() => it.close());

const MAIL = '/admin/messages/sla_warning/on/email';
const TEXTS = {
  subject_zh: '{number} 快超时',
  subject_en: '',
  body_zh: '还有 {remaining}',
  body_en: '{remaining}',
};
const own = () => it.db('channel_texts').select('key', 'channel', 'subject_zh', 'body_zh', 'version');

test('begins with the common text, is kept by version, and goes back', async () => {
  const form = (await admin.get(MAIL)).page;
  expect(form.querySelector('[name=body_zh]')?.text).toContain('{remaining} 超时，需尽快处理。');
  expect((await admin.submit(MAIL, TEXTS, { on: MAIL })).location).toBe(MAIL);
  const kept = {
    key: 'sla_warning',
    channel: 'email',
    subject_zh: '{number} 快超时',
    body_zh: '还有 {remaining}',
  };
  expect(await own()).toEqual([{ ...kept, version: 1 }]);
  expect((await admin.get('/admin/messages/sla_warning')).text).toContain('有自己的文本');
  const versioned = { on: MAIL, hidden: ['version'] };
  expect((await admin.submit(MAIL, { ...TEXTS, body_zh: '改' }, versioned)).status).toBe(303);
  expect((await admin.submit(MAIL, { ...TEXTS, version: '1' }, { on: MAIL })).status).toBe(409);
  expect((await admin.submit(`${MAIL}/drop`, { version: '2' }, { on: MAIL })).status).toBe(303);
  expect(await own()).toEqual([]);
  const log = await it.db('audit_log').where('subject_type', 'channel_text').orderBy('id').pluck('action');
  expect(log).toEqual(['channel_text_changed', 'channel_text_changed', 'channel_text_removed']);
});

test.each([{ body_zh: '{remark}' }, { subject_zh: '{moon}' }, { body_en: '' }])(
  '%j is refused',
  async (wrong) => {
    expect((await admin.submit(MAIL, { ...TEXTS, ...wrong }, { on: MAIL })).status).toBe(422);
    expect(await own()).toEqual([]);
  },
);

test.each(['urge/on/email', 'wait_closed/on/sms', 'assigned/on/inbox', 'assigned/on/moon', 'moon/on/email'])(
  '%s is nothing',
  async (path) => {
    expect((await admin.get(`/admin/messages/${path}`)).status).toBe(404);
  },
);
