import type { Knex } from 'knex';
import type { Actor } from '../../src/domain/people/permissions.ts';
import { holds, scopesOf } from '../../src/domain/people/permissions.ts';
import { type SignedIn, findSignedIn } from '../../src/features/people/actor.query.ts';
import {
  listAddress,
  type ListRequest,
  NO_FILTERS,
  SORTS,
  type View,
  VIEWS,
} from '../../src/features/tickets/list-request.ts';
import { SLA_FILTERS } from '../../src/domain/sla/time-left.ts';
import { onlyVisible } from '../../src/features/tickets/visible-tickets.to-sql.ts';

/** The pages of the application as people of each role open them, with values out of the database at hand. */

export interface CataloguePage {
  readonly kind: 'list' | 'filter' | 'detail' | 'bench' | 'create' | 'form' | 'fragment' | 'admin';
  readonly name: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The demonstration accounts, one of each way to read tickets. */
export const ROLES = ['tier1', 'review', 'aftersales', 'ops', 'manager'] as const;

const FRAGMENT = { 'hx-request': 'true' } as const;

/** @param filtered the views on which every filter is tried */
export async function pagesOf(
  db: Knex,
  username: string,
  filtered: readonly View[] = VIEWS,
): Promise<CataloguePage[]> {
  const { id } = (await db('users').where('username', username).first('id')) as { id: number };
  const actor = await findSignedIn(db, id);
  if (!actor) throw new Error(`${username} is not active`);
  const sample = await findSample(db);
  return [
    { kind: 'bench', name: 'work bench', path: '/' },
    ...lists(),
    ...tools(),
    ...filtered.flatMap((view) => filters(view, sample)),
    ...(await details(db, actor)),
    ...(holds(actor, 'ticket.bulk_close') ? bulk(sample) : []),
    ...(await work(db, actor)),
    ...creating(actor, sample),
    ...spreadsheets(actor),
    ...(holds(actor, 'ticket.import') ? imports() : []),
    ...(holds(actor, 'config.manage')
      ? [...(await automations(db)), ...rules(), ...(await policies(db)), ...connectors()]
      : []),
  ];
}

/** Tickets from spreadsheets: what is there without any. */
function imports(): CataloguePage[] {
  return [
    { kind: 'admin', name: 'imports', path: '/imports' },
    { kind: 'form', name: 'import a file', path: '/imports/new' },
    { kind: 'admin', name: 'import presets', path: '/imports/presets' },
    { kind: 'list', name: 'tickets of an import', path: '/tickets?view=all&import=1' },
  ];
}

/** What the system does by itself, with the first of them. */
async function automations(db: Knex): Promise<CataloguePage[]> {
  const row = (await db('automations').orderBy('position').first('id')) as { id: number } | undefined;
  const pages = [
    ['automations', ''],
    ['a new automation', '/new'],
    ...(row
      ? [
          ['an automation', `/${row.id}`],
          ['dry run of an automation', `/${row.id}/dry-run`],
          ['history of an automation', `/${row.id}/history`],
        ]
      : []),
  ] as const;
  return pages.map(([name = '', path = '']) => ({ kind: 'admin', name, path: `/admin/automations${path}` }));
}

/** Where tickets go by themselves; the review step, which is always there, has no form. */
function rules(): CataloguePage[] {
  const pages = [
    ['assignment rules', ''],
    ['a new assignment rule', '/new'],
    ['trying the assignment rules', '/try'],
  ] as const;
  return pages.map(([name, path]) => ({ kind: 'admin', name, path: `/admin/rules${path}` }));
}

/** By which time is measured, with the first of them. */
async function policies(db: Knex): Promise<CataloguePage[]> {
  const row = (await db('sla_policies').orderBy('position').first('id')) as { id: number } | undefined;
  const pages = [
    ['SLA policies', ''],
    ['a new SLA policy', '/new'],
    ['trying the SLA policies', '/try'],
    ...(row ? [['an SLA policy', `/${row.id}`]] : []),
  ];
  return pages.map(([name = '', path = '']) => ({ kind: 'admin', name, path: `/admin/slas${path}` }));
}

/** The ways out of the house, and what went by them. */
function connectors(): CataloguePage[] {
  const pages = [
    ['connectors', '/connectors'],
    ['kinds of connectors', '/connectors/new'],
    ['a new connector', '/connectors/new/sms'],
    ['deliveries', '/deliveries'],
    ['deliveries that were given up', '/deliveries?state=failed'],
  ] as const;
  return pages.map(([name, path]) => ({ kind: 'admin', name, path: `/admin${path}` }));
}

/** Each view in each order; the first is how it opens. */
function lists(): CataloguePage[] {
  return VIEWS.flatMap((view) =>
    SORTS.map((sort): CataloguePage => {
      const name = sort === 'updated' ? view : `${view}, by ${sort}`;
      return { kind: 'list', name: `list ${name}`, path: `/tickets?view=${view}&sort=${sort}` };
    }),
  );
}

/** What the list is made one's own with. */
function tools(): CataloguePage[] {
  const from = encodeURIComponent('view=all&f.refund_channel=bank');
  return [
    {
      kind: 'fragment',
      name: 'fields to filter by',
      path: `/tickets/filter?from=${from}`,
      headers: FRAGMENT,
    },
    {
      kind: 'fragment',
      name: 'control of a filter',
      path: `/tickets/filter?field=refund_channel&from=${from}`,
      headers: FRAGMENT,
    },
    { kind: 'fragment', name: 'columns', path: `/tickets/columns?from=${from}`, headers: FRAGMENT },
  ];
}

interface Sample {
  readonly categoryRoot: number;
  readonly categoryLeaf: number;
  readonly phone: string;
  readonly words: string;
  readonly number: string;
  readonly day: string;
  readonly groupId: number;
  /** Of an unfinished ticket: the create page finds the caller, and the duplicate. */
  readonly unfinished: { readonly phone: string; readonly category: number };
  /** A place half way down the list of all tickets, by each order. */
  readonly middle: Readonly<Record<(typeof SORTS)[number], string>>;
}

/** On custom fields of the demonstration: common and rare answers, bounds and beginnings, and what finds nothing. */
const FIELD_FILTERS: readonly (readonly [name: string, query: string])[] = [
  ['field, a choice', 'f.refund_channel=bank'],
  ['field, several choices', 'f.refund_reason=quality&f.refund_reason=duplicate&f.refund_reason=other'],
  ['field, a text that nobody wrote', 'f.goods_name=nobody-wrote-this'],
  ['field, the beginning of a text', 'f.complaint_no=HM&f.complaint_no.op=begins'],
  ['field, a wide range', 'f.refund_amount.min=1'],
  ['field, a narrow range', 'f.refund_amount.min=400&f.refund_amount.max=401'],
  ['field, a range without answers', 'f.refund_amount.min=49999'],
  ['field, some days', 'f.reply_deadline.min=2026-11-20&f.reply_deadline.max=2026-11-21'],
  ['field, a switch', 'f.intercept_needed=yes&status=open'],
  ['two fields', 'f.refund_channel=original&f.refund_amount.min=100&sort=priority'],
  ['field, unknown', 'f.nobody=1'],
];

function filters(view: View, sample: Sample): CataloguePage[] {
  const tail = sample.phone.slice(-4);
  const queries: readonly (readonly [name: string, query: string])[] = [
    ['category subtree', `category=${sample.categoryRoot}`],
    ['category leaf', `category=${sample.categoryLeaf}`],
    ['text, 2 characters', `q=${encodeURIComponent(sample.words)}`],
    ['phone tail', `q=${tail}`],
    ['phone', `q=${encodeURIComponent(sample.phone)}`],
    ['number', `q=${sample.number}`],
    ['status', 'status=in_progress'],
    ['open', 'status=open'],
    ['closed, by created', 'status=closed&sort=created'],
    ['in the pool', 'assignee=none'],
    ['group', `group=${sample.groupId}`],
    ['one day', `from=${sample.day}&to=${sample.day}`],
    ['status + text + group', `status=open&group=${sample.groupId}&q=${encodeURIComponent(sample.words)}`],
    ['half way down', `page=${sample.middle.updated}`],
    ['half way down, backwards', `page=${sample.middle.updated.replace('a', 'b')}`],
    ['half way down, by priority', `sort=priority&page=${sample.middle.priority}`],
    ['oldest first', 'sort=created&order=asc'],
    ['priority', 'priority=high&priority=urgent'],
    ['half way down, by urgency', `sort=urgency&page=${sample.middle.urgency}`],
    ['half way down, by urgency, backwards', `sort=urgency&page=${sample.middle.urgency.replace('a', 'b')}`],
    ['behind all that is due', `sort=urgency&page=a.0.${sample.middle.updated.split('.')[2] ?? ''}`],
    ...SLA_FILTERS.map((state): [string, string] => [`time: ${state}`, `sla=${state}`]),
    ['overdue, most urgent first', 'sla=over&sort=urgency'],
    ['source', 'source=phone'],
    ...FIELD_FILTERS,
  ];
  return queries.map(([name, query]) => ({
    kind: 'filter',
    name: `list ${view}: ${name}`,
    path: `/tickets?view=${view}&${query}`,
  }));
}

/** Open tickets that went forward at least once: the shortest path and the longest one that this person may see. */
async function details(db: Knex, actor: Actor): Promise<CataloguePage[]> {
  const pages: CataloguePage[] = [];
  for (const [length, order] of [
    ['few', 'asc'],
    ['many', 'desc'],
  ] as const) {
    const row = (await onlyVisible(db('tickets as t'), actor, 't')
      .joinRaw(
        'join assignments a on a.ticket_id = t.id and a.left_at is null and a.came_from_id is not null',
      )
      .whereNotNull('t.customer_id')
      .orderBy([
        { column: 't.hop_count', order },
        { column: 't.id', order: 'desc' },
      ])
      .first('t.number')) as { number: string } | undefined;
    if (row) pages.push({ kind: 'detail', name: `ticket, ${length} hops`, path: `/tickets/${row.number}` });
  }
  const inHand = (await db('tickets')
    .where('assignee_id', actor.id)
    .whereIn('status', ['new', 'in_progress'])
    .orderBy('id', 'desc')
    .first('number')) as { number: string } | undefined;
  if (inHand && holds(actor, 'ticket.reassign')) {
    pages.push({
      kind: 'form',
      name: 'form of 另派',
      path: `/tickets/${inHand.number}/reassign`,
      headers: FRAGMENT,
    });
  }
  return pages;
}

/** Selecting all that match, and what leads from a ticket of a list to the next. */
function bulk(sample: Sample): CataloguePage[] {
  const lists = [
    ...['view=all', 'view=all&status=open', `view=all&q=${encodeURIComponent(sample.words)}`],
    'view=all&f.refund_channel=bank',
  ];
  return lists.flatMap((list): CataloguePage[] => [
    {
      kind: 'fragment',
      name: `bulk: all of ${list}`,
      path: `/tickets/bulk/close/matching?from=${encodeURIComponent(list)}`,
      headers: FRAGMENT,
    },
    {
      kind: 'detail',
      name: `ticket of ${list}`,
      path: `/tickets/${sample.number}?from=${encodeURIComponent(list)}`,
    },
  ]);
}

/** Who has what, and the fullest places of it: somebody's hands, and a pool. */
async function work(db: Knex, actor: SignedIn): Promise<CataloguePage[]> {
  const scopes = scopesOf(actor, 'ticket.reassign');
  if (!scopes.includes('all') && !scopes.includes('groups')) return [];
  const groups = scopes.includes('all') ? db('groups').select('id') : [...actor.groupIds];
  const rows = (await db('tickets')
    .whereIn('group_id', groups)
    .whereNot('status', 'closed')
    .groupBy('group_id', 'assignee_id')
    .orderByRaw('count(*) desc, group_id, assignee_id')
    .select('group_id', 'assignee_id')) as { group_id: number; assignee_id: number | null }[];
  const [held, pool] = [
    rows.find((row) => row.assignee_id !== null),
    rows.find((row) => row.assignee_id === null),
  ];
  const places = [
    ['hands', held && [held.group_id, held.assignee_id].join('.')],
    ['pool', pool && String(pool.group_id)],
  ] as const;
  return [
    { kind: 'list', name: 'who has what', path: '/workload' },
    ...places.flatMap(([name, at]): CataloguePage[] =>
      at === undefined ? [] : [{ kind: 'list', name: `who has what: ${name}`, path: `/workload?at=${at}` }],
    ),
    {
      kind: 'fragment',
      name: 'bulk: all that can be reassigned',
      path: `/tickets/bulk/reassign/matching?from=${encodeURIComponent('view=all&status=open&sort=created&order=asc')}`,
      headers: FRAGMENT,
    },
  ];
}

/** Files that are made of tickets, and those that tickets are made of. */
function spreadsheets(actor: SignedIn): CataloguePage[] {
  return [
    ...(holds(actor, 'ticket.export') ? [{ kind: 'list' as const, name: 'exports', path: '/exports' }] : []),
    ...(holds(actor, 'ticket.import')
      ? [{ kind: 'form' as const, name: 'template for imports', path: '/imports/template' }]
      : []),
  ];
}

function creating(actor: SignedIn, { unfinished }: Sample): CataloguePage[] {
  if (!holds(actor, 'ticket.create')) return [];
  const caller = `phone=${encodeURIComponent(unfinished.phone)}&category_id=${unfinished.category}`;
  return [
    { kind: 'create', name: 'create', path: '/tickets/new' },
    { kind: 'fragment', name: 'chooser', path: '/tickets/new/categories?q=tk', headers: FRAGMENT },
    { kind: 'fragment', name: 'caller', path: `/tickets/new/caller?${caller}`, headers: FRAGMENT },
  ];
}

async function findSample(db: Knex): Promise<Sample> {
  const { rows } = (await db.raw(`
    with recursive up as (
      select id, parent_id, id as leaf from categories
      union all select c.id, c.parent_id, up.leaf from categories c join up on c.id = up.parent_id
    ), used as (select category_id, count(*) as many from tickets group by category_id)
    select
      (select up.id from up join used on used.category_id = up.leaf where up.parent_id is null
        group by up.id order by sum(many) desc limit 1) as "categoryRoot",
      (select category_id from used order by many desc limit 1) as "categoryLeaf",
      (select phone from tickets where phone is not null order by id desc limit 1) as phone,
      (select left(title, 2) from tickets group by 1 order by count(*) desc, 1 limit 1) as words,
      (select number from tickets order by id desc limit 1) as number,
      (select to_char(created_at, 'YYYY-MM-DD') from tickets order by created_at desc offset 20 limit 1) as day,
      (select group_id from tickets where status <> 'closed' group by 1 order by count(*) desc limit 1) as "groupId",
      (select jsonb_build_object('phone', phone, 'category', category_id) from tickets
        where phone is not null and status not in ('resolved', 'closed') order by id desc limit 1) as unfinished`)) as {
    rows: Omit<Sample, 'middle'>[];
  };
  const [sample] = rows;
  if (!sample) throw new Error('the sample query answered nothing');
  return {
    ...sample,
    middle: {
      updated: await findMiddle(db, 'updated_at'),
      created: await findMiddle(db, 'created_at'),
      priority: await findMiddle(db, 'priority_rank'),
      urgency: await findMostUrgent(db),
    },
  };
}

const PLAIN: ListRequest = {
  ...NO_FILTERS,
  view: 'all',
  sort: 'updated',
  ascending: false,
  cursor: null,
};

/** Half way down what is due at any time; behind all of it where nothing is. */
async function findMostUrgent(db: Knex): Promise<string> {
  const [{ count } = { count: 0 }] = (await db('ticket_clocks')
    .whereNotNull('due_at')
    .count('* as count')) as {
    count: number;
  }[];
  const row = (await db('ticket_clocks')
    .whereNotNull('due_at')
    .orderBy(['due_at', 'ticket_id'])
    .offset(Math.floor(Number(count) / 2))
    .first('due_at', 'ticket_id')) as { due_at: Date; ticket_id: number } | undefined;
  return row ? `a.${row.due_at.getTime()}.${row.ticket_id}` : 'a.0.1';
}

async function findMiddle(db: Knex, column: string): Promise<string> {
  const [{ count } = { count: 0 }] = (await db('tickets').count('* as count')) as { count: number }[];
  const row = (await db('tickets')
    .orderBy([
      { column, order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .offset(Math.floor(count / 2))
    .first('id', { key: column })) as { id: number; key: Date | number };
  const key = row.key instanceof Date ? row.key.getTime() : row.key;
  const address = listAddress({ ...PLAIN, cursor: { key, id: row.id, backwards: false } });
  return new URLSearchParams(address.split('?')[1]).get('page') ?? '';
}
