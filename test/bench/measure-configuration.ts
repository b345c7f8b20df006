import type { Knex } from 'knex';
import type { CataloguePage } from '../support/page-catalogue.ts';
import { LARGE, swellConfiguration } from '../support/swell-configuration.ts';
import type { Installation } from './installation.ts';
import { measureAs, type PageFigures } from './measure-pages.ts';

/**
 * The administrators' pages, and the agents' pages that read the configuration, with 5,000 categories, 500 fields,
 * 200 templates and 1,000 users. Changes the installation: measure everything else before.
 */
export async function measureConfiguration(
  it: Installation,
  options: { requests: number; say: (message: string) => void },
): Promise<PageFigures[]> {
  options.say('Enlarging the configuration …');
  await swellConfiguration(it.db, LARGE);
  const suffix = ', large configuration';
  return [
    ...(await measureAs(it, 'admin', await adminPages(it.db), { ...options, label: `admin${suffix}` })),
    ...(await measureAs(it, 'tier1', agentPages(), { ...options, label: `tier1${suffix}` })),
  ];
}

async function adminPages(db: Knex): Promise<CataloguePage[]> {
  const last = async (table: string): Promise<number> => {
    const row = (await db(table).orderBy('id', 'desc').first('id')) as { id: number };
    return row.id;
  };
  const areas = ['categories', 'templates', 'fields', 'departments', 'groups', 'users', 'roles', 'messages'];
  const lists = [...areas, 'settings', 'audit'].map((area) => page(area, `/admin/${area}`));
  const records = ['templates', 'fields', 'groups', 'users', 'roles'].map(async (area) =>
    page(`one of ${area}`, `/admin/${area}/${await last(area)}`),
  );
  return [
    ...lists,
    page('categories found', `/admin/categories?q=${encodeURIComponent('附加')}`),
    page('users found', `/admin/users?q=${encodeURIComponent('客服05')}`),
    ...(await Promise.all(records)),
  ];
}

function agentPages(): CataloguePage[] {
  return [
    page('create page', '/tickets/new'),
    page('category chooser', `/tickets/new/categories?q=${encodeURIComponent('退款')}`, {
      'hx-request': 'true',
    }),
    page('list', '/tickets?view=all'),
  ];
}

function page(name: string, path: string, headers?: CataloguePage['headers']): CataloguePage {
  return { kind: 'admin', name, path, ...(headers && { headers }) };
}
