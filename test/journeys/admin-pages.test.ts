import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAccessible } from '../support/axe.ts';
import { expectQuietPage } from '../support/browser.ts';
import { takeShot } from '../support/shots.ts';
import { openSite, type Site } from '../support/site.ts';
import { type VariedDeliveries, variedDeliveries } from '../support/varied-deliveries.ts';

/** The administrators' pages, wide and narrow, light and dark, Chinese and English: a picture, no complaint, accessible. */

let site: Site;
let ways: VariedDeliveries;

beforeAll(async () => {
  site = await openSite({ tickets: 400 });
  ways = await variedDeliveries(site.db, 120);
});
afterAll(() => site.close());

const LOOKS = {
  wide: { viewport: { width: 1440, height: 900 } },
  'narrow-dark': { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
  'wide-dark': { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
  english: { viewport: { width: 1440, height: 900 } },
} as const;

/** Name of the picture → where it is. */
const PAGES: Readonly<Record<string, () => Promise<string>>> = {
  admin: () => Promise.resolve('/admin'),

  fields: () => Promise.resolve('/admin/fields'),
  'field-select': () => fieldOf('select'),
  'field-text': () => fieldOf('text'),
  'field-new': () => Promise.resolve('/admin/fields/new'),
  templates: () => Promise.resolve('/admin/templates'),
  template: async () => `/admin/templates/${await first('templates')}?open=title`,
  'template-publish': async () => `/admin/templates/${await first('templates')}/publish`,
  'template-history': async () => `/admin/templates/${await first('templates')}/history`,
  'template-version': async () => `/admin/templates/${await first('templates')}/versions/1`,
  'template-usage': async () => `/admin/templates/${await first('templates')}/usage`,
  'template-settings': async () => `/admin/templates/${await first('templates')}/settings`,
  categories: () => Promise.resolve('/admin/categories'),
  category: async () => `/admin/categories/${await first('categories')}`,
  'category-new': async () => `/admin/categories/new?parent=${await first('categories')}`,
  'category-merge': async () => `/admin/categories/${await lastCategory()}/merge`,
  'category-import': () => Promise.resolve('/admin/categories/import'),

  groups: () => Promise.resolve('/admin/groups'),
  group: async () => `/admin/groups/${await first('groups')}`,
  'group-new': () => Promise.resolve('/admin/groups/new'),
  stages: () => Promise.resolve('/admin/groups/stages'),
  'stage-new': () => Promise.resolve('/admin/groups/stages/new'),

  calendars: () => Promise.resolve('/admin/calendars'),
  calendar: async () => `/admin/calendars/${await first('calendars')}?from=2026-09-30T17:00&hours=10`,
  'calendar-new': () => Promise.resolve('/admin/calendars/new'),
  'calendar-days': async () => `/admin/calendars/${await first('calendars')}/days?year=2026`,
  'calendar-day': async () => `/admin/calendars/${await first('calendars')}/days/2026-10-10`,

  departments: () => Promise.resolve('/admin/departments'),
  department: async () => `/admin/departments/${await first('departments')}`,
  users: () => Promise.resolve('/admin/users'),
  user: async () => `/admin/users/${await someone('aftersales')}`,
  'user-new': () => Promise.resolve('/admin/users/new'),
  'user-deactivate': async () => `/admin/users/${await someone('aftersales')}/deactivate`,
  'user-import': () => Promise.resolve('/admin/users/import'),
  profile: () => Promise.resolve('/profile'),
  'profile-notifications': () => Promise.resolve('/profile/notifications'),
  notifications: () => Promise.resolve('/admin/notifications'),
  'profile-password': () => Promise.resolve('/profile/password'),

  rules: () => Promise.resolve('/admin/rules'),
  rule: async () => `/admin/rules/${await aRule()}`,
  'rule-new': () => Promise.resolve('/admin/rules/new'),
  'rule-try': () => Promise.resolve('/admin/rules/try'),

  automations: () => Promise.resolve('/admin/automations'),
  automation: async () => `/admin/automations/${await first('automations')}`,
  'automation-new': () => Promise.resolve('/admin/automations/new'),
  'automation-dry-run': async () => `/admin/automations/${await first('automations')}/dry-run`,
  'automation-history': async () => `/admin/automations/${await first('automations')}/history`,

  slas: () => Promise.resolve('/admin/slas'),
  sla: async () => `/admin/slas/${await first('sla_policies')}`,
  'sla-new': () => Promise.resolve('/admin/slas/new'),
  'sla-try': () => Promise.resolve('/admin/slas/try'),

  messages: () => Promise.resolve('/admin/messages'),
  message: () => Promise.resolve('/admin/messages/urge'),
  'message-channels': () => Promise.resolve('/admin/messages/sla_warning'),
  'message-channel': () => Promise.resolve('/admin/messages/sla_warning/on/email'),
  digest: () => Promise.resolve('/digest'),

  connectors: () => Promise.resolve('/admin/connectors'),
  'connector-choose': () => Promise.resolve('/admin/connectors/new'),
  'connector-new': () => Promise.resolve('/admin/connectors/new/dingtalk_robot'),
  'connector-robot': () => Promise.resolve(`/admin/connectors/${ways.robot}`),
  'connector-mail': () => Promise.resolve(`/admin/connectors/${ways.mail}`),
  'connector-sms': () => Promise.resolve(`/admin/connectors/${ways.sms}`),
  deliveries: () => Promise.resolve('/admin/deliveries'),
  'deliveries-given-up': () => Promise.resolve(`/admin/deliveries?state=failed&via=${ways.robot}`),
  'deliveries-none': () => Promise.resolve('/admin/deliveries?ticket=GD000000-0000'),
  delivery: async () => `/admin/deliveries/${await givenUp()}`,

  settings: () => Promise.resolve('/admin/settings'),
  choices: () => Promise.resolve('/admin/settings/lists/unsolved_reason'),
  choice: () => Promise.resolve('/admin/settings/lists/source/entries/heimao'),
  'choice-new': () => Promise.resolve('/admin/settings/lists/tag/new'),
  roles: () => Promise.resolve('/admin/roles'),
  role: async () => `/admin/roles/${await first('roles')}`,
  'role-new': () => Promise.resolve('/admin/roles/new'),

  audit: () => Promise.resolve('/admin/audit'),
};

/** The demonstration has the review step alone, which is no form. */
async function aRule(): Promise<number> {
  const name = '数码配件退款先给熟客';
  const found = (await site.db('assignment_rules').where({ name }).first('id')) as { id: number } | undefined;
  if (found) return found.id;
  const test = { kind: 'test', field: 'customer_level', operator: 'in', value: ['vip', 'svip'] };
  const [made] = (await site
    .db('assignment_rules')
    .insert({
      ...{
        name,
        position: 1,
        occasions: ['created', 'escalated'],
        strategy: 'familiar',
        fallback: 'least_open',
      },
      condition: JSON.stringify({ version: 1, root: { kind: 'all', of: [test] } }),
      group_id: await first('groups'),
    })
    .returning('id')) as { id: number }[];
  return made?.id ?? 0;
}

async function givenUp(): Promise<number> {
  const row = (await site.db('outbox').whereNotNull('failed_at').orderBy('id').first('id')) as { id: number };
  return row.id;
}

async function someone(username: string): Promise<number> {
  const row = (await site.db('users').where({ username }).first('id')) as { id: number };
  return row.id;
}

async function fieldOf(type: string): Promise<string> {
  const row = (await site.db('fields').where({ type }).orderBy('id').first('id')) as { id: number };
  return `/admin/fields/${row.id}`;
}

async function first(table: string): Promise<number> {
  const row = (await site.db(table).orderBy('id').first('id')) as { id: number };
  return row.id;
}

/** A leaf of the tree. */
async function lastCategory(): Promise<number> {
  const row = (await site.db('categories').orderBy('id', 'desc').first('id')) as { id: number };
  return row.id;
}

test.each(Object.entries(LOOKS))('%s', async (look, options) => {
  const page = await site.signIn('admin', options);
  if (look === 'english') await site.db('users').where('username', 'admin').update({ language: 'en' });
  for (const [name, addressOf] of Object.entries(PAGES)) {
    await page.goto(await addressOf());
    await takeShot(page, `admin-${name}-${look}`);
    await expectAccessible(page);
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    // On a phone the page itself scrolls; elsewhere its regions do.
    if (options.viewport.width > 760) {
      const beyond = await page.evaluate<number>('document.documentElement.scrollHeight - innerHeight');
      expect(beyond, `${name} is taller than its window`).toBeLessThanOrEqual(0);
    }
    expect(width, `${name} is wider than its window`).toBeLessThanOrEqual(options.viewport.width);
  }
  if (look === 'english') await site.db('users').where('username', 'admin').update({ language: 'zh-CN' });
  await expectQuietPage(page);
  await page.context().close();
});
