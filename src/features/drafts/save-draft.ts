import type { ActorCtx } from '../../context.ts';
import { Invalid } from '../../errors.ts';
import type { DraftContent } from './drafts.query.ts';
import { deleteDraft, trimDrafts, upsertDraft } from './drafts.store.ts';

/** A draft belongs to the create page, or to one form of one ticket, e.g. `GD261122-1042/append`. */
const KEY = /^(new|[A-Z]{1,6}\d{6}-\d{4,12}\/[a-z_]{2,30})$/;
/** What belongs to one opening of a page, or is secret. */
const NEVER_KEPT = /^_|^(submission_key|version|intent)$|password|token/;
/**
 * A ticket's own form is kept whole, with the version it was opened at: what its writer left alone is to follow what
 * others change meanwhile, and a field that is missing would be one that they emptied.
 */
const OWN_FORM = /\/save$/;
const NEVER_OF_OWN_FORM = /^_/;
const MOST_BYTES = 100 * 1024;
const MOST_PER_USER = 50;

/**
 * Keeps what a person has typed into a form and not sent yet (spec 07). It is theirs, not the ticket's: it stays when
 * the ticket changes or goes to someone else.
 * @throws Invalid when the key is none of ours, or the text is longer than 100 KB
 */
export async function saveDraft(ctx: ActorCtx, key: string, form: DraftContent): Promise<void> {
  if (!KEY.test(key)) throw new Invalid({ draft: { code: 'unusable', params: { key: 'draft' } } });
  const dropped = OWN_FORM.test(key) ? NEVER_OF_OWN_FORM : NEVER_KEPT;
  const kept = Object.entries(form).filter(([name]) => !dropped.test(name));
  const content = Object.fromEntries(kept.map(([name, value]) => [storable(name), storableAll(value)]));
  if (Buffer.byteLength(JSON.stringify(content)) > MOST_BYTES) {
    throw new Invalid({ draft: { code: 'draft_too_long', params: {} } });
  }
  await ctx.db.transaction(async (trx) => {
    await upsertDraft(trx, { userId: ctx.actor.id, key, content }, ctx.now());
    await trimDrafts(trx, ctx.actor.id, MOST_PER_USER);
  });
}

/** Forgets a draft: it was sent, or is not wanted any more (spec 07). */
export async function dropDraft(ctx: ActorCtx, key: string): Promise<void> {
  await deleteDraft(ctx.db, ctx.actor.id, key.slice(0, 100).replaceAll('\0', ''));
}

function storableAll(value: string | readonly string[]): string | string[] {
  return typeof value === 'string' ? storable(value) : value.map(storable);
}

/** PostgreSQL takes neither NUL nor half a character; neither was typed by a person. */
function storable(text: string): string {
  return text.replaceAll(/[\0\p{Cs}]/gu, '\ufffd');
}
