import { type AutomationDecided, readAutomation } from '../../domain/automation/read-automation.ts';
import { EVERYTHING } from '../../domain/conditions/language.ts';
import { readConditions } from '../../domain/conditions/read-conditions.ts';
import { defaultValues, rawFromValues } from '../../domain/form/raw-form.ts';
import { dayOf } from '../../domain/time/format.ts';
import { Conflict, Invalid, NotFound, Refused } from '../../errors.ts';
import { recordIn } from '../../web/editor.ts';
import { refusalSentence } from '../../web/error-page.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf, idOf, OptionalId, parseBody, parseQuery, Version } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { type ConfigChangeRow, findChangesSince } from '../audit/config-changes.query.ts';
import { changeConditionForm } from '../conditions/change-condition-form.ts';
import type { Workshop } from './automation-editor.view.ts';
import {
  type AutomationDraft,
  CONDITION_PREFIX,
  draftOf,
  formFields,
  parseDraft,
  readDraft,
} from './automation-form.ts';
import { findAutomation } from './automation-list.query.ts';
import { type AutomationProblems, knowledgeOf, placeProblems } from './automation-problems.ts';
import { openWorkshop, showWorkshop } from './automation-page.routes.ts';
import { type AutomationValues, toDecided, toValues } from './automation-values.ts';
import { changeActions } from './change-actions.ts';
import { rebaseValues } from './rebase-values.ts';
import { deleteAutomation, saveAutomation } from './save-automation.ts';

/** `/admin/automations/:id`: what sets one off, which tickets it is for, and what it does (spec 04). */
export function automationEditorRoutes(): Route[] {
  const { new: make, edit, step } = paths.admin.automations;
  return [
    get(make, 'config.manage', showNew),
    post(make, 'config.manage', (web) => receive(web, null)),
    get(edit.pattern, 'config.manage', async (web) => {
      const workshop = await openWorkshop(web, idOf(web, 'automation'));
      await showWorkshop(web, workshop, { draft: storedDraft(workshop, web) });
    }),
    post(edit.pattern, 'config.manage', (web) => receive(web, idOf(web, 'automation'))),
    post(step.pattern('delete'), 'config.manage', remove),
  ];
}

/** An empty form, or one with what another automation does, switched off. */
async function showNew(web: SignedInWeb): Promise<void> {
  const { from } = parseQuery(web.req, { from: OptionalId });
  const workshop = await openWorkshop(web, null);
  const origin = from === undefined ? null : await findAutomation(web.ctx.db, from);
  if (origin === undefined) throw new NotFound('automation');
  const draft = origin
    ? draftOf(
        toValues({ ...origin, active: false, name: copyName(origin.name, web) }),
        workshop.options,
        web.t,
      )
    : emptyDraft(web);
  await showWorkshop(web, workshop, { draft });
}

/** Of the original's name as much as leaves room for what is added. */
function copyName(name: string, { t }: SignedInWeb): string {
  return t('config.automation.copy_of', { name: [...name].slice(0, 80).join('') });
}

function emptyDraft({ t }: SignedInWeb): AutomationDraft {
  const fields = formFields(t);
  return { raw: rawFromValues(fields, defaultValues(fields)), condition: EVERYTHING, actions: [] };
}

function storedDraft({ automation, options }: Workshop, web: SignedInWeb): AutomationDraft {
  return automation ? draftOf(toValues(automation), options, web.t) : emptyDraft(web);
}

/** What the form brought: a step of its rows, or the whole to be tried or saved. */
async function receive(web: SignedInWeb, id: number | null): Promise<void> {
  const body = bodyOf(web.req);
  const { version, ...record } = recordIn(body);
  const step = String(body['_step'] ?? '');
  const workshop = await openWorkshop(web, id);
  const draft = readDraft(record);
  const condition = changeConditionForm(body, CONDITION_PREFIX);
  const rows = changeActions(draft.actions, step, body['_kind']);
  if (condition) {
    await showWorkshop(web, workshop, { draft: { ...draft, condition: condition.raw }, sent: { condition } });
  } else if (rows) {
    await showWorkshop(web, workshop, {
      draft: { ...draft, actions: rows.actions },
      sent: { actions: rows },
    });
  } else {
    const read = readWhole(draft, workshop, web);
    if (!read.ok) await showWorkshop(web, workshop, { draft, sent: read, status: 422 });
    else if (step === 'dry_run') await showWorkshop(web, workshop, { draft, tried: read.decided });
    else await save(web, workshop, { draft, version, ...read });
  }
}

type Whole =
  | { readonly ok: true; readonly values: AutomationValues; readonly decided: AutomationDecided }
  | ({ readonly ok: false } & AutomationProblems);

/** Whether each answer is one, then what they mean together. */
function readWhole(draft: AutomationDraft, workshop: Workshop, { ctx, t }: SignedInWeb): Whole {
  const { automation, catalogue, options } = workshop;
  const stored = automation && toValues(automation);
  const parsed = parseDraft(draft, { options, t, stored, today: dayOf(ctx.now(), ctx.zone) });
  if (!parsed.ok) {
    const reading = readConditions(draft.condition, catalogue, automation?.condition);
    const conditionProblems = reading.ok ? [] : reading.problems;
    return { ok: false, problems: parsed.problems, conditionProblems };
  }
  const sent = toDecided({ ...parsed.values, condition: EVERYTHING });
  const reading = readAutomation({ ...sent, condition: draft.condition }, knowledgeOf(workshop), automation);
  if (!reading.ok) return { ok: false, ...placeProblems(reading.problems, draft.actions.length) };
  return {
    ok: true,
    values: { ...parsed.values, condition: reading.automation.condition },
    decided: reading.automation,
  };
}

interface ToSave {
  readonly draft: AutomationDraft;
  /** As it was sent. */
  readonly version: unknown;
  readonly values: AutomationValues;
  readonly decided: AutomationDecided;
}

async function save(
  web: SignedInWeb,
  workshop: Workshop,
  { draft, version, ...read }: ToSave,
): Promise<void> {
  const id = workshop.automation?.id ?? null;
  try {
    const opened = id === null ? 0 : versionIn(version);
    await saveAutomation(web.ctx, id, { decided: read.decided, version: opened });
  } catch (error) {
    if (error instanceof Invalid) {
      const problems = { fields: error.problems, actions: [] };
      await showWorkshop(web, workshop, { draft, sent: { problems }, status: 422 });
    } else if (error instanceof Conflict && id !== null) {
      const [current, since] = await reopen(web, id, error);
      const values = rebaseValues(read.values, toValues(current.automation), since);
      await showWorkshop(web, current, {
        draft: draftOf(values, current.options, web.t),
        since,
        status: 409,
      });
    } else throw error;
    return;
  }
  web.flash({ kind: 'done', key: 'config.saved', params: {} });
  web.redirect(paths.admin.automations.list);
}

function versionIn(sent: unknown): number {
  const version = Version.safeParse(sent);
  if (!version.success) throw new Invalid({ version: { code: 'version_missing', params: {} } });
  return version.data;
}

/** As it is by now, with what others changed since the form was opened. */
async function reopen(
  web: SignedInWeb,
  id: number,
  { sinceVersion }: Conflict,
): Promise<[Workshop & { automation: NonNullable<Workshop['automation']> }, readonly ConfigChangeRow[]]> {
  const [workshop, since] = await Promise.all([
    openWorkshop(web, id),
    findChangesSince(web.ctx.db, 'automation', String(id), sinceVersion),
  ]);
  const { automation } = workshop;
  if (!automation) throw new NotFound('automation');
  return [{ ...workshop, automation }, since];
}

async function remove(web: SignedInWeb): Promise<void> {
  const id = idOf(web, 'automation');
  const { version } = parseBody(web.req, { version: Version });
  try {
    await deleteAutomation(web.ctx, id, version);
  } catch (error) {
    if (error instanceof Refused) {
      const workshop = await openWorkshop(web, id);
      const shown = { refusal: refusalSentence(error, web.t), status: error.status };
      await showWorkshop(web, workshop, { draft: storedDraft(workshop, web), ...shown });
    } else if (error instanceof Conflict) {
      const [workshop, since] = await reopen(web, id, error);
      await showWorkshop(web, workshop, { draft: storedDraft(workshop, web), since, status: 409 });
    } else throw error;
    return;
  }
  web.flash({ kind: 'done', key: 'config.deleted', params: {} });
  web.redirect(paths.admin.automations.list);
}
