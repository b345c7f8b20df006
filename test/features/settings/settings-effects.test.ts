import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  descriptorOf,
  SETTING_KEYS,
  type SettingKey,
} from '../../../src/features/settings/setting-descriptors.ts';
import { findSettings } from '../../../src/features/settings/settings.query.ts';
import { sweepSlaInTime } from '../../../src/features/sla/sweep-sla.ts';
import { closeStandingTickets } from '../../../src/features/tickets/close-standing-tickets.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { Answer, FormValues, HttpClient } from '../../support/http-client.ts';
import { jobCtx } from '../../support/messages.ts';
import { inHand, stateOf } from '../../support/moved-tickets.ts';
import { multipart, PNG, type SentFile } from '../../support/multipart.ts';
import { valuesOfForm } from '../../support/page-form.ts';
import { listen, type RawServer, type RawSession } from '../../support/raw-http.ts';
import { act, aPhone, aTicket } from '../../support/tickets.ts';

/** Each setting does what its page says: set there, at once the product behaves so (spec 10). */

let it: TestApp;
let company: Company;
let admin: HttpClient;
let tier1: HttpClient;
let web: RawServer;
let raw: RawSession;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  [admin, tier1] = [it.client(), it.client()];
  await admin.signIn('admin');
  await tier1.signIn('tier1');
  web = await listen(it.app.server);
  raw = web.session();
  await raw.signIn('tier1');
});
afterAll(async () => {
  await web.close();
  await it.close();
});

const PAGE = '/admin/settings';

/** Presses "save" in the section of a setting, with these answers in place of those on the page. */
async function set(key: SettingKey, answers: FormValues): Promise<Answer> {
  const action = `${PAGE}/${descriptorOf(key).section}`;
  const form = valuesOfForm((await admin.get(PAGE)).page, action);
  const merged = Object.entries({ ...form, ...answers }).filter(([, value]) => value !== false);
  return admin.post(action, Object.fromEntries(merged));
}

async function setNumber(key: SettingKey, value: number): Promise<void> {
  const answer = await set(key, { [key]: value });
  expect(answer.status, answer.text.slice(0, 200)).toBe(303);
}

const OFF = false;

async function escalated(): Promise<number | null> {
  const number = await aTicket(it.db, company);
  await act(it.db, company, 'tier1', number, 'escalate', { remark: '请处理' });
  const row = (await it.db('tickets').where('number', number).first('group_id')) as { group_id: number };
  return row.group_id;
}

async function closedAfter(days: number, action: 'wait' | 'resolve'): Promise<boolean> {
  const number = await inHand(it.db, company);
  await act(it.db, company, 'aftersales', number, action);
  const later = (more: number) => () => new Date(Date.now() + more * 86_400_000);
  await closeStandingTickets(jobCtx(it.db, later(days)));
  await closeStandingTickets(jobCtx(it.db, later(days + 1.1)));
  return (await stateOf(it.db, number)).status === 'closed';
}

async function upload(files: readonly SentFile[]): Promise<string> {
  const { headers, body } = multipart({ _csrf: await raw.token() }, files);
  return (await raw.send('/attachments', { method: 'POST', headers, body })).page.text;
}

async function urge(number: string): Promise<Answer> {
  return tier1.submit(
    `/tickets/${number}/urge`,
    { remark: '请尽快' },
    { on: `/tickets/${number}/urge`, hidden: ['version'] },
  );
}

interface Effect {
  readonly takesEffect: () => Promise<void>;
  readonly refused: readonly FormValues[];
}

const tooFar = (key: SettingKey): FormValues[] => {
  const { control } = descriptorOf(key);
  if (control.kind !== 'number') throw new Error(`${key} is no number`);
  const wrong = [control.min - 1, control.max + 1, '', '1.5', 'abc', '1e3', '99999999999999999999'];
  return wrong.map((value) => ({ [key]: value }));
};

async function newCategory(name: string): Promise<number> {
  const path = '/admin/categories/new';
  return (await admin.submit(path, { name }, { on: path })).status;
}

const EFFECTS: Readonly<Record<Exclude<SettingKey, 'company_logo'>, Effect>> = {
  company_name: {
    takesEffect: async () => {
      expect((await set('company_name', { company_name: '云杉 <商城>' })).status).toBe(303);
      const shown = [await tier1.get('/'), await it.client().get('/login')];
      expect(shown.map(({ page }) => page.querySelector('.g-brand small')?.text)).toEqual([
        '云杉 <商城>',
        '云杉 <商城>',
      ]);
    },
    refused: [
      { company_name: '长'.repeat(61) },
      { company_name: 'a\u0000b' },
      { company_name: ['甲', '乙'] },
    ],
  },
  digest_enabled: {
    takesEffect: async () => {
      await set('digest_enabled', { digest_enabled: OFF });
      expect((await findSettings(it.db)).digest_enabled).toBe(false);
    },
    refused: [],
  },
  digest_at: {
    takesEffect: async () => {
      expect((await set('digest_at', { digest_at: '08:30' })).status).toBe(303);
      expect((await findSettings(it.db)).digest_at).toBe('08:30');
    },
    refused: ['', '8:30', '24:00', '08:60', 'noon'].map((digest_at) => ({ digest_at })),
  },
  number_prefix: {
    takesEffect: async () => {
      expect((await set('number_prefix', { number_prefix: 'KF' })).status).toBe(303);
      expect(await aTicket(it.db, company)).toMatch(/^KF\d{6}-/);
    },
    refused: ['', 'gd', 'G1', 'ABCDEFG', '工单', 'G D', 'GD-'].map((number_prefix) => ({ number_prefix })),
  },
  repeat_days: {
    takesEffect: async () => {
      const repeated = async (): Promise<boolean> => {
        const phone = aPhone();
        await aTicket(it.db, company, { phone });
        const number = await aTicket(it.db, company, { phone, category: 'exchange' });
        const row = (await it.db('tickets').where('number', number).first('is_repeat')) as {
          is_repeat: boolean;
        };
        return row.is_repeat;
      };
      await setNumber('repeat_days', 0);
      expect(await repeated()).toBe(false);
      await setNumber('repeat_days', 30);
      expect(await repeated()).toBe(true);
    },
    refused: tooFar('repeat_days'),
  },
  sla_sweep_seconds: {
    takesEffect: async () => {
      const sweep = (second: number) =>
        sweepSlaInTime(jobCtx(it.db, () => new Date(Date.UTC(2026, 11, 1, 0, 0, second))));
      await setNumber('sla_sweep_seconds', 60);
      expect([await sweep(0), await sweep(30)]).toEqual([expect.objectContaining({ failed: 0 }), null]);
      await setNumber('sla_sweep_seconds', 10);
      expect(await sweep(30)).not.toBeNull();
    },
    refused: tooFar('sla_sweep_seconds'),
  },
  category_max_children: {
    takesEffect: async () => {
      await setNumber('category_max_children', 1);
      expect(await newCategory('同级')).toBe(409);
      await setNumber('category_max_children', 300);
      expect(await newCategory('同级')).toBe(303);
    },
    refused: tooFar('category_max_children'),
  },
  category_max_total: {
    takesEffect: async () => {
      await setNumber('category_max_total', 1);
      expect(await newCategory('总数')).toBe(409);
      await setNumber('category_max_total', 6000);
      expect(await newCategory('总数')).toBe(303);
    },
    refused: tooFar('category_max_total'),
  },
  review_step: {
    takesEffect: async () => {
      expect(await escalated()).toBe(company.groups.review);
      await set('review_step', { review_step: OFF });
      expect(await escalated()).toBe(company.groups.afterSales);
      await set('review_step', { review_step: 'on' });
      expect(await escalated()).toBe(company.groups.review);
      await set('review_step', { review_step: OFF });
    },
    refused: [{ review_step: 'maybe' }],
  },
  review_group_id: {
    takesEffect: async () => {
      await setNumber('review_group_id', company.groups.operations);
      expect(await escalated()).toBe(company.groups.operations);
      await setNumber('review_group_id', company.groups.review);
    },
    refused: [{ review_group_id: 999_999 }, { review_group_id: 'abc' }, { review_group_id: '-1' }],
  },
  default_group_id: {
    takesEffect: async () => {
      await set('review_step', { review_step: OFF });
      await setNumber('default_group_id', company.groups.engineering);
      expect(await escalated()).toBe(company.groups.engineering);
      await set('review_step', { review_step: 'on' });
    },
    refused: [{ default_group_id: 999_999 }, { default_group_id: '1; drop' }],
  },
  assign_capacity: {
    takesEffect: async () => {
      await it.db('groups').where('id', company.groups.afterSales).update({ strategy: 'least_open' });
      const given = async (): Promise<boolean> => {
        const number = await aTicket(it.db, company, { by: 'review' });
        return (await stateOf(it.db, number)).assignee_id !== null;
      };
      expect(await given()).toBe(true);
      await setNumber('assign_capacity', 1);
      // There are two of them, and one has one already.
      expect([await given(), await given()]).toEqual([true, false]);
      await setNumber('assign_capacity', 0);
      expect(await given()).toBe(true);
      await setNumber('assign_capacity', 3);
      await it.db('groups').where('id', company.groups.afterSales).update({ strategy: 'pool' });
    },
    refused: tooFar('assign_capacity'),
  },
  resolve_enabled: {
    takesEffect: async () => {
      const number = await inHand(it.db, company);
      await expect(act(it.db, company, 'aftersales', number, 'resolve')).rejects.toThrow('no_resolve');
      await set('resolve_enabled', { resolve_enabled: 'on' });
      await act(it.db, company, 'aftersales', number, 'resolve');
      expect((await stateOf(it.db, number)).status).toBe('resolved');
    },
    refused: [{ resolve_enabled: '2' }],
  },
  resolved_close_days: {
    takesEffect: async () => {
      await set('resolve_enabled', { resolve_enabled: 'on' });
      await setNumber('resolved_close_days', 5);
      expect(await closedAfter(3.5, 'resolve')).toBe(false);
      expect(await closedAfter(5.5, 'resolve')).toBe(true);
      await setNumber('resolved_close_days', 0);
      expect(await closedAfter(100, 'resolve')).toBe(false);
    },
    refused: tooFar('resolved_close_days'),
  },
  urge_interval_minutes: {
    takesEffect: async () => {
      const number = await inHand(it.db, company);
      expect([
        (await urge(number)).status,
        (await urge(number).catch(() => ({ status: 409 }))).status,
      ]).toEqual([303, 409]);
      await setNumber('urge_interval_minutes', 0);
      expect((await urge(number)).status).toBe(303);
    },
    refused: tooFar('urge_interval_minutes'),
  },
  urge_badge_above: {
    takesEffect: async () => {
      const number = await inHand(it.db, company);
      await urge(number);
      const badges = async (): Promise<string> =>
        (await tier1.get('/tickets?view=all')).page.querySelector(`[data-ticket="${number}"]`)?.text ?? '';
      expect(await badges()).not.toContain('催');
      await setNumber('urge_badge_above', 0);
      expect(await badges()).toContain('催');
    },
    refused: tooFar('urge_badge_above'),
  },
  wait_close_days: {
    takesEffect: async () => {
      await setNumber('wait_close_days', 4);
      expect(await closedAfter(2.5, 'wait')).toBe(false);
      expect(await closedAfter(4.5, 'wait')).toBe(true);
      await setNumber('wait_close_days', 0);
      expect(await closedAfter(100, 'wait')).toBe(false);
    },
    refused: tooFar('wait_close_days'),
  },
  attachment_max_megabytes: {
    takesEffect: async () => {
      const file = { name: 'a.txt', content: 'x'.repeat(1_200_000) };
      expect(await upload([file])).not.toContain('没有上传');
      await setNumber('attachment_max_megabytes', 1);
      expect(await upload([file])).toContain('超过 1 MB');
    },
    refused: tooFar('attachment_max_megabytes'),
  },
  attachment_max_files: {
    takesEffect: async () => {
      const files = [1, 2, 3].map((each) => ({ name: `${each}.png`, content: PNG }));
      expect(await upload(files)).not.toContain('一次最多');
      await setNumber('attachment_max_files', 2);
      expect(await upload(files)).toContain('一次最多附 2 个文件');
    },
    refused: tooFar('attachment_max_files'),
  },
  attachment_types: {
    takesEffect: async () => {
      expect((await set('attachment_types', { attachment_types: ['pdf', 'txt'] })).status).toBe(303);
      expect(await upload([{ name: 'a.png', content: PNG }])).toContain('可以上传：pdf txt');
      expect(await upload([{ name: 'a.txt', content: '文字' }])).not.toContain('没有上传');
    },
    refused: [{ attachment_types: OFF }, { attachment_types: 'svg' }, { attachment_types: ['png', 'exe'] }],
  },
  default_views: {
    takesEffect: async () => {
      const current = async (client: HttpClient, path = '/tickets'): Promise<string | undefined> =>
        (await client.get(path)).page.querySelector('[role=tab][aria-selected=true]')?.getAttribute('href');
      expect(await current(tier1)).toContain('view=mine');
      await set('default_views', {
        default_views__tier1_agent: 'created',
        default_views__super_admin: 'all',
      });
      expect(await current(tier1)).toContain('view=created');
      expect(await current(admin)).toContain('view=all');
      expect(await current(tier1, '/tickets?view=handled')).toContain('view=handled');
      await set('default_views', { default_views__tier1_agent: '' });
      expect(await current(tier1)).toContain('view=mine');
    },
    refused: [{ default_views__tier1_agent: 'everything' }, { default_views__nobody: 'all' }],
  },
};

test('the table knows every setting', () => {
  expect([...Object.keys(EFFECTS), 'company_logo'].sort()).toEqual([...SETTING_KEYS].sort());
});

describe.each(Object.entries(EFFECTS))('%s', (name, { takesEffect, refused }) => {
  const key = name as SettingKey;

  test('takes effect', async () => {
    await takesEffect();
  });

  test.each(refused.map((answers) => [answers]))('refuses %j, and keeps what was', async (answers) => {
    const before = await findSettings(it.db);
    const answer = await set(key, answers);
    expect(answer.status).toBe(422);
    expect(answer.page.querySelector('[data-error-summary]')).not.toBeNull();
    expect(await findSettings(it.db)).toEqual(before);
  });

  test('goes back to its default', async () => {
    await it.db('settings').where('key', key).update({ updated_by_id: company.people.admin });
    const form = valuesOfForm((await admin.get(PAGE)).page, `${PAGE}/reset/${key}`);
    expect((await admin.post(`${PAGE}/reset/${key}`, form)).status).toBe(303);
    expect((await findSettings(it.db))[key]).toEqual(descriptorOf(key).fallback);
    const page = (await admin.get(PAGE)).page.querySelector(`[data-setting=${key}]`);
    expect(page?.text).toMatch(/默认：[\s\S]*超管 最后修改于/);
    expect(page?.querySelector(`[form=reset-${key}]`)).toBeNull();
    if (key.endsWith('_group_id')) {
      const group = key === 'review_group_id' ? company.groups.review : company.groups.afterSales;
      await setNumber(key, group);
    }
  });
});
