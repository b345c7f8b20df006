import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Knex } from 'knex';

const WINDOW_SECONDS = 15 * 60;
const PER_PAIR = 10;
const PER_ADDRESS = 200;

export interface Attempt {
  readonly username: string;
  readonly address: string;
  /** Set when this browser has signed this user in before: it is counted by itself. */
  readonly deviceId: string | null;
}

/**
 * Slows guessing without letting a stranger lock anyone out (spec 03): failures count per address and user name, and
 * per address, never per user name alone. A browser that has signed the user in before is counted apart, so
 * that not even someone behind the same address can lock it out.
 */
export function createThrottle(db: Knex): {
  /**
   * Counts the attempt before it is judged, so that attempts at the same instant are counted too; answers seconds
   * to wait, 0 when it may go on.
   */
  take: (attempt: Attempt) => Promise<number>;
  succeeded: (attempt: Attempt) => Promise<void>;
} {
  const limiter = (points: number): RateLimiterPostgres =>
    new RateLimiterPostgres({
      storeClient: db,
      storeType: 'knex',
      tableName: 'sign_in_throttle',
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix: '',
      points,
      duration: WINDOW_SECONDS,
    });
  const pairs = limiter(PER_PAIR);
  const addresses = limiter(PER_ADDRESS);
  const name = (attempt: Attempt): string => attempt.username.toLowerCase().slice(0, 60);
  const counted = (attempt: Attempt): { limiter: RateLimiterPostgres; key: string }[] =>
    attempt.deviceId !== null
      ? [{ limiter: pairs, key: `device:${attempt.deviceId}:${name(attempt)}` }]
      : [
          { limiter: pairs, key: `pair:${attempt.address}:${name(attempt)}` },
          { limiter: addresses, key: `address:${attempt.address}` },
        ];
  return {
    take: async (attempt) => {
      const waits = await Promise.all(
        counted(attempt).map((each) =>
          each.limiter.consume(each.key).then(
            () => 0,
            (spent: unknown) => {
              // Being over the limit is an answer here, not an error.
              if (spent instanceof RateLimiterRes) return spent.msBeforeNext;
              throw spent;
            },
          ),
        ),
      );
      return Math.ceil(Math.max(0, ...waits) / 1000);
    },
    succeeded: async (attempt) => {
      const [own, address] = counted(attempt);
      if (own) await own.limiter.delete(own.key);
      if (address) await address.limiter.reward(address.key);
    },
  };
}
