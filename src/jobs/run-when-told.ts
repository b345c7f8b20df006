import type { Ctx } from '../context.ts';
import type { Channel, Notice } from '../db/open-channel.ts';

/**
 * Runs a piece of work when the database announces that there is some; never twice at a time, and once more when told
 * while running. Answers how to stop, which waits for a run that is going on.
 */
export function runWhenTold(
  ctx: Ctx,
  channel: Channel,
  isMeant: (notice: Notice) => boolean,
  work: () => Promise<unknown>,
): () => Promise<void> {
  let again = false;
  let running: Promise<void> | null = null;
  let stopped = false;

  const run = async (): Promise<void> => {
    while (again && !stopped) {
      again = false;
      try {
        await work();
      } catch (error) {
        // The clock will try again: see schedule.ts.
        ctx.log.error({ err: error }, 'work that the database announced failed');
      }
    }
    running = null;
  };
  const unsubscribe = channel.subscribe((notice) => {
    if (!isMeant(notice)) return;
    again = true;
    running ??= run();
  });
  return async () => {
    stopped = true;
    unsubscribe();
    await running;
  };
}
