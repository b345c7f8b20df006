import type { Knex } from 'knex';

/**
 * Makes a small demonstration a big one, in the database alone: every customer, ticket, hop and log entry again and
 * again, with ids, numbers, phones and times of their own. Distributions, indexes and statistics are then those of a
 * big installation, within seconds. The guards of these tables are taken off for it and stay off: only for reading.
 */
export async function multiplyTickets(db: Knex, times: number): Promise<void> {
  await takeGuardsOff(db);
  const [customers, tickets, hops, events] = await Promise.all([
    lastId(db, 'customers'),
    lastId(db, 'tickets'),
    lastId(db, 'assignments'),
    lastId(db, 'ticket_events'),
  ]);
  // Within the minutes between two calls: the order of the copies is a mixed one, as it is in life.
  const later = (column: string): string => `${column} - copy * interval '7 seconds'`;
  // Differing for any two customers, since 7919 divides no power of ten, and numbers that nobody else here has.
  const phone = (column: string): string =>
    `'+86198' || lpad(((${column} + copy * ${customers}) * 7919 % 100000000)::text, 8, '0')`;
  await copy(db, 'customers', times, {
    id: `id + copy * ${customers}`,
    phone: phone('id'),
    external_id: 'null',
  });
  await copy(db, 'tickets', times, {
    id: `id + copy * ${tickets}`,
    // Four digits at least, as numbers of tickets have.
    number: `split_part(number, '-', 1) || '-' || regexp_replace(
      (split_part(number, '-', 2)::bigint + copy * ${tickets} + 1000000000000)::text, '^10{0,8}', '')`,
    submission_key: 'null',
    customer_id: `customer_id + copy * ${customers}`,
    phone: `case when phone is not null then ${phone('customer_id')} end`,
    created_at: later('created_at'),
    updated_at: later('updated_at'),
    closed_at: later('closed_at'),
  });
  await copy(db, 'assignments', times, {
    id: `id + copy * ${hops}`,
    ticket_id: `ticket_id + copy * ${tickets}`,
    came_from_id: `came_from_id + copy * ${hops}`,
    arrived_at: later('arrived_at'),
    accepted_at: later('accepted_at'),
    left_at: later('left_at'),
  });
  await copy(db, 'ticket_events', times, {
    id: `id + copy * ${events}`,
    ticket_id: `ticket_id + copy * ${tickets}`,
    occurred_at: later('occurred_at'),
  });
  await copy(db, 'ticket_clocks', times, {
    ticket_id: `ticket_id + copy * ${tickets}`,
    due_at: later('due_at'),
    warn_at: later('warn_at'),
  });
}

const TABLES = ['customers', 'tickets', 'assignments', 'ticket_events', 'ticket_clocks'] as const;

async function takeGuardsOff(db: Knex): Promise<void> {
  const { rows } = (await db.raw(
    `select conrelid::regclass::text as "table", conname as name from pg_constraint
     where contype = 'f' and conrelid = any(array(select to_regclass(unnest(?::text[]))))`,
    [[...TABLES]],
  )) as { rows: { table: string; name: string }[] };
  for (const { table, name } of rows) await db.raw('alter table ?? drop constraint ??', [table, name]);
  for (const table of TABLES) await db.raw('alter table ?? disable trigger user', [table]);
}

async function copy(
  db: Knex,
  table: string,
  times: number,
  changed: Readonly<Record<string, string>>,
): Promise<void> {
  const { rows } = (await db.raw(
    `select column_name as name from information_schema.columns
     where table_schema = current_schema() and table_name = ? and is_generated = 'NEVER' order by ordinal_position`,
    [table],
  )) as { rows: { name: string }[] };
  const names = rows.map(({ name }) => `"${name}"`).join(', ');
  const values = rows.map(({ name }) => changed[name] ?? `"${name}"`).join(', ');
  await db.transaction(async (trx) => {
    // A million takes its time.
    await trx.raw('set local statement_timeout = 0');
    await trx.raw(
      `insert into ${table} (${names}) overriding system value
       select ${values} from ${table}, generate_series(1, ${times - 1}) as copy`,
    );
  });
}

async function lastId(db: Knex, table: string): Promise<number> {
  const [row] = (await db(table).max('id as last')) as { last: number }[];
  return row?.last ?? 0;
}
