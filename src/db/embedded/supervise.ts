import { setTimeout as delay } from 'node:timers/promises';
import type { Postmaster } from './postmaster.ts';

interface Supervised {
  readonly current: () => Postmaster;
  /** No restart from here on; resolves when none is under way. */
  readonly end: () => Promise<void>;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;
/** A server that has run this long has earned a quick restart again. */
const STEADY_AFTER_MS = 60_000;

/** Keeps a server running: whenever it ends by itself, `restart` is tried until it succeeds. */
export function supervise(
  first: Postmaster,
  restart: (dead: Postmaster, signal: AbortSignal) => Promise<Postmaster>,
  log: (message: string) => void,
): Supervised {
  const ending = new AbortController();
  const { signal } = ending;
  let current = first;
  let recovery: Promise<void> = Promise.resolve();
  let pause = FIRST_PAUSE_MS;

  const watch = (server: Postmaster) => {
    const since = Date.now();
    void server.ended.then((how) => {
      if (signal.aborted) return;
      log(`The database server stopped unexpectedly (${how}); starting it again.`);
      if (Date.now() - since > STEADY_AFTER_MS) pause = FIRST_PAUSE_MS;
      recovery = recover(server);
    });
  };

  const recover = async (dead: Postmaster) => {
    while (!signal.aborted) {
      try {
        await delay(pause, undefined, { signal });
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
        current = await restart(dead, signal);
        log(`The database server is back (process ${current.pid}).`);
        watch(current);
        return;
      } catch (error) {
        if (signal.aborted) return;
        const reason = error instanceof Error ? error.message : String(error);
        log(`${reason}\nTrying again in ${pause / 1000} s.`);
      }
    }
  };

  watch(first);
  return {
    current: () => current,
    end: async () => {
      ending.abort();
      await recovery;
    },
  };
}
