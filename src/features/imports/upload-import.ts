import type { Readable } from 'node:stream';
import type { ActorCtx } from '../../context.ts';
import type { ImportKind } from '../../domain/import/import-plan.ts';
import { presetOf } from '../../domain/import/presets.ts';
import { holds } from '../../domain/people/permissions.ts';
import { NotFound, Refused } from '../../errors.ts';
import { inspectFile } from '../../spreadsheet/inspect-file.ts';
import { draftPlan, type ToDraft } from './draft-plan.ts';
import { findImportConfig } from './import-config.query.ts';
import { findImport } from './imports.query.ts';
import { findPreset } from './presets.query.ts';
import type { StoredWorkbook } from './store-workbook.ts';
import { insertImport } from './uploads.store.ts';

export interface Upload {
  readonly kind: ImportKind;
  readonly workbook: StoredWorkbook;
  /** How the columns are read; null for whichever fits, or else a guess. */
  readonly presetId: number | null;
  /** An earlier import whose mapping this file gets. */
  readonly like?: number | null;
}

/**
 * Takes a stored spreadsheet as an import (spec 06, step 1): reads through it, so that what is wrong with it is told at
 * once, and guesses what its columns are. A file that can't be read is removed.
 * @throws Invalid about `file` · NotFound for a preset or an import to be like · Refused without the permission to close
 */
export async function uploadImport(ctx: ActorCtx, upload: Upload): Promise<number> {
  const { kind, workbook } = upload;
  try {
    if (!mayImport(ctx, kind)) throw new Refused(403, 'no_permission');
    const outline = await inspectFile({
      name: workbook.name,
      open: () => openStored(ctx, workbook.storedName),
    });
    const config = await findImportConfig(ctx, kind);
    const preset = await findPattern(ctx, upload);
    const { plan, presetId } = await draftPlan(ctx, { outline, config, preset });
    return await insertImport(ctx.db, {
      kind,
      user_id: ctx.actor.id,
      file_name: workbook.name,
      file_bytes: workbook.bytes,
      sha256: workbook.sha256,
      stored_name: workbook.storedName,
      outline,
      preset_id: presetId,
      plan,
      source_ip: ctx.sourceIp,
      created_at: ctx.now(),
    });
  } catch (error) {
    await ctx.files.remove(workbook.storedName);
    throw error;
  }
}

/** Closing many at once has a permission of its own. */
export function mayImport({ actor }: ActorCtx, kind: ImportKind): boolean {
  return holds(actor, 'ticket.import') && (kind !== 'closing' || holds(actor, 'ticket.bulk_close'));
}

/** @throws NotFound when the storage has no such file (any more) */
async function openStored({ files }: ActorCtx, storedName: string): Promise<Readable> {
  const content = await files.open(storedName);
  if (!content) throw new NotFound('file');
  return content;
}

/** Which mapping was asked for. Nothing was: then any that knows the headings. */
async function findPattern(
  ctx: ActorCtx,
  { kind, presetId, like = null }: Upload,
): Promise<ToDraft['preset']> {
  if (like !== null) {
    const earlier = await findImport(ctx, like);
    if (earlier.kind === kind) return { id: earlier.presetId, plan: presetOf(earlier.plan) };
  }
  if (presetId === null || kind === 'closing') return 'any';
  const preset = await findPreset(ctx.db, presetId);
  return preset.kind === kind ? preset : 'any';
}
