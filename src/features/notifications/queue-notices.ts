import type { Knex } from 'knex';
import type { Ctx } from '../../context.ts';
import { spreadMessages } from './spread-messages.ts';

/** A message about something else than a ticket, in the language of whom it is for. */
export interface Notice {
  readonly kind: string;
  readonly recipientId: number;
  readonly body: string;
  /** Where it leads: an address of this site. */
  readonly link: string;
  /** The same is queued once. */
  readonly once: string;
}

/**
 * Queues messages that are about no ticket, such as the end of a long piece of work, inside the transaction that
 * causes them (spec 05, 06). They take the way of all messages, and lead to the page that they name.
 */
export async function queueNotices(
  ctx: Ctx,
  trx: Knex.Transaction,
  notices: readonly Notice[],
): Promise<void> {
  await spreadMessages(ctx, trx, {
    ticket: null,
    letters: notices.map(({ body, ...notice }) => ({
      ...notice,
      actorId: null,
      told: { own: body },
      channels: [],
    })),
    announcements: [],
  });
}
