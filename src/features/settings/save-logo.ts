import type { ActorCtx } from '../../context.ts';
import type { FieldProblem } from '../../domain/form/field.ts';
import { Conflict, Invalid } from '../../errors.ts';
import type { Received, UploadLimits } from '../attachments/store-upload.ts';
import { write } from './save-settings.ts';
import type { Logo } from './setting-descriptors.ts';
import { findSettingRecords } from './settings.query.ts';
import { lockSettings } from './settings.store.ts';

/** Pictures that can't carry a script, told apart by their content (spec 10); small enough for every page. */
export const LOGO_LIMITS = {
  attachment_max_files: 1,
  attachment_types: ['png', 'jpg', 'jpeg', 'webp'],
  attachment_max_megabytes: 200 / 1024,
} as const satisfies UploadLimits;

/**
 * Makes an uploaded picture the logo (spec 10). The old one goes once the new one is there.
 * @throws Invalid `company_logo` when it is none · Conflict when somebody else has changed it since
 */
export async function saveLogo(ctx: ActorCtx, received: readonly Received[], version: number): Promise<void> {
  const [upload] = received.filter((one) => one.ok);
  const problem = problemOf(received);
  if (problem || !upload) {
    if (upload) await ctx.files.remove(upload.storedName);
    throw new Invalid({ company_logo: problem ?? { code: 'attachment_missing', params: {} } });
  }
  const { name, storedName: file, contentType: type, sha256 } = upload;
  try {
    await replaceLogo(ctx, { name, file, type, print: sha256.slice(0, 20) }, version);
  } catch (error) {
    await ctx.files.remove(file);
    throw error;
  }
}

/** Takes the logo away. @throws Conflict */
export async function removeLogo(ctx: ActorCtx, version: number): Promise<void> {
  await replaceLogo(ctx, null, version);
}

async function replaceLogo(ctx: ActorCtx, logo: Logo | null, version: number): Promise<void> {
  const old = await ctx.db.transaction(async (trx) => {
    await lockSettings(trx);
    const record = (await findSettingRecords(trx)).get('company_logo');
    if (record?.version !== version) throw new Conflict(version);
    await write({ ...ctx, db: trx }, trx, record, logo, logo ? 'setting_changed' : 'setting_reset');
    return record.value as Logo | null;
  });
  if (old) await ctx.files.remove(old.file);
}

/** Why it can't be the logo, in words of its own where those of attachments speak of other limits. */
function problemOf(received: readonly Received[]): FieldProblem | undefined {
  const refused = received.find((one) => !one.ok);
  if (!refused) return undefined;
  const { problem } = refused;
  const isSize = problem.code === 'attachment_too_large';
  const isKind = problem.code === 'attachment_type' || problem.code === 'attachment_disguised';
  if (isSize) return { code: 'logo_too_large', params: {} };
  return isKind ? { code: 'logo_type', params: {} } : problem;
}
