import { randomWalk, type WalkReport } from '../support/random-walk.ts';
import { findBrokenInvariants } from '../support/ticket-invariants.ts';
import { onOwnDatabase } from './own-database.ts';

/** The random walk of the tests, much longer, on a database of its own; each run with another seed goes elsewhere. */
export function walkAtRandom({ steps, seed }: { steps: number; seed: number }): Promise<WalkReport> {
  return onOwnDatabase(async ({ db, company }) => {
    const report = await randomWalk({ db, company, seed, steps, tickets: 40 });
    return { ...report, problems: [...report.problems, ...(await findBrokenInvariants(db))] };
  });
}
