import type { Ctx } from '../../context.ts';
import type { RowProblem } from '../../domain/import/import-row.ts';
import { translator } from '../../i18n.ts';
import { type Notice, queueNotices } from '../notifications/queue-notices.ts';
import { cancelRows, countRows, type ImportCounts } from './import-rows.store.ts';
import { changeImport, type ImportRow, type ImportState } from './import-runs.store.ts';
import { findConcerned, findImporter, findReceivers } from './import-told.query.ts';
import { Overtaken } from './import-worker.ts';

/** What an import ends with: its counts, and one message to each whom it concerns, in one transaction (spec 06). */

export async function finishRun(ctx: Ctx, { id }: ImportRow): Promise<void> {
  if (!(await finish(ctx, id, 'running', { state: 'done' }))) throw new Overtaken();
}

/** What a cancelled run has not come to is said of its rows; false when that was done already. */
export function finishCancelled(ctx: Ctx, id: number): Promise<boolean> {
  return finish(ctx, id, 'cancelled', { state: 'cancelled' });
}

/** Ends what can't go on, with the reason; false when it has ended otherwise. */
export function finishFailed(
  ctx: Ctx,
  { id, state }: ImportRow,
  failure: Pick<RowProblem, 'code' | 'params'>,
): Promise<boolean> {
  return finish(ctx, id, state, { state: 'failed', failure: JSON.stringify(failure) });
}

async function finish(
  ctx: Ctx,
  id: number,
  from: ImportState,
  to: { readonly state: ImportState; readonly failure?: string },
): Promise<boolean> {
  return ctx.db.transaction(async (trx) => {
    const now = ctx.now();
    // Before the import itself is locked: who has some of them in hand counts them there before letting go.
    if (to.state !== 'done') await cancelRows(trx, id);
    const ended = await changeImport(trx, id, [from], { ...to, finished_at: now }, { ifUnfinished: true });
    if (!ended) return false;
    const counts = await countRows(trx, id);
    await changeImport(trx, id, [to.state], { counts: JSON.stringify(counts) });
    if (from !== 'checking') await queueNotices(ctx, trx, await noticesOf(trx, id, to.state, counts));
    return true;
  });
}

/**
 * To whoever imported, how it came out; to everyone in a group that got tickets, how many wait there now; to whoever has
 * some of them in hand, or tickets that it has added something to, how many.
 */
async function noticesOf(
  trx: Parameters<typeof queueNotices>[1],
  id: number,
  state: ImportState,
  counts: ImportCounts,
): Promise<Notice[]> {
  const importer = await findImporter(trx, id);
  const done = counts.done ?? 0;
  const others = (counts.refused ?? 0) + (counts.invalid ?? 0) + (counts.cancelled ?? 0);
  const told = translator(importer.language)(`import_message.${state}`, {
    id,
    file: importer.file,
    context: importer.kind,
    done,
    appended: counts.appended ?? 0,
    duplicate: counts.duplicate ?? 0,
    others,
  });
  const own: Notice = {
    kind: 'import_done',
    recipientId: importer.userId,
    body: told,
    link: `/imports/${id}`,
    once: `import:${id}:${state}`,
  };
  const receivers = await findReceivers(trx, id);
  const pooled = receivers.map(({ userId, language, groupId, group, count }): Notice => ({
    kind: 'import_pooled',
    recipientId: userId,
    body: translator(language)('import_message.pooled', { group, count, who: importer.name }),
    link: `/tickets?view=group&group=${groupId}&import=${id}`,
    once: `import:${id}:group:${groupId}:${userId}`,
  }));
  const concerned = await findConcerned(trx, id);
  const inHand = concerned.map(({ userId, language, given, appended }): Notice => ({
    kind: 'import_in_hand',
    recipientId: userId,
    body: ['given', 'appended']
      .map((what) => ({ what, count: what === 'given' ? given : appended }))
      .filter(({ count }) => count > 0)
      .map(({ what, count }) =>
        translator(language)(`import_message.${what}`, { who: importer.name, id, count }),
      )
      .join(translator(language)('import_message.and')),
    link: '/tickets?view=mine',
    once: `import:${id}:person:${userId}`,
  }));
  return [own, ...pooled, ...inHand];
}
