import { parseArgs } from 'node:util';
import { seedDemo } from '../../seeds/demo/index.ts';
import { seedReference } from '../../seeds/reference/index.ts';
import { readConfig } from '../config.ts';
import { connect } from '../db/connection.ts';
import { migrate } from '../db/migrate.ts';
import { hasUsers } from '../features/auth/credentials.query.ts';
import { reachDatabase } from './reach-database.ts';

/** `npm run seed:demo -- --tickets N`: the demonstration company with N tickets, in an empty database (spec 11). */
const { values } = parseArgs({ options: { tickets: { type: 'string', default: '2000' } } });
const tickets = Number(values.tickets);
if (!Number.isInteger(tickets) || tickets < 0)
  throw new Error('--tickets takes a whole number, e.g. --tickets 100000');

const config = readConfig(process.env);
const say = (message: string): void => void process.stdout.write(`${message}\n`);
const database = await reachDatabase(config, say);
const db = connect(database.url);
try {
  await migrate(db);
  await seedReference(db);
  if (await hasUsers(db)) {
    say('This database is not empty. Point DATA_DIR (or DATABASE_URL) at an empty one.');
    process.exitCode = 1;
  } else {
    const begun = performance.now();
    await seedDemo(db, { tickets, now: new Date(), zone: config.zone, say });
    say(`${tickets} tickets in ${((performance.now() - begun) / 1000).toFixed(1)} s.`);
  }
} finally {
  await db.destroy();
  await database.release();
}
