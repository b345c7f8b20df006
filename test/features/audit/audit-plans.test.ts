import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { type PlanNode, planOf, recordStatements } from '../../support/statements.ts';

/**
 * However long the audit log is, a page of it reads a few entries by an index (spec 10, "Speed"). What decides between
 * an index and a scan is the share of the table that is wanted; this many entries stand for a million.
 */
const ENTRIES = Number(process.env['AUDIT_ENTRIES'] ?? 60_000);

let it: TestApp;
let company: Company;
let admin: HttpClient;
let planner: pg.Client;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  admin = it.client();
  await admin.signIn('admin');
  planner = new pg.Client({ connectionString: it.url });
  await planner.connect();
  // Mostly people signing in and out; a change of the configuration now and then; every thousandth says "稀有词".
  await planner.query(
    `insert into audit_log (occurred_at, actor_id, action, subject_type, subject_id, subject_name, changes, source_ip, terms)
     select now() - (n || ' seconds')::interval, $2::bigint + n % 10,
       case when n % 50 = 0 then 'group_changed' when n % 997 = 0 then 'role_changed' when n % 2 = 0 then 'signed_in' else 'signed_out' end,
       case when n % 50 = 0 then 'group' when n % 997 = 0 then 'role' else 'user' end,
       (n % 300)::text, 'group ' || n % 300,
       case when n % 50 = 0 then '{"version":[1,2],"name":["旧","新"],"member_ids":[["1"],["2"]]}'::jsonb else '{}' end,
       ('10.' || n % 4 || '.' || n % 250 || '.7')::inet,
       array_to_tsvector(case when n % 1000 = 0 then array['gr','ro','ou','up','p','稀有','有词','词'] else array['gr','ro','ou','up','p'] end)
     from generate_series(1, $1::int) n`,
    [ENTRIES, company.people.admin],
  );
  await planner.query('vacuum analyze audit_log');
});
afterAll(async () => {
  await planner.end();
  await it.close();
});

function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

/** Entries that were read, those thrown away included. */
function entriesRead(plan: PlanNode): number {
  return nodesOf(plan)
    .filter((node) => node['Relation Name'] === 'audit_log')
    .reduce((sum, node) => {
      const each =
        (node['Actual Rows'] ?? 0) +
        (node['Rows Removed by Filter'] ?? 0) +
        (node['Rows Removed by Index Recheck'] ?? 0);
      return sum + each * (node['Actual Loops'] ?? 1);
    }, 0);
}

const PAGES: readonly (readonly [name: string, query: () => string])[] = [
  ['the newest', () => ''],
  ['far back', () => `page=a.${Date.now() - ENTRIES * 900}.${Math.round(ENTRIES * 0.9)}`],
  ['of one person', () => `who=${company.people.manager}`],
  ['of a common kind', () => 'kind=user'],
  ['of a rare kind', () => 'kind=role'],
  ['of a common action', () => 'action=signed_in'],
  ['of a rare action', () => 'action=role_changed'],
  ['of one record', () => 'kind=group&subject=100'],
  ['from one address', () => 'ip=10.1.1.7'],
  ['of some days', () => 'from=2000-01-01&to=2999-01-01'],
  ['with words that stand everywhere', () => 'q=group'],
  ['with a rare word', () => `q=${encodeURIComponent('稀有词')}`],
];

describe('a page of a long audit log', () => {
  test.each(PAGES)('%s', async (name, query) => {
    const recorder = recordStatements(it.db);
    const begun = performance.now();
    const { result, statements } = await recorder.during(() => admin.get(`/admin/audit?${query()}`));
    const ms = performance.now() - begun;
    recorder.stop();
    expect(result.status).toBe(200);
    expect(result.page.querySelectorAll('.g-aud').length).toBeGreaterThan(0);
    expect(statements.length).toBeLessThan(15);
    const about = statements.filter(({ sql }) => sql.includes('audit_log'));
    let read = 0;
    for (const statement of about) {
      const plan = await planOf(planner, statement, { run: true });
      if (!plan) continue;
      const scans = nodesOf(plan).filter(
        (node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'audit_log',
      );
      expect(scans.map(() => statement.sql)).toEqual([]);
      read += entriesRead(plan);
    }
    if (process.env['AUDIT_ENTRIES']) {
      process.stdout.write(
        `${name}: ${read} entries read, ${Math.round(ms)} ms, ${statements.length} statements\n`,
      );
    }
    expect(read).toBeLessThan(Math.max(1000, ENTRIES / 100));
  });
});
