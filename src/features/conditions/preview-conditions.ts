import type { ActorCtx } from '../../context.ts';
import type { Condition, Conditions } from '../../domain/conditions/language.ts';
import { findFitting, type FittingTickets, limitStatements } from './preview.query.ts';
import { findWorld } from './world.query.ts';

/** Longer than that nobody waits for a figure that only helps. */
const PATIENCE_MS = 3000;
const QUERY_CANCELED = '57014';

export interface Preview extends FittingTickets {
  /** Closed tickets are left out, unless the conditions speak of them. */
  readonly isOpen: boolean;
}

/**
 * Which tickets conditions choose as things stand (spec 04), of those that the actor may see; null where that takes
 * too long to find out.
 */
export async function previewConditions(ctx: ActorCtx, conditions: Conditions): Promise<Preview | null> {
  const isOpen = !speaksOfClosed(conditions.root);
  try {
    return await ctx.db.transaction(async (db) => {
      const world = await findWorld(db, ctx.now(), ctx.zone);
      await limitStatements(db, PATIENCE_MS);
      return { ...(await findFitting(db, ctx.actor, { conditions, world, isOpen })), isOpen };
    });
  } catch (error) {
    if ((error as { code?: unknown }).code === QUERY_CANCELED) return null;
    throw error;
  }
}

function speaksOfClosed(condition: Condition): boolean {
  if (condition.kind !== 'test') return condition.of.some(speaksOfClosed);
  return condition.field === 'closed_at' || (condition.field === 'status' && isAboutClosed(condition.value));
}

function isAboutClosed(value: unknown): boolean {
  return Array.isArray(value) && value.includes('closed');
}
