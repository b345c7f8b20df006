import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { scopesOf } from '../../domain/people/permissions.ts';
import { Invalid, NotFound, Refused } from '../../errors.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf, parseQuery } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { findSettings } from '../settings/settings.query.ts';
import { beginBulkRun } from '../tickets/begin-bulk-run.ts';
import { countPlaces } from '../tickets/bulk-result.view.ts';
import { findBulkRun, findMoved } from '../tickets/bulk-runs.query.ts';
import { BULK_LIMIT, readPicks } from '../tickets/bulk-selection.ts';
import { workOffBulkRun } from '../tickets/bulk-work-off.ts';
import { contextValues } from '../tickets/list-context.ts';
import { readCursor } from '../tickets/list-request.ts';
import { findMatching, findTicketPage } from '../tickets/ticket-list.query.ts';
import { listOf, type Place, placeAddress, placeKey, readPlaceKey } from './place.view.ts';
import { presentHeldTicket } from './held-ticket.view.ts';
import { findHeld, findStaff } from './workload.query.ts';
import { presentTargets, presentWorkload, type Section, sectionId } from './workload.view.ts';

/** So many are moved before the answer goes out: an ordinary selection is told at once, on the page it was made on. */
const AT_ONCE = 26;

/** Who has what in the groups one may reassign in, and moving it between people (spec 04). */
export function workloadRoutes(): Route[] {
  return [
    get(paths.workload.show, 'ticket.reassign', (web) => show(web)),
    post(paths.workload.move, 'ticket.reassign', move),
  ];
}

/** The groups whose work a person may move; null for all. @throws Refused 403 for those who may move their own alone */
function scopeOf({ user }: SignedInWeb): readonly number[] | null {
  const scopes = scopesOf(user, 'ticket.reassign');
  if (scopes.includes('all')) return null;
  if (!scopes.includes('groups')) throw new Refused(403, 'no_permission');
  return user.groupIds;
}

interface Refusal {
  readonly sentence: string;
  readonly to: string;
  readonly remark: string;
  readonly picks: ReadonlySet<string>;
  readonly submissionKey: string;
}

async function show(web: SignedInWeb, refusal?: Refusal & { readonly at: Place | null }): Promise<void> {
  const { ctx, t, moment } = web;
  const groupIds = scopeOf(web);
  const query = parseQuery(web.req, {
    at: z.string().max(30).optional(),
    page: z.string().max(40).optional(),
  });
  const place = refusal ? refusal.at : placeIn(query.at, groupIds);
  const settings = await findSettings(ctx.db);
  const [staff, held] = await Promise.all([
    findStaff(ctx.db, web.language, settings.assign_capacity),
    findHeld(ctx, groupIds),
  ]);
  const own = groupIds === null ? staff : staff.filter((row) => groupIds.includes(row.group_id));
  const sections = presentWorkload(own, held, place, { t, moment });
  await web.page('workload/index', {
    title: t('workload.title'),
    nav: 'workload',
    status: refusal ? 422 : 200,
    sections,
    targets: presentTargets(staff, t),
    open: place && (await openPlace(web, place, sections, query.page, settings.urge_badge_above)),
    refusal: refusal ?? null,
    submissionKey: refusal?.submissionKey ?? randomUUID(),
  });
}

/** @throws NotFound for what is no place, or none of theirs */
function placeIn(key: string | undefined, groupIds: readonly number[] | null): Place | null {
  if (key === undefined) return null;
  const place = readPlaceKey(key);
  const isTheirs =
    place && (groupIds === null || (place.groupId !== null && groupIds.includes(place.groupId)));
  if (!isTheirs) throw new NotFound('place');
  return place;
}

/** The tickets of one place, a page of them. @throws NotFound where there is no such place */
async function openPlace(
  web: SignedInWeb,
  place: Place,
  sections: readonly Section[],
  page: string | undefined,
  urgeAbove: number,
) {
  const key = placeKey(place);
  const section = sections.find(({ id }) => id === sectionId(place.groupId));
  const line = section?.lines.find(({ current }) => current);
  if (!section || !line) throw new NotFound('place');
  const request = listOf(place, readCursor(page, 'created'));
  const { rows, before, after } = await findTicketPage(web.ctx, request);
  return {
    key,
    line,
    group: section.name,
    from: contextValues({ request: { ...request, cursor: null }, at: null }).from,
    tickets: rows.map((row) => presentHeldTicket(row, request, urgeAbove, web)),
    before: before && placeAddress(place, before),
    after: after && placeAddress(place, after),
  };
}

/** Moves a selection of one place to another, as a bulk reassignment; what did not go is told on its result page. */
async function move(web: SignedInWeb): Promise<void> {
  const groupIds = scopeOf(web);
  const body = bodyOf(web.req);
  const at = placeIn(textOf(body['at']), groupIds);
  if (!at) throw new NotFound('place');
  const uuid = z.uuid().safeParse(body['submission_key']);
  const submissionKey = uuid.success ? uuid.data : randomUUID();
  const [to, remark] = [textOf(body['to']), textOf(body['remark'])];
  const target = readPlaceKey(to);
  const all = body['all'] === '1';
  const picks = all ? await findMatching(web.ctx, listOf(at, null), BULK_LIMIT + 1) : readPicks(body['pick']);
  const form = {
    remark,
    group_id: target?.groupId ? String(target.groupId) : '',
    assignee_id: target?.userId ? String(target.userId) : '',
  };
  const list = placeAddress(at);
  let run: number;
  try {
    run = await beginBulkRun(web.ctx, { action: 'reassign', picks, form, list, submissionKey });
  } catch (error) {
    if (!(error instanceof Invalid)) throw error;
    const chosen = new Set(all ? [] : picks.map(({ number }) => number));
    const sentence = sentenceOf(error, web);
    await show(web, { at, sentence, to, remark, picks: chosen, submissionKey });
    return;
  }
  await finish(web, run, at);
}

async function finish(web: SignedInWeb, run: number, at: Place): Promise<void> {
  const { ctx, t } = web;
  await workOffBulkRun(ctx, run, AT_ONCE);
  const { refused, finished_at: finishedAt } = await findBulkRun(ctx, run, 'reassign');
  if (finishedAt !== null && refused.length === 0) {
    const told = countPlaces(await findMoved(ctx, run), t).map((each) => t('workload.moved_to', each));
    const params = { places: told.join(t('form.list_separator')) };
    web.flash({ kind: 'done', key: 'workload.moved', params });
    web.redirect(`${placeAddress(at)}#${sectionId(at.groupId)}`);
    return;
  }
  web.redirect(paths.tickets.bulk.run.to('reassign', run));
  // The answer is out; the result page tells how far it is. Should this process die, the job goes on.
  await workOffBulkRun(ctx, run).catch((error: unknown) => {
    ctx.log.error({ err: error, run }, 'moving work stopped; the job goes on with it');
  });
}

function sentenceOf({ problems }: Invalid, { t }: SignedInWeb): string {
  const [[key, problem] = []] = Object.entries(problems);
  if (!problem) return t('error.bad_request_text');
  if (key === 'pick' && problem.code !== 'unusable')
    return t(`workload.problem.${problem.code}`, problem.params);
  const isPlace = key === 'group_id' || key === 'assignee_id';
  // A place that is not offered any more is no option of the form that a ticket is reassigned with.
  const code = isPlace && !problem.code.startsWith('target_') ? 'target_gone' : problem.code;
  return t(`form.problem.${code}`, problem.params);
}

function textOf(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : '';
}
