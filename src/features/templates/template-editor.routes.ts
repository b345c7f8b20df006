import { z } from 'zod';
import { ATTACHMENTS } from '../../domain/form/built-in-fields.ts';
import type { PlacementChange } from '../../domain/form/change-placements.ts';
import { describeProblems, type Problems } from '../../domain/form/describe-problems.ts';
import { parseForm } from '../../domain/form/parse-form.ts';
import { buildForm, type Placement } from '../../domain/form/placement.ts';
import { presentForm } from '../../domain/form/present-form.ts';
import type { RawForm } from '../../domain/form/raw-form.ts';
import { dayOf, formatTime } from '../../domain/time/format.ts';
import { Conflict } from '../../errors.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf, idOf, parseQuery, Version, withPrefix } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { changeDraft, discardDraft } from './change-draft.ts';
import { type DiffLine, presentDiff } from './template-diff.view.ts';
import {
  baseOf,
  fieldsOf,
  isFull,
  presentPalette,
  presentPlacements,
  presentPreview,
} from './template-editor.view.ts';
import { completeFields } from './template-form.query.ts';
import { overridesFrom, PANEL_PREFIX, panelFields, panelValues } from './template-panel.ts';
import { findUsingCategories } from './templates.query.ts';
import { completeWorkshop, findWorkshop } from './workshop.query.ts';

/** `/admin/templates/:id`: the form of a template while it is being made (spec 02), and what agents will see of it. */
export function templateEditorRoutes(): Route[] {
  const { edit, draft, discard } = paths.admin.templates;
  return [
    get(edit.pattern, 'config.manage', async (web) => {
      const { open } = parseQuery(web.req, { open: z.string().max(63).optional().catch(undefined) });
      await showEditor(web, { open: open ?? null });
    }),
    post(draft.pattern, 'config.manage', step),
    post(discard.pattern, 'config.manage', async (web) => {
      const id = idOf(web, 'template');
      const version = Version.safeParse(bodyOf(web.req)['version']);
      try {
        await discardDraft(web.ctx, id, version.data ?? 0);
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
        await showEditor(web, { open: null, stale: [], status: 409 });
        return;
      }
      web.flash({ kind: 'done', key: 'config.template.discarded', params: {} });
      web.redirect(edit.to(id));
    }),
  ];
}

interface Shown {
  /** Key of the placement whose overrides are open; null for none. */
  readonly open: string | null;
  /** What was set there and refused. */
  readonly raw?: RawForm;
  readonly problems?: Problems;
  /** Someone else was faster: what they changed since. */
  readonly stale?: readonly DiffLine[];
  readonly status?: number;
}

/** `add:refund_amount`, `move:refund_amount:3`: what was pressed, or done by a script. */
const OPERATION = /^(add|move|up|down|remove|open|close|set)(?::([a-z][a-z0-9_]{0,62}))?(?::(\d{1,4}))?$/;

async function step(web: SignedInWeb): Promise<void> {
  const id = idOf(web, 'template');
  const body = bodyOf(web.req);
  const [, name = 'set', field = '', place] = OPERATION.exec(String(body['op'] ?? 'set')) ?? [];
  const version = Version.safeParse(body['version']);
  const open = typeof body['open'] === 'string' && body['open'] !== '' ? body['open'] : null;
  const panel = open === null ? null : await readPanel(web, id, open, withPrefix(body, PANEL_PREFIX));
  if (panel && 'problems' in panel) {
    await showEditor(web, { open, ...panel, status: 422 });
    return;
  }
  const changes = [...(panel ? [panel.change] : []), ...changesOf(name, field, place)];
  const next = nextOpen(name, field, open);
  try {
    await changeDraft(web.ctx, id, version.data ?? 0, changes);
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    await showEditor(web, { open: next, stale: await findStale(web, id, body['seen']), status: 409 });
    return;
  }
  if (web.wantsFragment) await showEditor(web, { open: next });
  else
    web.redirect(
      paths.admin.templates.edit.to(id) + (next === null ? '' : `?open=${next}#placement-${next}`),
    );
}

function changesOf(name: string, field: string, place: string | undefined): PlacementChange[] {
  const at = place === undefined ? undefined : Number(place);
  switch (name) {
    case 'add':
      return [{ kind: 'add', field, ...(at !== undefined && { at }) }];
    case 'move':
      return at === undefined ? [] : [{ kind: 'move', field, to: at }];
    case 'up':
    case 'down':
      return [{ kind: 'step', field, by: name === 'up' ? -1 : 1 }];
    case 'remove':
      return [{ kind: 'remove', field }];
    default:
      return [];
  }
}

function nextOpen(name: string, field: string, open: string | null): string | null {
  if (name === 'open') return field;
  return name === 'close' || (name === 'remove' && field === open) ? null : open;
}

/** The open placement's overrides as they were sent; null where none were. */
async function readPanel(
  web: SignedInWeb,
  id: number,
  key: string,
  raw: RawForm,
): Promise<{ change: PlacementChange } | { raw: RawForm; problems: Problems } | null> {
  const { ctx, t } = web;
  if (Object.keys(raw).length === 0) return null;
  const workshop = await findWorkshop(ctx.db, id);
  const form = await completeFields(ctx.db, workshop.stored, web);
  const fields = fieldsOf(form, t);
  const field = fields.find((each) => each.key === key);
  const base = baseOf(key, workshop);
  if (!field || !base) return null;
  const wanted = raw['visible_field'];
  const decider = typeof wanted === 'string' ? wanted : '';
  const asked = panelFields({ field, fields: form.fields, decider }, t);
  // What was ticked of one field says nothing about another.
  const known = new Set(asked.flatMap((each) => [each.key, `${each.key}_other`]));
  const kept = Object.entries(raw).filter(
    ([name]) => known.has(name) && (name !== 'visible_in' || decider === field.visibleWhen?.field),
  );
  const sent = Object.fromEntries(kept);
  const parsed = parseForm(asked, sent, { today: dayOf(ctx.now(), ctx.zone) });
  if (!parsed.ok) return { raw: sent, problems: parsed.problems };
  return { change: { kind: 'override', field: key, overrides: overridesFrom(parsed.values, base) } };
}

const Seen = z
  .array(
    z.object({
      field: z.string(),
      required: z.boolean().optional(),
      help: z.string().optional(),
      default: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).optional(),
      width: z.enum(['full', 'half']).optional(),
      visibleWhen: z.object({ field: z.string(), in: z.array(z.string()) }).optional(),
    }),
  )
  .max(500);

/** What others changed in the draft since the page was made: it sends along what it saw. */
async function findStale(web: SignedInWeb, id: number, sent: unknown): Promise<DiffLine[]> {
  let seen: Placement[];
  try {
    seen = Seen.parse(JSON.parse(String(sent))) as Placement[];
  } catch {
    return [];
  }
  const { db } = web.ctx;
  const { definitions, stored } = await findWorkshop(db, id);
  const before = await completeFields(db, buildForm(seen, definitions), web);
  const after = await completeFields(db, stored, web);
  return presentDiff([fieldsOf(before, web.t), fieldsOf(after, web.t)], web.t);
}

async function showEditor(web: SignedInWeb, shown: Shown): Promise<void> {
  const { ctx, t } = web;
  const workshop = await findWorkshop(ctx.db, idOf(web, 'template'));
  const today = dayOf(ctx.now(), ctx.zone);
  const form = await completeWorkshop(ctx.db, workshop, web, today);
  const { template, live, placements } = workshop;
  const locals = {
    template,
    live: live?.number ?? 0,
    isChanged: workshop.isChanged,
    saved: template.savedAt && {
      at: formatTime(template.savedAt, ctx.now(), ctx.zone),
      by: template.savedBy ?? '',
    },
    categories: (await findUsingCategories(ctx.db, template.id)).filter(({ active }) => active).length,
    seen: JSON.stringify(placements),
    isFull: isFull(workshop),
    palette: presentPalette(workshop, t),
    placements: presentPlacements(workshop, form, t),
    panel: shown.open === null ? null : presentPanel(web, shown.open, fieldsOf(form, t), shown),
    preview: presentPreview(form, t, today),
    problems: form.problems.length,
    stale: shown.stale ?? null,
    status: shown.status ?? 200,
  };
  if (web.wantsFragment) await web.fragment('templates/_workbench', locals, shown.status ?? 200);
  else await web.page('templates/edit', { ...locals, title: template.name, nav: 'templates' });
}

function presentPanel(
  { t }: SignedInWeb,
  key: string,
  fields: readonly ReturnType<typeof fieldsOf>[number][],
  { raw, problems = {} }: Shown,
) {
  const field = fields.find((each) => each.key === key);
  if (!field) return null;
  const wanted = raw?.['visible_field'];
  const decider = typeof wanted === 'string' ? wanted : (field.visibleWhen?.field ?? '');
  const others = fields.filter((each) => each.key !== ATTACHMENTS);
  const asked = panelFields({ field, fields: others, decider }, t);
  return {
    key,
    fields: presentForm({
      ...{ fields: asked, t, raw, problems, values: panelValues(field) },
      ...{ idPrefix: `${PANEL_PREFIX}-`, namePrefix: PANEL_PREFIX },
    }),
    problems: describeProblems(asked, problems, t, `${PANEL_PREFIX}-`),
  };
}
