import type { Ctx } from '../context.ts';
import type { Channel } from '../db/open-channel.ts';
import { deliverOutside } from '../features/delivery/deliver-outside.ts';
import type { Outside } from '../net/outside.ts';
import { runWhenTold } from './run-when-told.ts';

/** So many runs at a time: while one waits for a channel that hangs, others serve what is queued meanwhile. */
const LANES = 3;

/**
 * Delivers to other systems as soon as something is queued for them, by whichever process; and again as soon as the pace
 * of a channel lets the next message go.
 */
export function deliverOutsideAtOnce(
  ctx: Ctx,
  channel: Channel,
  outside: Outside,
  stopping: AbortSignal,
): () => Promise<void> {
  let timer: NodeJS.Timeout | null = null;
  let paced: Promise<void> = Promise.resolve();

  const run = async (): Promise<void> => {
    const { again_ms: wait } = await deliverOutside(ctx, outside, stopping);
    if (wait === 0 || stopping.aborted || timer) return;
    timer = setTimeout(() => {
      timer = null;
      paced = run().catch((error: unknown) => {
        ctx.log.error({ err: error }, 'paced messages could not be delivered');
      });
    }, wait).unref();
  };
  const stop = runWhenTold(
    ctx,
    channel,
    (notice) => notice.kind === 'outbox' || notice.kind === 'resync',
    run,
    LANES,
  );
  return async () => {
    if (timer) clearTimeout(timer);
    await stop();
    await paced;
  };
}
