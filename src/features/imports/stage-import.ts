import type { ActorCtx } from '../../context.ts';
import { type Sheet, readSheet, type SheetFile } from '../../spreadsheet/read-sheet.ts';
import { insertStaged, trimStaged } from './staged-imports.store.ts';

/** A person has so many of a kind in the works. */
const KEPT = 3;

/**
 * Reads a spreadsheet and keeps its rows until its owner has looked at what they would change (spec 06). Nothing else
 * is written.
 * @param check throws Invalid when the sheet is none of this kind
 * @throws Invalid about `file`
 */
export async function stageImport(
  ctx: ActorCtx,
  { kind, file }: { kind: string; file: SheetFile },
  check: (sheet: Sheet) => void,
): Promise<number> {
  const sheet = await readSheet(file);
  check(sheet);
  return ctx.db.transaction(async (db) => {
    const id = await insertStaged(db, {
      user_id: ctx.actor.id,
      kind,
      file_name: [...file.name].slice(0, 200).join('') || 'file',
      sheet,
      created_at: ctx.now(),
    });
    await trimStaged(db, ctx.actor.id, kind, KEPT);
    return id;
  });
}
