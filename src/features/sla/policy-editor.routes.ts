import { EVERYTHING } from '../../domain/conditions/language.ts';
import { readConditions } from '../../domain/conditions/read-conditions.ts';
import { defaultValues, rawFromValues } from '../../domain/form/raw-form.ts';
import { type PolicyDecided, readPolicy } from '../../domain/sla/read-policy.ts';
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
import { changePolicy } from './change-policy.ts';
import type { PolicyWorkshop } from './policy-editor.view.ts';
import { policyFields } from './policy-fields.ts';
import {
  CONDITION_PREFIX,
  parsePolicyDraft,
  type PolicyDraft,
  policyDraftOf,
  readPolicyDraft,
} from './policy-form.ts';
import { findPolicy } from './policy-list.query.ts';
import { openPolicyWorkshop, showPolicyWorkshop } from './policy-page.routes.ts';
import { type PlacedProblems, placePolicyProblems, policyKnowledge } from './policy-problems.ts';
import { policyOfValues, policyValues, type PolicyValues } from './policy-values.ts';
import { rebasePolicy } from './rebase-policy.ts';
import { deletePolicy, savePolicy } from './save-policy.ts';

/** `/admin/slas/:id`: for which tickets, by which hours, how much time, and what happens before and after (spec 05). */
export function policyEditorRoutes(): Route[] {
  const { new: make, edit, step } = paths.admin.slas;
  return [
    get(make, 'config.manage', showNew),
    post(make, 'config.manage', (web) => receive(web, null)),
    get(edit.pattern, 'config.manage', async (web) => {
      const workshop = await openPolicyWorkshop(web, idOf(web, 'policy'));
      await showPolicyWorkshop(web, workshop, { draft: storedDraft(workshop, web) });
    }),
    post(edit.pattern, 'config.manage', (web) => receive(web, idOf(web, 'policy'))),
    post(step.pattern('delete'), 'config.manage', remove),
  ];
}

/** An empty form, or one with what another policy says, switched off. */
async function showNew(web: SignedInWeb): Promise<void> {
  const { from } = parseQuery(web.req, { from: OptionalId });
  const workshop = await openPolicyWorkshop(web, null);
  const origin = from === undefined ? null : await findPolicy(web.ctx.db, from);
  if (origin === undefined) throw new NotFound('policy');
  const { kinds, options } = workshop;
  const name = web.t('config.automation.copy_of', { name: [...(origin?.name ?? '')].slice(0, 80).join('') });
  const draft = origin
    ? policyDraftOf(policyValues({ ...origin, active: false, name }), kinds, options, web.t)
    : emptyDraft(workshop, web);
  await showPolicyWorkshop(web, workshop, { draft });
}

function emptyDraft({ kinds, options }: PolicyWorkshop, { t }: SignedInWeb): PolicyDraft {
  const fields = policyFields(options, t);
  return {
    raw: rawFromValues(fields, defaultValues(fields)),
    condition: EVERYTHING,
    targets: kinds.map(({ key }) => ({ key, minutes: '', steps: [] })),
  };
}

function storedDraft(workshop: PolicyWorkshop, web: SignedInWeb): PolicyDraft {
  const { policy, kinds, options } = workshop;
  return policy ? policyDraftOf(policyValues(policy), kinds, options, web.t) : emptyDraft(workshop, web);
}

/** What the form brought: a step of its rows, or the whole to be saved. */
async function receive(web: SignedInWeb, id: number | null): Promise<void> {
  const body = bodyOf(web.req);
  const { version, ...record } = recordIn(body);
  const workshop = await openPolicyWorkshop(web, id);
  const draft = readPolicyDraft(record, workshop.kinds);
  const condition = changeConditionForm(body, CONDITION_PREFIX);
  const rows = changePolicy(draft, body);
  if (condition)
    await showPolicyWorkshop(web, workshop, {
      draft: { ...draft, condition: condition.raw },
      sent: { condition },
    });
  else if (rows) await showPolicyWorkshop(web, workshop, { draft: rows.draft, sent: { rows } });
  else {
    const read = readWhole(draft, workshop, web);
    if (!read.ok) await showPolicyWorkshop(web, workshop, { draft, sent: read, status: 422 });
    else await save(web, workshop, { draft, version, ...read });
  }
}

type Whole =
  | { readonly ok: true; readonly values: PolicyValues; readonly decided: PolicyDecided }
  | ({ readonly ok: false } & PlacedProblems);

/** Whether each answer is one, then what they mean together. */
function readWhole(draft: PolicyDraft, workshop: PolicyWorkshop, { ctx, t }: SignedInWeb): Whole {
  const { policy, catalogue, kinds, options } = workshop;
  const stored = policy && policyValues(policy);
  const today = dayOf(ctx.now(), ctx.zone);
  const parsed = parsePolicyDraft(draft, { kinds, options, t, today, stored });
  if (!parsed.ok) {
    const reading = readConditions(draft.condition, catalogue, policy?.condition);
    return {
      ...{ ok: false, problems: parsed.problems },
      conditionProblems: reading.ok ? [] : reading.problems,
    };
  }
  const sent = policyOfValues({ ...parsed.values, condition: EVERYTHING });
  const reading = readPolicy({ ...sent, condition: draft.condition }, policyKnowledge(workshop), policy);
  const keys = parsed.values.targets.map(({ key }) => key);
  if (!reading.ok) return { ok: false, ...placePolicyProblems(reading.problems, draft, keys) };
  return {
    ok: true,
    values: { ...parsed.values, condition: reading.policy.condition },
    decided: reading.policy,
  };
}

interface ToSave {
  readonly draft: PolicyDraft;
  /** As it was sent. */
  readonly version: unknown;
  readonly values: PolicyValues;
  readonly decided: PolicyDecided;
}

async function save(web: SignedInWeb, workshop: PolicyWorkshop, sent: ToSave): Promise<void> {
  const id = workshop.policy?.id ?? null;
  try {
    const version = id === null ? 0 : versionIn(sent.version);
    await savePolicy(web.ctx, id, { decided: sent.decided, version });
  } catch (error) {
    if (error instanceof Invalid) {
      const problems = { fields: error.problems, targets: {} };
      await showPolicyWorkshop(web, workshop, { draft: sent.draft, sent: { problems }, status: 422 });
    } else if (error instanceof Conflict && id !== null) {
      const { current, policy, since } = await reopen(web, id, error);
      const values = rebasePolicy(sent.values, policyValues(policy), since);
      const draft = policyDraftOf(values, current.kinds, current.options, web.t);
      await showPolicyWorkshop(web, current, { draft, since, status: 409 });
    } else throw error;
    return;
  }
  web.flash({ kind: 'done', key: 'config.saved', params: {} });
  web.redirect(paths.admin.slas.list);
}

function versionIn(sent: unknown): number {
  const version = Version.safeParse(sent);
  if (!version.success) throw new Invalid({ version: { code: 'version_missing', params: {} } });
  return version.data;
}

/** As it is by now, with what others changed since the form was opened. */
async function reopen(web: SignedInWeb, id: number, { sinceVersion }: Conflict) {
  const [current, since]: [PolicyWorkshop, readonly ConfigChangeRow[]] = await Promise.all([
    openPolicyWorkshop(web, id),
    findChangesSince(web.ctx.db, 'policy', String(id), sinceVersion),
  ]);
  if (!current.policy) throw new NotFound('policy');
  return { current, policy: current.policy, since };
}

async function remove(web: SignedInWeb): Promise<void> {
  const id = idOf(web, 'policy');
  const { version } = parseBody(web.req, { version: Version });
  try {
    await deletePolicy(web.ctx, id, version);
  } catch (error) {
    if (error instanceof Refused) {
      const workshop = await openPolicyWorkshop(web, id);
      const shown = { refusal: refusalSentence(error, web.t), status: error.status };
      await showPolicyWorkshop(web, workshop, { draft: storedDraft(workshop, web), ...shown });
    } else if (error instanceof Conflict) {
      const { current, since } = await reopen(web, id, error);
      await showPolicyWorkshop(web, current, { draft: storedDraft(current, web), since, status: 409 });
    } else throw error;
    return;
  }
  web.flash({ kind: 'done', key: 'config.deleted', params: {} });
  web.redirect(paths.admin.slas.list);
}
