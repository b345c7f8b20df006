import type { Knex } from 'knex';
import type { Asked } from '../../src/domain/conditions/language.ts';
import { findRoutesOfNew } from '../../src/features/routing/route.query.ts';
import { describeNewTickets } from '../../src/features/routing/new-subjects.query.ts';
import { findRoutingPlaces } from '../../src/features/routing/routing-places.query.ts';
import { findSettings } from '../../src/features/settings/settings.query.ts';
import { spread, type Spread } from './spread.ts';

/** Where one new ticket goes, asked of so many rules of which only the last fits (spec 04). */
export interface RoutingFigures {
  readonly rules: number;
  /** Loading the rules, what is known of the ticket, and judging, in ms. */
  readonly decide: Spread;
}

const TIMES = 100;

/** Leaves the installation without rules of its own. */
export async function measureRouting(db: Knex): Promise<RoutingFigures[]> {
  const figures: RoutingFigures[] = [];
  for (const rules of [10, 100, 500]) {
    await makeRules(db, rules);
    figures.push({ rules, decide: await measureDecisions(db) });
  }
  await db('assignment_rules').whereNull('built_in').delete();
  return figures;
}

/** Each with several tests, as a company writes them: a business line, the level of the customer, words of the title. */
async function makeRules(db: Knex, count: number): Promise<void> {
  await db('assignment_rules').whereNull('built_in').delete();
  await db.raw(
    `insert into assignment_rules (name, position, occasions, condition, group_id)
     select 'bench ' || n, n, '{created}', jsonb_build_object('version', 1, 'root', jsonb_build_object('kind', 'all', 'of',
         case when n = :count then '[]'::jsonb else jsonb_build_array(
           jsonb_build_object('kind', 'test', 'field', 'source', 'operator', 'in', 'value', '["phone","app"]'::jsonb),
           jsonb_build_object('kind', 'any', 'of', jsonb_build_array(
             jsonb_build_object('kind', 'test', 'field', 'customer_level', 'operator', 'in', 'value',
               jsonb_build_array('level' || n)),
             jsonb_build_object('kind', 'test', 'field', 'title', 'operator', 'contains', 'value',
               jsonb_build_array('词' || n, '语' || n))))) end)),
       (select min(id) from groups where active)
     from generate_series(1, :count) n`,
    { count },
  );
}

async function measureDecisions(db: Knex): Promise<Spread> {
  const settings = await findSettings(db);
  const category = (await db('categories').orderBy('id', 'desc').first('id')) as { id: number };
  const creator = (await db('users').orderBy('id').first('id', 'department_id')) as {
    id: number;
    department_id: number | null;
  };
  const values = {
    customer_name: '顾女士',
    title: '退款一直没有到账',
    source: 'phone',
    phone: '13800000001',
  };
  const draft = { category: { id: category.id, path: ['售后'] }, values, phone: '+8613800000001' };
  const now = new Date();
  const by = {
    creatorId: creator.id,
    departmentId: creator.department_id,
    now,
    repeatDays: settings.repeat_days,
  };
  const times: number[] = [];
  for (let index = 0; index < TIMES; index += 1) {
    const began = performance.now();
    const places = await findRoutingPlaces(db, settings, category.id);
    const describe = (asked: Asked) => describeNewTickets(db, [draft], by, asked);
    const [route] = await findRoutesOfNew(db, [places], { now, zone: 'Asia/Shanghai' }, describe);
    times.push(performance.now() - began);
    if (route?.by !== 'rule') throw new Error('the last rule was to decide');
  }
  return spread(times);
}
