import type { Ctx } from '../context.ts';
import type { Channel, Notice } from '../db/open-channel.ts';

/**
 * Runs a piece of work when the database announces that there is some; never more often at a time than there are
 * `lanes`, and once more when told while all of them are taken. Answers how to stop, which waits for the runs that are
 * going on.
 */
export function runWhenTold(
  ctx: Ctx,
  channel: Channel,
  isMeant: (notice: Notice) => boolean,
  work: () => Promise<unknown>,
  lanes = 1,
): () => Promise<void> {
  let again = false;
  const running = new Set<Promise<void>>();
  let stopped = false;

  const run = async (): Promise<void> => {
    do {
      again = false;
      try {
        await work();
      } catch (error) {
        // The clock will try again: see schedule.ts.
        ctx.log.error({ err: error }, 'work that the database announced failed');
      }
    } while (again && !stopped);
  };
  const unsubscribe = channel.subscribe((notice) => {
    if (!isMeant(notice)) return;
    again = true;
    if (running.size >= lanes) return;
    const lane = run().finally(() => running.delete(lane));
    running.add(lane);
  });
  return async () => {
    stopped = true;
    unsubscribe();
    await Promise.all(running);
  };
}
