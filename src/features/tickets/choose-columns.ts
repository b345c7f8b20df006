import type { ActorCtx } from '../../context.ts';
import { BUILT_IN_COLUMNS, type ColumnChoice, columnsNamed, fieldKeysIn } from './list-columns.ts';
import { deleteListColumns, upsertListColumns } from './list-columns.store.ts';
import { findListFields } from './list-fields.query.ts';

/**
 * Remembers the columns that a person wants in a view, and their order (spec 07). What is no column is left out, and
 * the columns that every list has are not worth remembering: those who have them see it when the product adds one.
 */
export async function chooseColumns(ctx: ActorCtx, choice: ColumnChoice): Promise<void> {
  const fields = await findListFields(ctx.db, fieldKeysIn(choice.names));
  const names = columnsNamed(choice.names, fields).map(({ name }) => name);
  if (names.join() === BUILT_IN_COLUMNS.join()) await deleteListColumns(ctx.db, ctx.actor.id, choice.view);
  else await upsertListColumns(ctx.db, ctx.actor.id, { view: choice.view, names });
}
