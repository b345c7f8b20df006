import { createInterface } from 'node:readline';
import { connect } from '../../src/db/connection.ts';
import { sweepSla } from '../../src/features/sla/sweep-sla.ts';
import { jobCtx } from '../support/messages.ts';

/**
 * One of several processes that sweep (spec 05): for each moment on its input it sweeps until there is nothing left,
 * then says so. It ends with its input, or is killed.
 */
const db = connect(process.argv[2] ?? '', { max: 3 });
process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  const at = new Date(line);
  for (;;) {
    const { steps, busy } = await sweepSla(jobCtx(db, () => at));
    if (steps + busy === 0) break;
  }
  process.stdout.write(`done ${line}\n`);
}
await db.destroy();
