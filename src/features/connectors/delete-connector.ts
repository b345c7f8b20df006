import type { ActorCtx } from '../../context.ts';
import { faultAnswer } from '../../domain/connector/outcome.ts';
import { Conflict, NotFound, Refused } from '../../errors.ts';
import type { Seal } from '../../net/seal.ts';
import { recordChange } from '../audit/record-change.ts';
import { findConnector } from './connectors.query.ts';
import { deleteConnectorRow, giveUpWaiting } from './connectors.store.ts';
import { isOfEnvironment, recordOf } from './save-connector.ts';

/**
 * Deletes a connector that is out of use (spec 05). What still waits for it is given up, with this as the reason; what
 * was delivered by it stays on record.
 * @throws NotFound · Conflict · Refused 409 while it is in use: messages may be on their way to it
 */
export async function deleteConnector(ctx: ActorCtx, seal: Seal, id: number, version: number): Promise<void> {
  await ctx.db.transaction(async (db) => {
    const connector = await findConnector(db, seal, id);
    if (!connector) throw new NotFound('connector');
    if (isOfEnvironment(connector)) throw new Refused(409, 'connector_of_environment');
    if (connector.version !== version) throw new Conflict(version);
    if (connector.active) throw new Refused(409, 'connector_active');
    const givenUp = await giveUpWaiting(db, id, {
      now: ctx.now(),
      reason: faultAnswer('connector_off'),
    });
    if (!(await deleteConnectorRow(db, id, version))) throw new Conflict(version);
    await recordChange(
      { ...ctx, db },
      {
        action: 'connector_deleted',
        subjectType: 'connector',
        subjectId: id,
        subjectName: connector.name,
        version,
        before: recordOf(connector),
        after: givenUp > 0 ? { given_up: givenUp } : {},
      },
    );
  });
}
