import type { Ctx } from '../../context.ts';
import { dayOf, endOfDay, formatTime } from '../../domain/time/format.ts';
import { readClock } from '../../domain/time/hours.ts';
import { findActors } from '../people/actor.query.ts';
import { findSettings } from '../settings/settings.query.ts';
import { findDigest, findDigestReaders, findDigestScope, sumOf } from './digest.query.ts';
import { claimDay } from './digest.store.ts';
import { type Letter, spreadMessages } from './spread-messages.ts';

const PAGE = '/digest';
/** Later than so, a morning's digest is of no use any more. */
const LATEST_MINUTES = 6 * 60;

/**
 * Tells managers once a day what is overdue, due today and not accepted (spec 05): leaders of departments of their
 * groups, administrators of tickets of all, each of what they may read; nothing when there is nothing. The day is
 * claimed in the transaction that queues its messages, so that of many processes one does it, and whole.
 */
export async function sendDigests(ctx: Ctx): Promise<{ told: number }> {
  const now = ctx.now();
  const { digest_enabled: isOn, digest_at: at } = await findSettings(ctx.db);
  const day = dayOf(now, ctx.zone);
  if (!isOn || !isTime(readClock(formatTime(now, now, ctx.zone)), readClock(at))) return { told: 0 };
  return ctx.db.transaction(async (trx) => {
    if (!(await claimDay(trx, day, now))) return { told: 0 };
    const moments = { now, endOfDay: endOfDay(day, ctx.zone) ?? now };
    const letters: Letter[] = [];
    for (const person of await findActors(trx, await findDigestReaders(trx))) {
      const scope = await findDigestScope(trx, person);
      if (!scope) continue;
      const { overdue, today, pooled, offered } = sumOf(await findDigest(trx, person, scope, moments));
      if (overdue + today + pooled + offered === 0) continue;
      const words = {
        ...{ overdue_count: String(overdue), today_count: String(today) },
        unaccepted_count: String(pooled + offered),
      };
      letters.push({
        ...{ kind: 'digest', recipientId: person.id, actorId: null, link: PAGE, channels: [] },
        told: { words: () => words },
        once: `digest:${day}:${person.id}`,
      });
    }
    return { told: await spreadMessages(ctx, trx, { ticket: null, letters, announcements: [] }) };
  });
}

/** By the clocks of the zone, so that days of 23 and 25 hours have their digest at the same time as others. */
function isTime(now: number | undefined, at: number | undefined): boolean {
  return now !== undefined && at !== undefined && now >= at && now - at <= LATEST_MINUTES;
}
