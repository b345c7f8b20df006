import type { Knex } from 'knex';
import { openVisitor, UnexpectedReply, type Visitor } from '../support/visitor.ts';
import type { Installation } from './installation.ts';
import { spread, type Spread } from './spread.ts';

export interface Throughput {
  readonly what: string;
  readonly count: number;
  readonly clients: number;
  readonly perSecond: number;
  /** Of the requests that write, in ms, as the client sees them; the page with the form is not among them. */
  readonly time: Spread;
}

const AGENTS = ['tier1', 'tier1b', 'tier1', 'tier1b'] as const;

/** Agents who create tickets and write notes as fast as they are answered, each form opened before. */
export async function measureThroughput(it: Installation, count: number): Promise<Throughput[]> {
  const simple = await findSimplestForm(it.db);
  const visitors = await Promise.all(
    AGENTS.map(async (username) => {
      const visitor = openVisitor(it.origin);
      await visitor.signIn(username);
      return visitor;
    }),
  );
  const made: { by: Visitor; number: string }[] = [];
  const phones = phonesFrom(Date.now());
  const create = async (visitor: Visitor): Promise<number> => {
    const hidden = await visitor.open('/tickets/new', '/tickets', ['_csrf', 'submission_key']);
    const reply = await visitor.post('/tickets', {
      ...hidden,
      ...simple.answers,
      category_id: String(simple.categoryId),
      phone: phones(),
      customer_name: '顾女士',
      source: 'phone',
      priority: 'normal',
      description: '退货已寄回仓库，一直没有确认收货，请帮忙核实。',
      intent: 'create',
    });
    const number = /^\/tickets\/([^/?]+)/.exec(reply.location ?? '')?.[1];
    if (reply.status !== 303 || number === undefined) throw new UnexpectedReply('create', reply);
    made.push({ by: visitor, number });
    return reply.ms;
  };
  const note = async (visitor: Visitor, turn: number): Promise<number> => {
    const own = made.filter(({ by }) => by === visitor);
    const number = own[turn % own.length]?.number ?? '';
    const address = `/tickets/${number}/note`;
    const hidden = await visitor.open(address, address, ['_csrf', 'version']);
    const reply = await visitor.post(address, { ...hidden, remark: '已联系仓库核实，今天给答复。' });
    if (reply.status !== 303) throw new UnexpectedReply('note', reply);
    return reply.ms;
  };
  try {
    return [
      await together('create a ticket', visitors, count, create),
      await together('write a note', visitors, count, note),
    ];
  } finally {
    for (const visitor of visitors) visitor.close();
  }
}

async function together(
  what: string,
  visitors: readonly Visitor[],
  count: number,
  work: (visitor: Visitor, turn: number) => Promise<number>,
): Promise<Throughput> {
  const each = Math.ceil(count / visitors.length);
  const times: number[] = [];
  const begun = performance.now();
  await Promise.all(
    visitors.map(async (visitor) => {
      for (let turn = 0; turn < each; turn += 1) times.push(await work(visitor, turn));
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  return {
    what,
    count: times.length,
    clients: visitors.length,
    perSecond: times.length / seconds,
    time: spread(times),
  };
}

/** Numbers that no customer of the demonstration has, and no earlier run on the same folder had. */
function phonesFrom(moment: number): () => string {
  let next = moment % 100_000_000;
  return () => {
    next = (next + 1) % 100_000_000;
    return `199${String(next).padStart(8, '0')}`;
  };
}

/** What a required field is answered with where it has no options to choose from. */
const ANSWERS: Readonly<Record<string, string>> = {
  number: '1',
  money: '1',
  date: '2026-01-15',
  datetime: '2026-01-15T10:26',
  time: '10:26',
  phone: '13800138000',
  email: 'gu@example.com',
  url: 'https://example.com/',
};

/** The category that asks for the fewest fields of its own, with an answer to each. */
async function findSimplestForm(
  db: Knex,
): Promise<{ categoryId: number; answers: Readonly<Record<string, string>> }> {
  const { rows } = (await db.raw(`
    with recursive down as (
      select id, parent_id, template_id from categories where parent_id is null and active
      union all
      select c.id, c.parent_id, coalesce(c.template_id, d.template_id) from categories c join down d on c.parent_id = d.id
      where c.active
    )
    select d.id, coalesce(r.fields, '[]') as fields from down d
    join lateral (
      select fields from template_versions v where v.template_id = d.template_id order by number desc limit 1
    ) v on true
    cross join lateral (
      select jsonb_agg(f) as fields, count(*) as asked from jsonb_array_elements(v.fields) f
      where (f ->> 'required')::boolean
    ) r
    where not exists (select 1 from categories k where k.parent_id = d.id)
    order by r.asked, d.id limit 1`)) as {
    rows: { id: number; fields: { key: string; type: string; options?: { value: string }[] }[] }[];
  };
  const [found] = rows;
  if (!found) throw new Error('no category has a form');
  const answers = found.fields.map(({ key, type, options }) => [
    key,
    options?.[0]?.value ?? ANSWERS[type] ?? '不详',
  ]);
  return { categoryId: found.id, answers: Object.fromEntries(answers) as Record<string, string> };
}
