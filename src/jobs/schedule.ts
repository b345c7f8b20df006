import cron from 'node-cron';
import type { Ctx } from '../context.ts';
import { sweepSessions } from '../features/auth/sweep-sessions.ts';
import { closeStandingTickets } from '../features/tickets/close-standing-tickets.ts';

interface Job {
  readonly name: string;
  readonly cron: string;
  readonly run: (ctx: Ctx) => Promise<Record<string, number>>;
}

/** Everything that happens by the clock. */
const JOBS: readonly Job[] = [
  { name: 'sweep-sessions', cron: '17 * * * *', run: sweepSessions },
  { name: 'close-standing-tickets', cron: '*/10 * * * *', run: closeStandingTickets },
];

/** Starts the jobs; a run that is still going is not started again. Answers how to stop them. */
export function startJobs(ctx: Ctx): () => Promise<void> {
  const tasks = JOBS.map((job) =>
    cron.schedule(
      job.cron,
      async () => {
        try {
          ctx.log.info({ job: job.name, ...(await job.run(ctx)) }, 'job done');
        } catch (error) {
          ctx.log.error({ job: job.name, err: error }, 'job failed');
        }
      },
      { noOverlap: true, timezone: ctx.zone },
    ),
  );
  return async () => {
    for (const task of tasks) await task.destroy();
  };
}
