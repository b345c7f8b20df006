import type { ActorCtx, Ctx } from '../../context.ts';
import { holds } from '../../domain/people/permissions.ts';
import { findSignedIn } from '../people/actor.query.ts';
import type { AnyHandler } from './import-handlers.ts';
import type { ImportRow } from './import-runs.store.ts';

/** Somebody has cancelled it, or began it anew: whatever is in hand is let go. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}

/** The person who imports has left, or may no longer do so. */
export class NoLongerAllowed extends Error {
  override readonly name = 'NoLongerAllowed';
}

/**
 * Whoever imports, as they are at this moment (spec 03): what is done in the background is done with the rights of now.
 * @throws NoLongerAllowed
 */
export async function asImporter(ctx: Ctx, row: ImportRow, handler: AnyHandler): Promise<ActorCtx> {
  const actor = await findSignedIn(ctx.db, row.user_id);
  const needed = ['ticket.import', ...handler.needs] as const;
  if (!actor || !needed.every((permission) => holds(actor, permission))) throw new NoLongerAllowed();
  return { ...ctx, actor, sourceIp: row.source_ip };
}

const LONGEST_REST_MS = 100;

/**
 * Lets the requests that wait be answered before going on, and rests as long as the work has taken: pages need this
 * very processor, and the database, many times before they are there.
 * @param since when the work began, by the clock of `performance`
 */
export function giveWay(since: number): Promise<void> {
  const worked = performance.now() - since;
  return new Promise((resolve) => {
    setTimeout(resolve, Math.min(worked, LONGEST_REST_MS));
  });
}
