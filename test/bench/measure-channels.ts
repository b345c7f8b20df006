import { deliverOutside } from '../../src/features/delivery/deliver-outside.ts';
import { aConnector, queueOutside, testOutside, withoutDeliveries } from '../support/deliveries.ts';
import { jobCtx } from '../support/messages.ts';
import { openRobotServer } from '../support/robot-server.ts';
import { openVisitor, type Visitor } from '../support/visitor.ts';
import type { Installation } from './installation.ts';
import { spread, type Spread } from './spread.ts';

/** What agents feel of channels that hang, in server time (spec 05: a dead channel never delays an agent). */
export interface ChannelFigures {
  readonly page: string;
  readonly before: Spread;
  readonly whileHanging: Spread;
}

const HANGING = 5;
const MESSAGES = 100;
const REST_MS = 16 * 60_000;

/** Leaves the installation without connectors and messages. */
export async function measureChannels(it: Installation, requests: number): Promise<ChannelFigures[]> {
  const row = (await it.db('tickets').orderBy('id', 'desc').first('number')) as { number: string };
  const pages = [
    ['list', '/tickets?view=all'],
    ['ticket', `/tickets/${row.number}`],
  ] as const;
  const visitor = openVisitor(it.origin);
  const server = await openRobotServer();
  try {
    await visitor.signIn('admin');
    await open(it, visitor, pages[0][1], 5);
    const before = await openAll(it, visitor, pages, requests);
    server.be({ kind: 'hangs' });
    const end = await hang(it, server.address);
    await server.askedTimes(HANGING);
    const after = await openAll(it, visitor, pages, requests);
    await server.close();
    await end();
    return pages.map(([page], index) => ({
      page,
      before: before[index] ?? spread([]),
      whileHanging: after[index] ?? spread([]),
    }));
  } finally {
    visitor.close();
    await withoutDeliveries(it.db);
  }
}

/** Several channels that hang without end, with a queue before each: no rest, since the clock runs ahead of it. */
async function hang(it: Installation, address: string): Promise<() => Promise<void>> {
  for (let index = 0; index < HANGING; index += 1) {
    const connectorId = await aConnector(it.db, { kind: 'webhook', address, secret: 's' });
    for (let at = 0; at < MESSAGES; at += 1) {
      await queueOutside(it.db, { channel: 'webhook', connectorId, payload: { at } });
    }
  }
  const stopping = new AbortController();
  let ahead = 0;
  const ctx = jobCtx(it.db, () => new Date(Date.now() + ahead));
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await deliverOutside(ctx, testOutside(), stopping.signal);
      ahead += REST_MS;
    }
  })();
  return async () => {
    stopping.abort();
    await running;
  };
}

async function openAll(
  it: Installation,
  visitor: Visitor,
  pages: readonly (readonly [string, string])[],
  requests: number,
): Promise<Spread[]> {
  const figures: Spread[] = [];
  for (const [, path] of pages) figures.push(spread(await open(it, visitor, path, requests)));
  return figures;
}

async function open(
  it: Installation,
  visitor: Visitor,
  path: string,
  requests: number,
): Promise<readonly number[]> {
  it.takeTimes();
  for (let at = 0; at < requests; at += 1) await visitor.get(path);
  return it.takeTimes();
}
