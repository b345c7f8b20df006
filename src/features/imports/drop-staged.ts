import type { Ctx } from '../../context.ts';
import { deleteStaged } from './staged-imports.store.ts';

/** Forgets an uploaded spreadsheet: it was imported. Inside the transaction that imports it. */
export async function dropStaged(ctx: Ctx, id: number): Promise<void> {
  await deleteStaged(ctx.db, id);
}
