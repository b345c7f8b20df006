import type { Ctx } from '../../context.ts';
import type { Outside } from '../../net/outside.ts';
import { keepMailConnector, switchOffMailConnector } from './environment-mail.store.ts';

/**
 * Keeps the way out by the operator's mail server at every start (spec 05, 11): there with SMTP_URL, unless an
 * administrator has set up another server and switched that on; switched off without.
 */
export async function keepMailOfEnvironment(ctx: Ctx, { smtpUrl }: Pick<Outside, 'smtpUrl'>): Promise<void> {
  await ctx.db.transaction(async (trx) => {
    if (smtpUrl === null) await switchOffMailConnector(trx);
    else await keepMailConnector(trx);
  });
}
