import { type FaultReport, injectFaults } from '../support/inject-faults.ts';
import { findBrokenInvariants } from '../support/ticket-invariants.ts';
import { onOwnDatabase } from './own-database.ts';

/** Every action, its connection broken before and after each of its statements: all of it, or nothing. */
export function breakEveryStatement(say: (message: string) => void): Promise<FaultReport> {
  return onOwnDatabase(async (own) => {
    const report = await injectFaults({ ...own, isThorough: true, say });
    return { ...report, problems: [...report.problems, ...(await findBrokenInvariants(own.db))] };
  });
}
