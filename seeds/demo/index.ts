import type { Knex } from 'knex';
import { DateTime } from 'luxon';
import { pauseAutomations, resumeAutomations } from './automations.ts';
import { loadCompany, type LoadedCompany, type LoadedLeaf } from './load-company.ts';
import { customerName, mobileNumber, pickRegion, type Region, regionName } from './company/customers.ts';
import { hidesPhone, pickLeaf, pickLevel, pickPriority, pickSource } from './company/likelihood.ts';
import { rememberComplaints } from './company/remember-complaints.ts';
import { narrate } from './company/narrate.ts';
import { seededRandom } from './company/random.ts';
import type { Random } from './company/types.ts';
import { addStrictPolicy, measureTickets } from './sla.ts';
import { begin } from './simulation.ts';
import { favourite, groupOf, tellStory } from './tell-story.ts';
import { type Caller, finishSequences, type Told, writeCustomers, writeTickets } from './write-tickets.ts';

const DAYS = 90;
const DAY_MS = 24 * 60 * 60 * 1000;
const FIRST_NUMBER = 1001;
const BATCH = 2000;

export interface DemoOptions {
  readonly tickets: number;
  readonly now: Date;
  readonly zone: string;
  readonly say?: (message: string) => void;
}

/**
 * Loads the demonstration company with its tickets of the last 90 days into an empty database, all or nothing. The
 * histories are lived through the domain's own rules in memory (see simulation.ts) and written in bulk.
 */
export async function seedDemo(db: Knex, options: DemoOptions): Promise<void> {
  const { tickets, now, zone, say } = options;
  await db.transaction(async (trx) => {
    const followed = await pauseAutomations(trx);
    const company = await loadCompany(trx);
    await addStrictPolicy(trx);
    const random = seededRandom(20_261_122);
    const callers = makeCallers(Math.max(20, Math.ceil(tickets * 0.6)), random, now);
    await writeCustomers(trx, callers);
    const times = creationTimes(tickets, random, now, zone);
    const teller = createTeller(company, callers, random, options);
    for (let from = 0; from < times.length; from += BATCH) {
      const told = times.slice(from, from + BATCH).map((at, index) => teller(at, from + index));
      await writeTickets(trx, told);
      await measureTickets(
        trx,
        told.map(({ life }) => life.ticket.id),
        { now, zone },
      );
      if (say && from > 0 && from % 20_000 === 0) say(`${from} of ${tickets} tickets …`);
    }
    await finishSequences(trx, FIRST_NUMBER + tickets);
    await resumeAutomations(trx, followed, company);
  });
  await db.raw('analyze tickets, assignments, ticket_events, customers, sla_timers, ticket_clocks');
}

/** A customer together with where they live, which their stories may name. */
interface Neighbour extends Caller {
  readonly home: Region;
}

function makeCallers(count: number, random: Random, now: Date): Neighbour[] {
  const phones = new Set<string>();
  return Array.from({ length: count }, (_, index) => {
    let phone = '';
    do phone = `+86${mobileNumber(random)}`;
    while (phones.has(phone));
    phones.add(phone);
    const home = pickRegion(random);
    return {
      id: index + 1,
      name: customerName(random),
      phone,
      home,
      region: regionName(home),
      levelKey: pickLevel(random),
      createdAt: new Date(now.getTime() - random.int(DAYS, 1500) * DAY_MS),
    };
  });
}

/** Office hours of the last 90 days, in order; a share of them lately, so that much is still going on. */
function creationTimes(count: number, random: Random, now: Date, zone: string): Date[] {
  const today = DateTime.fromJSDate(now, { zone }).startOf('day');
  const times: Date[] = [];
  while (times.length < count) {
    const back = random.chance(0.08) ? random.int(0, 2) : random.int(0, DAYS - 1);
    const minute = 8 * 60 + Math.floor(((random.next() + random.next()) / 2) * 14 * 60);
    const at = new Date(today.minus({ days: back }).toMillis() + minute * 60_000 + random.int(0, 59_999));
    // Early in the morning today has hardly begun: then yesterday takes its share.
    times.push(at <= now ? at : new Date(at.getTime() - DAY_MS));
  }
  return times.sort((a, b) => a.getTime() - b.getTime());
}

function createTeller(
  company: LoadedCompany,
  callers: readonly Neighbour[],
  random: Random,
  { now, zone }: DemoOptions,
): (at: Date, index: number) => Told {
  const offsetMinutes = DateTime.fromJSDate(now, { zone }).offset;
  const tier1 = groupOf(company, 'tier1');
  const taken = new Set<string>();
  let hopId = 0;
  const nextHopId = (): number => (hopId += 1);
  const stage = { company, random, until: now, offsetMinutes, nextHopId };
  const complaints = rememberComplaints();

  return (at, index) => {
    const leaf = nextLeaf();
    const caller = pickCaller(leaf);
    const creator = favourite(random, tier1.members);
    const number = `GD${DateTime.fromJSDate(at, { zone }).toFormat('yyMMdd')}-${String(FIRST_NUMBER + index)}`;
    const place = { groupId: tier1.id, stageKey: tier1.stage, assigneeId: creator.id };
    const life = begin({ id: index + 1, hopId: nextHopId(), number, at, place, creator });
    const story = narrate(random, leaf.category, at, caller.home);
    tellStory(life, leaf, creator, story, stage);
    const source = pickSource(random, leaf.category);
    const masked = hidesPhone(source);
    return {
      ...{ life, leaf, caller, creator, source, masked },
      repeats: masked ? [] : complaints.earlier(caller.id, leaf.category.path, { id: index + 1, at }),
      title: story.title,
      description: story.description,
      values: story.values,
      priority: pickPriority(random, leaf.category),
      order: story.orderNumber,
    };
  };

  function nextLeaf(): LoadedLeaf {
    const { path } = pickLeaf(random);
    const leaf = company.leaves.get(path);
    if (!leaf) throw new Error(`${path} was not loaded`);
    return leaf;
  }

  /** One ticket of a customer per category is enough: so the duplicate rule holds at every moment of the history. */
  function pickCaller(leaf: LoadedLeaf): Neighbour {
    for (;;) {
      const caller = random.pick(callers);
      const key = `${caller.id}:${leaf.id}`;
      if (taken.has(key)) continue;
      taken.add(key);
      return caller;
    }
  }
}
