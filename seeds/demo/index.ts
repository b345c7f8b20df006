import type { Knex } from 'knex';
import { DateTime } from 'luxon';
import { loadCompany, type LoadedCompany, type LoadedLeaf } from './load-company.ts';
import { seededRandom } from './company/random.ts';
import { CITIES, GOODS, MOBILE_PREFIXES, STORIES, SURNAMES } from './company/stories.ts';
import type { Random } from './company/types.ts';
import { plausibleValue } from './company/values.ts';
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
    const company = await loadCompany(trx);
    const random = seededRandom(20_261_122);
    const callers = makeCallers(Math.max(20, Math.ceil(tickets * 0.6)), random, now);
    await writeCustomers(trx, callers);
    const times = creationTimes(tickets, random, now, zone);
    const teller = createTeller(company, callers, random, options);
    for (let from = 0; from < times.length; from += BATCH) {
      await writeTickets(
        trx,
        times.slice(from, from + BATCH).map((at, index) => teller(at, from + index)),
      );
      if (say && from > 0 && from % 20_000 === 0) say(`${from} of ${tickets} tickets …`);
    }
    await finishSequences(trx, FIRST_NUMBER + tickets);
  });
  await db.raw('analyze tickets, assignments, ticket_events, customers');
}

function makeCallers(count: number, random: Random, now: Date): Caller[] {
  const phones = new Set<string>();
  return Array.from({ length: count }, (_, index) => {
    let phone = '';
    do phone = `+86${random.pick(MOBILE_PREFIXES)}${random.int(10_000_000, 99_999_999)}`;
    while (phones.has(phone));
    phones.add(phone);
    const level = random.next();
    return {
      id: index + 1,
      name: `${random.pick(SURNAMES)}${random.chance(0.5) ? '女士' : '先生'}`,
      phone,
      region: random.pick(CITIES),
      levelKey: level < 0.86 ? 'normal' : level < 0.97 ? 'vip' : 'svip',
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
  callers: readonly Caller[],
  random: Random,
  { now, zone }: DemoOptions,
): (at: Date, index: number) => Told {
  const offsetMinutes = DateTime.fromJSDate(now, { zone }).offset;
  const tier1 = groupOf(company, 'tier1');
  const complaints = company.leaves.filter((leaf) => leaf.groupKey === 'complaints');
  const taken = new Set<string>();
  let hopId = 0;
  const nextHopId = (): number => (hopId += 1);
  const stage = { company, random, until: now, offsetMinutes, nextHopId };

  return (at, index) => {
    const leaf = random.chance(0.25) ? random.pick(complaints) : random.pick(company.leaves);
    const masked = leaf.groupKey === 'complaints' && random.chance(0.4);
    const caller = pickCaller(leaf);
    const creator = favourite(random, tier1.members);
    const number = `GD${DateTime.fromJSDate(at, { zone }).toFormat('yyMMdd')}-${String(FIRST_NUMBER + index)}`;
    const place = { groupId: tier1.id, stageKey: tier1.stage, assigneeId: creator.id };
    const life = begin({ id: index + 1, hopId: nextHopId(), number, at, place, creator });
    tellStory(life, leaf, creator, stage);
    return { life, leaf, caller, masked, creator, ...narrate(leaf, random, at) };
  };

  /** One ticket of a customer per category is enough: so the duplicate rule holds at every moment of the history. */
  function pickCaller(leaf: LoadedLeaf): Caller {
    for (;;) {
      const caller = random.pick(callers);
      const key = `${caller.id}:${leaf.id}`;
      if (taken.has(key)) continue;
      taken.add(key);
      return caller;
    }
  }
}

function narrate(
  leaf: LoadedLeaf,
  random: Random,
  at: Date,
): Pick<Told, 'title' | 'description' | 'values' | 'source' | 'priority' | 'order'> {
  const slots: Record<string, string> = {
    goods: random.pick(GOODS),
    days: String(random.int(2, 15)),
    amount: (random.int(990, 99_900) / 100).toFixed(2),
    city: random.pick(CITIES),
  };
  const story = random.pick(STORIES[leaf.templateKey] ?? STORIES['order'] ?? []);
  const [title = '', description = ''] = story
    .replace(/\{(\w+)\}/g, (_, slot: string) => slots[slot] ?? '')
    .split('|');
  const own = leaf.fields.filter(
    (field) => 'type' in field && !field.visibleWhen && (field.required || random.chance(0.6)),
  );
  const platform = leaf.groupKey === 'complaints' && random.chance(0.6);
  const raised = random.next();
  return {
    title,
    description,
    values: Object.fromEntries(own.map((field) => [field.key, plausibleValue(field, random, at)])),
    source: random.pick(
      platform ? ['heimao', 'jutousu', '12315'] : ['phone', 'phone', 'phone', 'online', 'app', 'wechat'],
    ),
    priority: raised < 0.03 ? 'urgent' : raised < 0.12 ? 'high' : raised > 0.93 ? 'low' : leaf.priority,
    order: random.chance(0.7)
      ? `E2026${String(random.int(801, 1122)).padStart(4, '0')}-${random.int(10_000, 99_999)}`
      : '',
  };
}
