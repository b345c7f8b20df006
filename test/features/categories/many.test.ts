import { afterAll, beforeAll, expect, test } from 'vitest';
import { findAdminTree } from '../../../src/features/categories/category-tree.query.ts';
import { initialsOf } from '../../../src/domain/search/initials.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany } from '../../support/company.ts';
import type { HttpClient } from '../../support/http-client.ts';

/** Five thousand categories (spec 02): the tree stays light, since what is folded is not sent. */

let it: TestApp;
let admin: HttpClient;
let deep: number;

beforeAll(async () => {
  it = await openTestApp();
  await aCompany(it.db);
  const grow = async (
    parents: readonly (number | null)[],
    depth: number,
    each: number,
  ): Promise<number[]> => {
    const rows = parents.flatMap((parent_id, at) =>
      Array.from({ length: each }, (_none, index) => {
        const name = `分类 ${depth}-${at}-${index}`;
        return { parent_id, depth, name, initials: initialsOf(name), position: index, selectable: false };
      }),
    );
    const made = (await it.db('categories').insert(rows).returning('id')) as { id: number }[];
    return made.map(({ id }) => id);
  };
  const lines = await grow([null], 1, 20);
  const branches = await grow(lines, 2, 12);
  const leaves = await grow(branches, 3, 19);
  deep = leaves[2000] ?? 0;
  admin = it.client();
  await admin.signIn('admin');
});
afterAll(() => it.close());

test.each([
  ['the tree', () => '/admin/categories', 60],
  ['a leaf beside it', () => `/admin/categories/${deep}`, 160],
  ['a search', () => '/admin/categories?q=fl3', 60],
  ['what agents choose from', () => '/tickets/new/categories?q=fl', 60],
])('%s stays light', async (_name, address, kilobytes) => {
  const { nodes } = await findAdminTree(it.db);
  expect(nodes.length).toBeGreaterThan(4800);
  const answer = await admin.get(address());
  expect(answer.status).toBe(200);
  expect(answer.text.length / 1024).toBeLessThan(kilobytes);
});
