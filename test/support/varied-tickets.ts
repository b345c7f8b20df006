import type { Knex } from 'knex';
import { PRIORITIES, STATUSES } from '../../src/domain/ticket/status.ts';
import { titleTerms } from '../../src/features/tickets/ticket-content.store.ts';
import { answersByChance } from './answered-tickets.ts';
import { chance, type Chance } from './chance.ts';
import type { Company } from './company.ts';

/** Tickets that differ in everything conditions can look at; nothing that a use case would make, nor could commit. */

/** Midnight in Shanghai: days begin and end here. */
const MIDNIGHT = new Date('2026-11-21T16:00:00Z');
export const VARIED_NOW = new Date('2026-11-22T06:00:00Z');

export const VARIED_TEXTS = [
  '退款',
  '退款问题：已寄回 3 天',
  'ＲＥＦＵＮＤ ｉＰｈｏｎｅ１５',
  'refund IPHONE15',
  '100%',
  '100% 退款_a\\b',
  `it's "quoted" \\ and %_`,
  '😀 好评 👨‍👩‍👧‍👦',
  'ΟΔΟΣ Straße ÉTÉ été',
  'İstanbul ıI ŠKODA Ждать',
  'ﬁne ㎏ ① ﾃｽﾄ テスト',
  'a\u0301 á e\u0301',
  "'; drop table tickets; --",
  '$.x @@ {}[]|&',
  ' 空 格 ',
  '',
] as const;

const REGIONS = [null, '', '浙江省杭州市', '浙江', '广东省 Shenzhen', 'ＺＨＥＪＩＡＮＧ'];
const PHONES = [null, '+8613812342046', '+8613900001234', '+861012345678', '+16502530000'];
const TAGS = [[], ['urgent_case'], ['vip', 'fraud'], ['投诉'], ['a"b', "c'd", 'e\\f,{}']];

/** Moments on both sides of the ends of days and spans, to the millisecond. */
function momentByChance(by: Chance): Date {
  const at = by.happens(0.6)
    ? MIDNIGHT.getTime() - by.below(4) * 86_400_000
    : VARIED_NOW.getTime() - by.oneOf([5, 60, 1440, 4320]) * 60_000;
  return new Date(at + by.oneOf([-60_000, -1, 0, 1, 60_000]));
}

interface Places {
  readonly customers: readonly number[];
  readonly departments: readonly number[];
}

/** Customers, tags, and departments below each other, to vary by. */
export async function withPlaces(db: Knex): Promise<Places> {
  const tags = TAGS.flat().map((key) => ({ kind: 'tag', key, label_zh: key, label_en: key }));
  await db('choices').insert(tags);
  const departments: number[] = [];
  for (const name of ['华东', '杭州', '西湖']) {
    const [row] = (await db('departments')
      .insert({ name, parent_id: departments.at(-1) ?? null })
      .returning('id')) as { id: number }[];
    departments.push(row!.id);
  }
  const customers: number[] = [];
  for (const [index, region] of REGIONS.entries()) {
    const [row] = (await db('customers')
      .insert({ region, level_key: ['normal', 'vip', 'svip'][index % 3], tags: TAGS[index % TAGS.length] })
      .returning('id')) as { id: number }[];
    customers.push(row!.id);
  }
  return { customers, departments };
}

/** So many of them; inside a transaction that is taken back. */
export async function insertVariedTickets(
  trx: Knex,
  company: Company,
  places: Places,
  { count, seed }: { count: number; seed: number },
): Promise<number[]> {
  const rows = Array.from({ length: count }, (_, index) =>
    rowByChance(trx, company, places, seed + index, index),
  );
  const inserted = (await trx('tickets').insert(rows).returning('id')) as { id: number }[];
  // In every state of time, to within a minute of the moment that is asked for; some were never measured.
  const clocks = inserted.flatMap(({ id }) => {
    const by = chance(id * 7_919);
    const state = by.below(5);
    if (state === 0) return [];
    const due = state < 4 ? new Date(momentByChance(by)) : null;
    const warn = due && by.happens(0.7) ? new Date(due.getTime() - by.below(600) * 60_000) : null;
    return [
      {
        ticket_id: id,
        ticket_version: 1,
        due_at: due,
        warn_at: warn,
        paused: state === 4 && by.happens(0.6),
      },
    ];
  });
  await trx('ticket_clocks').insert(clocks).onConflict('ticket_id').merge();
  return inserted.map(({ id }) => id);
}

function rowByChance(
  trx: Knex,
  company: Company,
  { customers, departments }: Places,
  seed: number,
  index: number,
): Record<string, unknown> {
  const by = chance(seed * 104_729);
  const { people, groups, categories, versions } = company;
  const status = by.oneOf(STATUSES);
  const closed = status === 'closed' ? { closed_at: momentByChance(by), outcome: 'solved' } : {};
  const group = by.oneOf([null, groups.tier1, groups.review, groups.afterSales]);
  const title = by.oneOf(VARIED_TEXTS);
  return {
    number: `VAR261122-${String(index + 1).padStart(4, '0')}`,
    category_id: by.oneOf(Object.values(categories)),
    template_version_id: versions.refund,
    title,
    title_terms: titleTerms(trx, title),
    description: by.oneOf(VARIED_TEXTS),
    customer_id: by.oneOf([null, ...customers]),
    customer_name: by.oneOf(VARIED_TEXTS),
    // Each phone once among the unfinished of a category.
    phone: status === 'closed' || status === 'resolved' ? by.oneOf(PHONES) : (PHONES[index] ?? null),
    order_number: by.oneOf(VARIED_TEXTS),
    source_key: by.oneOf(['phone', 'wechat', 'email']),
    priority: by.oneOf(PRIORITIES),
    tags: by.oneOf(TAGS),
    values: JSON.stringify({ ...answersByChance(company, seed), ...textByChance(by) }),
    status,
    group_id: group,
    stage_key: group === null ? null : by.oneOf(['tier1', 'review', 'after_sales']),
    assignee_id: by.oneOf([null, people.tier1, people.review, people.aftersales]),
    creator_id: by.oneOf([people.tier1, people.tier1b]),
    creator_department_id: by.oneOf([null, ...departments]),
    urged_count: by.below(4),
    appended_count: by.below(3),
    returned_count: by.below(3),
    reopened_count: by.below(2),
    hop_count: by.below(5),
    is_repeat: by.happens(0.4),
    created_at: momentByChance(by),
    updated_at: momentByChance(by),
    status_since: momentByChance(by),
    version: 1,
    ...closed,
  };
}

function textByChance(by: Chance): Record<string, string> {
  return {
    ...(by.happens(0.8) && { x_text: by.oneOf(VARIED_TEXTS) }),
    ...(by.happens(0.3) && { x_textarea: by.oneOf(VARIED_TEXTS) }),
  };
}
