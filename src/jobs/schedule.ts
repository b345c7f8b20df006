import cron from 'node-cron';
import type { Ctx } from '../context.ts';
import type { Channel } from '../db/open-channel.ts';
import type { Outside } from '../net/outside.ts';
import { sweepAttachments } from '../features/attachments/sweep-attachments.ts';
import { workOffAutomations } from '../features/automation/work-off-automations.ts';
import { sweepSessions } from '../features/auth/sweep-sessions.ts';
import { workOffBulkRuns } from '../features/tickets/bulk-work-off.ts';
import { closeStandingTickets } from '../features/tickets/close-standing-tickets.ts';
import { sweepExports } from '../features/exports/sweep-exports.ts';
import { workOffExports } from '../features/exports/work-off-exports.ts';
import { sweepDrafts } from '../features/drafts/sweep-drafts.ts';
import { sweepImportFiles } from '../features/imports/sweep-import-files.ts';
import { sweepStagedImports } from '../features/imports/sweep-staged-imports.ts';
import { workOffImports } from '../features/imports/work-off-imports.ts';
import { deliverOutside } from '../features/delivery/deliver-outside.ts';
import { deliverOutbox } from '../features/notifications/deliver-outbox.ts';
import { sendDigests } from '../features/notifications/send-digests.ts';
import { passOnOffers } from '../features/routing/pass-on-offers.ts';
import { workOffWaits } from '../features/routing/work-off-waits.ts';
import { SLA_TICK_SECONDS, sweepSlaInTime } from '../features/sla/sweep-sla.ts';
import { workOffClocks } from '../features/sla/work-off-clocks.ts';
import { handOverLeftTickets } from '../features/users/deactivate-user.ts';
import { deliverOutsideAtOnce } from './deliver-outside-at-once.ts';
import { runWhenTold } from './run-when-told.ts';

interface Job {
  readonly name: string;
  readonly cron: string;
  /**
   * @returns what was done; null where it was not time yet
   * @param stopping the process is about to end: long work leaves the rest to the next one
   * @param outside how other systems are reached
   */
  readonly run: (ctx: Ctx, stopping: AbortSignal, outside: Outside) => Promise<Record<string, number> | null>;
}

/** Everything that happens by the clock. */
const JOBS: readonly Job[] = [
  { name: 'sweep-sessions', cron: '17 * * * *', run: sweepSessions },
  { name: 'close-standing-tickets', cron: '*/10 * * * *', run: closeStandingTickets },
  { name: 'work-off-bulk-runs', cron: '* * * * *', run: workOffBulkRuns },
  { name: 'hand-over-left-tickets', cron: '* * * * *', run: handOverLeftTickets },
  // What waits is given out at once when somebody comes (below), too; this is for shifts that begin.
  { name: 'assign-waiting', cron: '* * * * *', run: workOffWaits },
  { name: 'pass-on-offers', cron: '* * * * *', run: passOnOffers },
  // Follows events at once (below), too; this is for those that go by the clock, and for what was missed.
  { name: 'work-off-automations', cron: '* * * * *', run: workOffAutomations },
  // Other policies are followed at once (below); this is for what was left over.
  { name: 'work-off-clocks', cron: '* * * * *', run: workOffClocks },
  { name: 'sweep-drafts', cron: '27 3 * * *', run: sweepDrafts },
  { name: 'sweep-staged-imports', cron: '37 3 * * *', run: sweepStagedImports },
  // Begun at once (below); this is for what a process that died has left.
  { name: 'work-off-imports', cron: '* * * * *', run: workOffImports },
  // Exports begin at once (below), too.
  { name: 'work-off-exports', cron: '* * * * *', run: workOffExports },
  { name: 'sweep-exports', cron: '47 * * * *', run: sweepExports },
  { name: 'sweep-import-files', cron: '39 3 * * *', run: sweepImportFiles },
  // As often as the setting says.
  { name: 'sweep-sla', cron: `*/${SLA_TICK_SECONDS} * * * * *`, run: sweepSlaInTime },
  // Messages go out at once (below); this is for those that could not, and for what was missed.
  { name: 'deliver-outbox', cron: '* * * * *', run: deliverOutbox },
  {
    name: 'deliver-outside',
    cron: '* * * * *',
    run: (ctx, stopping, outside) => deliverOutside(ctx, outside, stopping),
  },
  { name: 'send-digests', cron: '* * * * *', run: sendDigests },
  { name: 'sweep-attachments', cron: '41 3 * * *', run: sweepAttachments },
];

/** Starts the jobs; a run that is still going is not started again. Answers how to stop them. */
export function startJobs(ctx: Ctx, channel: Channel, outside: Outside): () => Promise<void> {
  const stopping = new AbortController();
  const tasks = JOBS.map((job) =>
    cron.schedule(
      job.cron,
      async () => {
        try {
          const counts = await job.run(ctx, stopping.signal, outside);
          if (counts) ctx.log.info({ job: job.name, ...counts }, 'job done');
        } catch (error) {
          ctx.log.error({ job: job.name, err: error }, 'job failed');
        }
      },
      { noOverlap: true, timezone: ctx.zone },
    ),
  );
  const stops = [deliverAtOnce, importAtOnce, exportAtOnce, assignAtOnce, automateAtOnce, measureAtOnce].map(
    (start) => start(ctx, channel, stopping.signal),
  );
  stops.push(deliverOutsideAtOnce(ctx, channel, outside, stopping.signal));
  return async () => {
    stopping.abort();
    await Promise.all(stops.map((stop) => stop()));
    for (const task of tasks) await task.destroy();
  };
}

/** Delivers messages as soon as they are queued, by whichever process. */
export function deliverAtOnce(ctx: Ctx, channel: Channel): () => Promise<void> {
  return runWhenTold(
    ctx,
    channel,
    (notice) => notice.kind === 'outbox' || notice.kind === 'resync',
    () => deliverOutbox(ctx),
  );
}

/** Makes large exports as soon as they are asked for, by whichever process. */
function exportAtOnce(ctx: Ctx, channel: Channel, stopping: AbortSignal): () => Promise<void> {
  return runWhenTold(
    ctx,
    channel,
    (notice) => notice.kind === 'exports' || notice.kind === 'resync',
    () => workOffExports(ctx, stopping),
  );
}

/** Gives out what waits as soon as somebody is there for it. */
function assignAtOnce(ctx: Ctx, channel: Channel, stopping: AbortSignal): () => Promise<void> {
  return runWhenTold(
    ctx,
    channel,
    (notice) => notice.kind === 'duty' || notice.kind === 'resync',
    () => workOffWaits(ctx, stopping),
  );
}

/** Does what automations say as soon as something happens that they follow, by whichever process. */
function automateAtOnce(ctx: Ctx, channel: Channel, stopping: AbortSignal): () => Promise<void> {
  return runWhenTold(
    ctx,
    channel,
    (notice) => notice.kind === 'automation' || notice.kind === 'resync',
    () => workOffAutomations(ctx, stopping),
  );
}

/** Works out clocks anew as soon as another policy or calendar asks for it, by whichever process. */
function measureAtOnce(ctx: Ctx, channel: Channel, stopping: AbortSignal): () => Promise<void> {
  return runWhenTold(
    ctx,
    channel,
    (notice) => notice.kind === 'time' || notice.kind === 'resync',
    () => workOffClocks(ctx, stopping),
  );
}

/** So many imports are worked on at a time by one process: one that takes minutes does not keep the others waiting. */
const IMPORT_LANES = 3;

/** Checks and runs imports as soon as somebody asks for it. */
function importAtOnce(ctx: Ctx, channel: Channel, stopping: AbortSignal): () => Promise<void> {
  return runWhenTold(
    ctx,
    channel,
    (notice) => (notice.kind === 'import' && notice.isWork) || notice.kind === 'resync',
    () => workOffImports(ctx, stopping),
    IMPORT_LANES,
  );
}
