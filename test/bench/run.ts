import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openInstallation } from './installation.ts';
import { measureChannels } from './measure-channels.ts';
import { measureConfiguration } from './measure-configuration.ts';
import { measureImports } from './measure-imports.ts';
import { measurePages } from './measure-pages.ts';
import { measureRouting } from './measure-routing.ts';
import { measureSla } from './measure-sla.ts';
import { measureThroughput } from './measure-throughput.ts';
import { measureWeight } from './measure-weight.ts';
import { report, type Results } from './report.ts';

/**
 * `npm run bench`: the goals of spec 10, measured on the embedded database. Prints tables, and writes the same for
 * machines to test/output/bench.json. It asserts nothing: a figure is only as good as the machine was idle.
 *
 *   npm run bench                                           100,000 tickets in a temporary folder
 *   npm run bench -- --tickets 1000000 --data-dir .bench    a million, kept; the next run finds them there
 *   npm run bench -- --swept-tickets 200000                the SLA sweep among fewer than a million
 *   npm run bench -- --requests 100                         more requests per page
 */
const { values } = parseArgs({
  options: {
    tickets: { type: 'string', default: '100000' },
    requests: { type: 'string', default: '30' },
    writes: { type: 'string', default: '200' },
    'swept-tickets': { type: 'string', default: '1000000' },
    'data-dir': { type: 'string' },
  },
});
/** As many as the largest real file has, which is taken where it is at hand. */
const IMPORTED_ROWS = 62_516;
const tickets = whole('--tickets', values.tickets, 100);
const requests = whole('--requests', values.requests, 1);
const sweptTickets = whole('--swept-tickets', values['swept-tickets'], 1000);
const writes = whole('--writes', values.writes, 4);

const it = await openInstallation({ tickets, dataDir: values['data-dir'] ?? null, say });
try {
  const usual = await measurePages(it, { requests, say });
  const weight = await measureWeight(it);
  say('Measuring writing …');
  const throughput = await measureThroughput(it, writes);
  say('Measuring assignment rules …');
  const routing = await measureRouting(it.db);
  const pages = [...usual, ...(await measureConfiguration(it, { requests, say }))];
  say('Measuring pages while channels hang …');
  const channels = await measureChannels(it, requests);
  say('Measuring an import …');
  const imports = await measureImports(IMPORTED_ROWS);
  const sla = await measureSla(sweptTickets, say);
  const [cpu] = os.cpus();
  const results: Results = {
    at: new Date().toISOString(),
    machine: { cpus: os.cpus().length, model: cpu?.model.trim() ?? 'unknown', node: process.version },
    tickets: it.tickets,
    load: it.load,
    requests,
    pages,
    weight,
    throughput,
    routing,
    channels,
    imports,
    sla,
  };
  say(report(results));
  const file = path.resolve(import.meta.dirname, '../output/bench.json');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  say(`\nAll of it: ${file}`);
} finally {
  await it.close();
}

function whole(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= 10_000_000) return value;
  process.stderr.write(`${name} takes a whole number from ${least} to 10000000\n`);
  process.exit(2);
}

function say(message: string): void {
  process.stdout.write(`${message}\n`);
}
