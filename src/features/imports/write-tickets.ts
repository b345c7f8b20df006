import type { Knex } from 'knex';
import type { ActorCtx } from '../../context.ts';
import type { PreparedTicket, RowProblem } from '../../domain/import/import-row.ts';
import { type Route, routeWithoutRule } from '../../domain/routing/decide-route.ts';
import { textOf } from '../../domain/ticket/action-rule.ts';
import { holdPickable, type PickedCategory } from '../categories/categories.query.ts';
import { assignArrived } from '../routing/assign-arrived.ts';
import { describeNewTickets } from '../routing/new-subjects.query.ts';
import { findRoutesOfNew } from '../routing/route.query.ts';
import { type CategoryRouting, findRoutingByCategory } from '../routing/routing-places.query.ts';
import { findSettings, type Settings } from '../settings/settings.query.ts';
import { findTemplatesOfVersions } from '../templates/template-form.query.ts';
import { attempt } from '../tickets/attempt.ts';
import { beginTickets, type WantedTicket } from '../tickets/begin-tickets.ts';
import { performAction } from '../tickets/perform-action.ts';
import type { ImportAtWork, RowOutcome, RowToWrite } from './import-handler.ts';
import { ofRow } from './import-rows.store.ts';
import {
  beImport,
  findOpenCases,
  holdIdentities,
  keyOfCase,
  type OpenCase,
} from './imported-before.query.ts';
import { keepTime } from '../sla/keep-time.ts';

type Row = RowToWrite<PreparedTicket>;

/** What a batch has to know of the installation as it is now; some of it has changed since the check. */
interface Known {
  readonly settings: Settings;
  readonly categories: ReadonlyMap<number, PickedCategory>;
  readonly routes: ReadonlyMap<number, Route>;
  readonly templates: ReadonlyMap<number, number>;
  readonly before: ReadonlyMap<string, string>;
  readonly open: ReadonlyMap<string, OpenCase>;
}

/** What is done with a row; null when it has to wait for another one. */
type Verdict =
  | { readonly kind: 'begin'; readonly wanted: WantedTicket }
  | { readonly kind: 'append'; readonly to: OpenCase }
  | { readonly kind: 'settle'; readonly outcome: RowOutcome }
  | null;

/**
 * Makes a batch of rows into tickets, or appends them to those that are there (spec 06, "Run"): in a constant number of
 * statements but for what is appended, which goes by the rules of that action one by one.
 */
export function writeTickets(
  ctx: ActorCtx,
  job: ImportAtWork,
  rows: readonly Row[],
): Promise<readonly RowOutcome[]> {
  return ctx.db.transaction(async (trx) => {
    const inside = { ...ctx, db: trx };
    const known = await learn(inside, trx, rows);
    const callers = new Set<string>();
    const judged = rows.map((row) => ({ row, verdict: judge(job, row, known, callers) }));
    const outcomes = judged.flatMap(({ verdict }) => (verdict?.kind === 'settle' ? verdict.outcome : []));
    await beImport(trx, job.id);
    // Tickets are locked before customers, as when somebody edits one.
    const versions = new Map<number, number>();
    for (const { row, verdict } of judged)
      if (verdict?.kind === 'append') outcomes.push(...(await append(inside, row, verdict.to, versions)));
    const begins = judged.flatMap(({ row, verdict }) =>
      verdict?.kind === 'begin' ? [{ number: row.number, wanted: verdict.wanted }] : [],
    );
    const wanted = begins.map((each) => each.wanted);
    const begun = await beginTickets(inside, trx, wanted, { settings: known.settings, onDuplicate: 'skip' });
    for (const [at, { number }] of begins.entries()) {
      const made = begun[at];
      // Without a ticket somebody has just made one: the next batch finds it.
      if (made)
        outcomes.push({
          number,
          state: 'done',
          ticketId: made.ticket.id,
          problems: [],
          isNewCustomer: made.isNewCustomer,
        });
    }
    const arrivals = begun.flatMap((made, at) =>
      made ? [{ ticketId: made.ticket.id, route: wanted[at]?.route ?? null }] : [],
    );
    // Nobody is told of each: the end of the import says how many.
    await assignArrived(inside, trx, arrivals, { quiet: true });
    await keepTime(
      inside,
      trx,
      arrivals.map(({ ticketId }) => ticketId),
    );
    return outcomes;
  });
}

async function learn(ctx: ActorCtx, trx: Knex.Transaction, rows: readonly Row[]): Promise<Known> {
  const categoryIds = [...new Set(rows.map(({ prepared }) => prepared.categoryId))];
  const versionIds = [...new Set(rows.map(({ prepared }) => prepared.templateVersionId))];
  const settings = await findSettings(trx);
  const identities = rows.flatMap(({ identity }) => identity ?? []);
  const before = await holdIdentities(trx, identities);
  const categories = await holdPickable(trx, categoryIds);
  const routing = await findRoutingByCategory(trx, settings, categoryIds);
  return {
    settings,
    before,
    categories,
    routes: await findRoutes(ctx, trx, rows, { settings, categories, routing }),
    templates: await findTemplatesOfVersions(trx, versionIds),
    open: await findOpenCases(
      trx,
      rows.map(({ prepared }) => prepared),
    ),
  };
}

function judge(job: ImportAtWork, row: Row, known: Known, callers: Set<string>): Verdict {
  const { prepared, number } = row;
  const { categoryId, templateVersionId: versionId, phone, values } = prepared;
  const earlier = row.identity === null ? undefined : known.before.get(row.identity);
  if (earlier !== undefined)
    return settle(row, 'duplicate', ofRow('import:imported_before', { number: earlier }));
  const category = known.categories.get(categoryId);
  if (!category) return settle(row, 'refused', ofRow('import:category_gone'));
  if (known.templates.get(versionId) !== category.templateId)
    return settle(row, 'refused', ofRow('import:form_changed'));
  const open = phone === null ? undefined : known.open.get(keyOfCase(prepared));
  if (open && job.plan.duplicates === 'append') return { kind: 'append', to: open };
  if (open) return settle(row, 'duplicate', ofRow('import:duplicate_ticket', { number: open.number }));
  const route = known.routes.get(number);
  if (!route) return settle(row, 'refused', ofRow('import:no_group'));
  if (phone !== null && callers.has(phone)) return null;
  if (phone !== null) callers.add(phone);
  const origin = { importId: job.id, file: job.fileName, row: number };
  return { kind: 'begin', wanted: { category, versionId, values, phone, place: route.place, route, origin } };
}

function settle({ number }: Row, state: RowOutcome['state'], problem: RowProblem): Verdict {
  return { kind: 'settle', outcome: { number, state, ticketId: null, problems: [problem] } };
}

/** Where the rules send the rows (spec 04), by their numbers; without a rule as routed, else for review. */
async function findRoutes(
  ctx: ActorCtx,
  trx: Knex.Transaction,
  rows: readonly Row[],
  known: Pick<Known, 'settings' | 'categories'> & { readonly routing: ReadonlyMap<number, CategoryRouting> },
): Promise<Map<number, Route>> {
  const now = ctx.now();
  const asked = rows.flatMap(({ number, prepared }) => {
    const { categoryId, values, phone } = prepared;
    const category = known.categories.get(categoryId);
    const places = known.routing.get(categoryId);
    return category && places ? [{ number, places, draft: { category, values, phone } }] : [];
  });
  const { repeat_days: repeatDays } = known.settings;
  const by = { creatorId: ctx.actor.id, departmentId: ctx.actor.departmentId, now, repeatDays };
  const routes = await findRoutesOfNew(
    trx,
    asked.map(({ places }) => places),
    { now, zone: ctx.zone },
    (attributes) =>
      describeNewTickets(
        trx,
        asked.map(({ draft }) => draft),
        by,
        attributes,
      ),
  );
  return new Map(
    asked.flatMap(({ number, places }, at) => {
      const route = routes[at] ?? routeWithoutRule('dispatched', places);
      // In nobody's pool nobody would find it.
      return route && route.place.groupId !== null ? [[number, route] as const] : [];
    }),
  );
}

/**
 * Adds what the row says to the ticket that is there, as whoever imports would; nothing when that is just changing.
 * @param versions of the tickets that this batch has added to already
 */
async function append(
  ctx: ActorCtx,
  row: Row,
  { id, number, version: found }: OpenCase,
  versions: Map<number, number>,
): Promise<RowOutcome[]> {
  const version = versions.get(id) ?? found;
  const form = { remark: textOf(row.prepared.values, 'description') };
  const request = { number, action: 'append', version, form, isQuiet: true } as const;
  const refused = await attempt(() => performAction(ctx, request));
  // Agents are at work: the next batch reads it anew.
  if (refused?.code === 'changed') return [];
  if (refused) {
    const problem = ofRow(APPEND_REFUSED[refused.code] ?? `refusal:${refused.code}`, { number });
    return [{ number: row.number, state: 'refused', ticketId: null, problems: [problem] }];
  }
  versions.set(id, version + 1);
  return [
    { number: row.number, state: 'appended', ticketId: id, problems: [ofRow('import:appended', { number })] },
  ];
}

const APPEND_REFUSED: Readonly<Record<string, string>> = {
  not_found: 'import:append_unseen',
  form_differs: 'import:append_too_long',
};
