import type { Knex } from 'knex';
import type { ActorCtx } from '../../context.ts';
import type { PastLife, PreparedTicket, RowProblem } from '../../domain/import/import-row.ts';
import { holdPickable } from '../categories/categories.query.ts';
import { findSettings } from '../settings/settings.query.ts';
import { findTemplatesOfVersions } from '../templates/template-form.query.ts';
import { keepPastTickets, type KeptTicket, type PastTicket } from '../tickets/keep-past-tickets.ts';
import type { ImportAtWork, ImportHandler, RowOutcome, RowToWrite } from './import-handler.ts';
import { ofRow } from './import-rows.store.ts';
import { holdIdentities } from './imported-before.query.ts';
import { judgeTogether } from './judge-together.store.ts';
import { ticketsHandler } from './tickets-handler.ts';

type Row = RowToWrite<PreparedTicket>;

/**
 * Closed tickets of the time before, with their own times, handlers and results (spec 06, "Historical data"): read like
 * other tickets, written as they ended, and nobody is told.
 */
export const historyHandler: ImportHandler<PreparedTicket> = {
  ...ticketsHandler,
  finishCheck: (ctx, { id }) => judgeTogether(ctx.db, id, 'history'),
  write: (ctx, job, rows) => ctx.db.transaction((trx) => writePast({ ...ctx, db: trx }, trx, job, rows)),
};

async function writePast(
  ctx: ActorCtx,
  trx: Knex.Transaction,
  job: ImportAtWork,
  rows: readonly Row[],
): Promise<RowOutcome[]> {
  const judge = await openJudge(trx, rows);
  const judged = rows.map((row) => ({ row, verdict: judge(job, row) }));
  const wanted = judged.flatMap(({ verdict }) => ('wanted' in verdict ? verdict.wanted : []));
  const kept = await keepPastTickets(ctx, trx, wanted, await findSettings(trx));
  const keptOf = new Map(wanted.map((one, at) => [one, kept[at]]));
  return judged.map(({ row, verdict }) =>
    'outcome' in verdict ? verdict.outcome : outcomeOf(row, keptOf.get(verdict.wanted)),
  );
}

type Verdict = { readonly wanted: PastTicket } | { readonly outcome: RowOutcome };

/** Some of what the check knew has changed since. */
async function openJudge(
  trx: Knex.Transaction,
  rows: readonly Row[],
): Promise<(job: ImportAtWork, row: Row) => Verdict> {
  const before = await holdIdentities(
    trx,
    rows.flatMap(({ identity }) => identity ?? []),
  );
  const categories = await holdPickable(trx, [...new Set(rows.map(({ prepared }) => prepared.categoryId))]);
  const templates = await findTemplatesOfVersions(trx, [
    ...new Set(rows.map(({ prepared }) => prepared.templateVersionId)),
  ]);
  return (job, row) => {
    const { categoryId, templateVersionId: versionId, phone, values, past } = row.prepared;
    const earlier = row.identity === null ? undefined : before.get(row.identity);
    if (earlier !== undefined)
      return settle(row, 'duplicate', ofRow('import:imported_before', { number: earlier }));
    const category = categories.get(categoryId);
    if (!category) return settle(row, 'refused', ofRow('import:category_gone'));
    if (templates.get(versionId) !== category.templateId)
      return settle(row, 'refused', ofRow('import:form_changed'));
    const origin = { importId: job.id, file: job.fileName, row: row.number };
    return { wanted: { category, versionId, values, phone, origin, past: lived(row, past) } };
  };
}

/** A row of this kind that the check let pass has a life of its own. */
function lived({ number }: Row, past: PastLife | undefined): PastLife {
  if (!past) throw new Error(`row ${number} has no past`);
  return past;
}

function outcomeOf(row: Row, kept: KeptTicket | undefined): RowOutcome {
  if (!kept) throw new Error(`row ${row.number} was not kept`);
  if ('same' in kept)
    return settle(row, 'duplicate', ofRow('import:past_there', { number: kept.same })).outcome;
  return { number: row.number, state: 'done', problems: [], ...kept };
}

function settle(
  { number }: Row,
  state: RowOutcome['state'],
  problem: RowProblem,
): { readonly outcome: RowOutcome } {
  return { outcome: { number, state, ticketId: null, problems: [problem] } };
}
