import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedDemo } from '../../seeds/demo/index.ts';
import { findRulesAsked } from '../../src/features/routing/rules.query.ts';
import { VIEWS } from '../../src/features/tickets/list-request.ts';
import { openTestApp, type TestApp } from '../support/app.ts';
import { multiplyTickets } from '../support/multiply-tickets.ts';
import { type CataloguePage, pagesOf, ROLES } from '../support/page-catalogue.ts';
import { GROWING, planOf, recordStatements, scansIn, type Statement } from '../support/statements.ts';
import { openVisitor } from '../support/visitor.ts';

/**
 * Every page needs a constant number of statements, and none of them reads tickets, log, path or customers from one
 * end to the other (spec 10, "Speed").
 *
 * The planner is asked as it is: nothing switched off, no price changed, no statistics forged. What decides between an
 * index and a scan is the share of a table that a statement wants, and that does not change with the size once a table
 * is no longer a handful of pages; so a few hundred tickets of the demonstration, eighty times over, stand for a big
 * installation. `npm run bench` asks the same of 100,000 tickets that are all different.
 */
const TICKETS = 500;
const TIMES = 80;
const NOW = new Date('2026-11-22T06:00:00Z');

type Visited = ReadonlyMap<CataloguePage, readonly Statement[]>;

let it: TestApp;
let planner: pg.Client;
const withFew = new Map<string, Visited>();

beforeAll(async () => {
  it = await openTestApp({ now: () => NOW });
  await seedDemo(it.db, { tickets: TICKETS, now: NOW, zone: 'Asia/Shanghai' });
  // Once in a process: what is read again only when it has changed.
  await findRulesAsked(it.db, 'escalated');
  for (const username of ROLES) withFew.set(username, await visit(username, ['all']));
  await multiplyTickets(it.db, TIMES);
  planner = new pg.Client({ connectionString: it.url });
  await planner.connect();
  await bringStatisticsUpToDate();
});
afterAll(async () => {
  await planner.end();
  await it.close();
});

/** As autovacuum leaves the tables. While one of its own workers looks on, pages can't be marked, so perhaps again. */
async function bringStatisticsUpToDate(): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    await planner.query(`vacuum analyze ${GROWING.join(', ')}`);
    const { rows } = await planner.query(
      `select 1 from pg_class where oid = any($1::text[]::regclass[]) and relallvisible < relpages * 0.9`,
      [[...GROWING]],
    );
    if (rows.length === 0) return;
  }
}

/** The statements of each page, page by page, as one person opens them. */
async function visit(username: string, filtered: Parameters<typeof pagesOf>[2]): Promise<Visited> {
  const server = createServer(it.app.server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const visitor = openVisitor({ port: (server.address() as AddressInfo).port });
  const recorder = recordStatements(it.db);
  try {
    await visitor.signIn(username);
    const visited = new Map<CataloguePage, Statement[]>();
    for (const page of await pagesOf(it.db, username, filtered)) {
      const { result, statements } = await recorder.during(() => visitor.get(page.path, page.headers));
      expect([username, page.name, result.status]).toEqual([username, page.name, 200]);
      visited.set(page, statements);
    }
    return visited;
  } finally {
    recorder.stop();
    visitor.close();
    await closed(server);
  }
}

function closed(server: Server): Promise<void> {
  return new Promise((done) => {
    server.close(() => {
      done();
    });
  });
}

describe.each(ROLES)('%s', (username) => {
  let visited: Visited;
  beforeAll(async () => {
    visited = await visit(username, VIEWS);
  });

  test('no page scans tickets, log, path or customers', async () => {
    const judged = new Set<string>();
    const faults: string[] = [];
    for (const [page, statements] of visited) {
      for (const statement of statements) {
        const key = JSON.stringify(statement);
        if (judged.has(key)) continue;
        judged.add(key);
        const plan = await planOf(planner, statement);
        for (const node of plan === null ? [] : scansIn(plan)) {
          const filter = node.Filter === undefined ? '' : `, filter ${node.Filter}`;
          faults.push(`${page.name} scans ${node['Relation Name'] ?? ''}${filter}\n    ${statement.sql}`);
        }
      }
    }
    expect(judged.size).toBeGreaterThan(50);
    expect(faults).toEqual([]);
  });

  test('each page needs as many statements with few tickets as with many', () => {
    const counts = (pages: Visited): Map<string, number> =>
      new Map([...pages].map(([{ name }, statements]) => [name, statements.length]));
    const [many, few] = [counts(visited), counts(withFew.get(username) ?? new Map())];
    const differing = [...few].filter(([name, count]) => many.has(name) && many.get(name) !== count);
    expect(differing).toEqual([]);
    expect(few.size).toBeGreaterThan(30);
    expect(Math.min(...many.values())).toBeGreaterThan(1);
    expect(many.get('ticket, few hops')).toBe(many.get('ticket, many hops'));
  });
});
