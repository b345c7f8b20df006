import { setTimeout as delay } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { Company } from '../support/company.ts';
import { aTeam, loadsOf, type Team } from '../support/routing.ts';
import { findBrokenInvariants } from '../support/ticket-invariants.ts';
import { openVisitor, type Visitor } from '../support/visitor.ts';
import { type AppProcess, appAt } from './app-process.ts';
import { onOwnDatabase, type OwnDatabase } from './own-database.ts';

/**
 * Automatic assignment under load (spec 04): 1,000 tickets for each strategy, by 20 clients at two processes, one of
 * which is killed with -9 again and again. Each member gets the same, nobody too much; no ticket twice, none lost.
 */

const TICKETS = 1000;
const MEMBERS = 7;
const CLIENTS = 20;
/** What each may have in hand, by load: two fewer than would be needed. */
const CAPACITY = 142;
const KILL_EVERY = 250;

export interface AssignReport {
  readonly tickets: number;
  readonly kills: number;
  readonly loads: Readonly<Record<string, readonly number[]>>;
  readonly lost: readonly string[];
}

export function assignUnderLoad(say: (message: string) => void): Promise<AssignReport> {
  return onOwnDatabase(async (own) => {
    const processes = [await appAt(own.url, own.company), await appAt(own.url, own.company)];
    try {
      await Promise.all(processes.map((process) => process.start()));
      const turns = await oneRound(own, processes, 'round_robin', say);
      const shares = await oneRound(own, processes, 'least_open', say);
      return {
        tickets: 2 * TICKETS,
        kills: turns.kills + shares.kills,
        loads: { round_robin: turns.loads, least_open: shares.loads },
        lost: [...turns.lost, ...shares.lost, ...(await findBrokenInvariants(own.db))],
      };
    } finally {
      for (const process of processes) await process.dispose();
    }
  });
}

async function oneRound(
  { db, company }: OwnDatabase,
  processes: readonly AppProcess[],
  strategy: 'round_robin' | 'least_open',
  say: (message: string) => void,
): Promise<{ kills: number; loads: number[]; lost: string[] }> {
  const team = await aTeam(db, MEMBERS, { strategy });
  if (strategy === 'least_open') await db('users').whereIn('id', team.members).update({ capacity: CAPACITY });
  const work = { left: TICKETS, promised: [] as string[] };
  const clients = Array.from({ length: CLIENTS }, async (_, at) => {
    const process = processes[at % processes.length];
    if (!process) throw new Error('no process');
    const visitor = openVisitor(process.origin);
    await again(() => visitor.signIn('review'));
    while (work.left > 0) {
      work.left -= 1;
      work.promised.push(await createOne(visitor, company));
    }
    visitor.close();
  });
  const kills = await killNowAndThen(processes.at(-1), work, say);
  await Promise.all(clients);
  const loads = await loadsOf(db, team);
  return { kills, loads, lost: await findLost(db, team, { loads, strategy, promised: work.promised }) };
}

async function killNowAndThen(
  victim: AppProcess | undefined,
  work: { readonly promised: readonly string[] },
  say: (message: string) => void,
): Promise<number> {
  let kills = 0;
  for (let at = KILL_EVERY; at < TICKETS; at += KILL_EVERY) {
    while (work.promised.length < at) await delay(5);
    await victim?.killApp();
    await victim?.start();
    kills += 1;
    say(`${String(kills).padStart(3)}. kill -9 behind ${work.promised.length} tickets`);
  }
  return kills;
}

let phones = 0;

/** Presses the button until there is an answer, as anyone would: it must be one and the same ticket. */
async function createOne(visitor: Visitor, company: Company): Promise<string> {
  phones += 1;
  const phone = `139${String(10_000_000 + phones)}`;
  const hidden = await again(() => visitor.open('/tickets/new', '/tickets', ['_csrf', 'submission_key']));
  const content = { customer_name: '顾女士', source: 'phone', priority: 'normal', description: phone };
  const form = {
    ...hidden,
    ...content,
    phone,
    category_id: String(company.categories.refund),
    intent: 'create',
  };
  return again(async () => {
    const { status, location } = await visitor.post('/tickets', form);
    const number = /[A-Z]+\d{6}-\d+/.exec(location ?? '')?.[0];
    if (status !== 303 || number === undefined) throw new Error(`create answered ${status}`);
    return number;
  });
}

async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === 300) throw error;
      await delay(100);
    }
  }
}

async function findLost(
  db: Knex,
  team: Team,
  { loads, strategy, promised }: { loads: readonly number[]; strategy: string; promised: readonly string[] },
): Promise<string[]> {
  const { rows } = (await db.raw(
    `select count(*)::int as tickets, count(t.assignee_id)::int as given,
       (select count(*)::int from assignment_waits w where w.group_id = :group) as waiting,
       (select count(*)::int from ticket_events e join tickets x on x.id = e.ticket_id
        where x.group_id = :group and e.action = 'assign') as times
     from tickets t where t.group_id = :group`,
    { group: team.id },
  )) as { rows: [{ tickets: number; given: number; waiting: number; times: number }] };
  const [{ tickets, given, waiting, times }] = rows;
  const sum = strategy === 'least_open' ? CAPACITY * MEMBERS : TICKETS;
  const rules: [string, boolean][] = [
    [`${new Set(promised).size} tickets were promised`, new Set(promised).size === TICKETS],
    [`there are ${tickets}`, tickets === TICKETS],
    [`${given} were given to somebody, ${times} times, and ${waiting} wait`, given === sum && times === sum],
    [`${waiting} wait`, waiting === TICKETS - sum],
    [`the loads are ${loads.join(', ')}`, Math.max(...loads) - Math.min(...loads) <= 1],
  ];
  return rules.flatMap(([sentence, holds]) => (holds ? [] : [`${strategy}: ${sentence}`]));
}
