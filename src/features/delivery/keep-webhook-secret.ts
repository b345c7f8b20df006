import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import type { Seal } from '../../net/seal.ts';
import { findStoredSecret, storeSecret } from './webhook-secret.store.ts';

/**
 * The secret with which calls of automations are signed (spec 05): made on first use, and anew where SESSION_SECRET is
 * another than when it was kept, which leaves nothing of it to be read.
 */
export async function keepWebhookSecret(db: Knex, seal: Seal): Promise<string> {
  const stored = await findStoredSecret(db);
  const secret = stored === undefined ? null : seal.open(stored);
  if (secret !== null) return secret;
  await storeSecret(db, seal.seal(randomBytes(32).toString('hex')), stored);
  const kept = await findStoredSecret(db);
  const opened = kept === undefined ? null : seal.open(kept);
  if (opened === null) throw new Error('the secret of webhooks is sealed with another SESSION_SECRET');
  return opened;
}
