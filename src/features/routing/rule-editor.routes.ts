import { isDeepStrictEqual } from 'node:util';
import { EVERYTHING } from '../../domain/conditions/language.ts';
import type { ConditionProblem } from '../../domain/conditions/problem.ts';
import { readConditions } from '../../domain/conditions/read-conditions.ts';
import { parseForm, type RawForm } from '../../domain/form/parse-form.ts';
import type { RoutingRule } from '../../domain/routing/decide-route.ts';
import { dayOf } from '../../domain/time/format.ts';
import { Conflict, Invalid, NotFound } from '../../errors.ts';
import { type Editor, recordIn, showEditor } from '../../web/editor.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf, idOf, Version } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { takeEditorStep } from '../../web/take-editor-step.ts';
import { findChangesSince } from '../audit/config-changes.query.ts';
import { presentBuilder } from '../conditions/builder.view.ts';
import { findCatalogue } from '../conditions/catalogue.query.ts';
import { type ChangedForm, changeConditionForm } from '../conditions/change-condition-form.ts';
import { type RawConditions, readConditionForm } from '../conditions/condition-form.ts';
import { tellConditions } from '../conditions/tell-conditions.view.ts';
import { ruleSections } from './rule-fields.ts';
import { findRule, findRuleTargets } from './rule-list.query.ts';
import { ruleOfValues, valuesOfRule } from './rule-values.ts';
import { deleteRule, saveRule } from './save-rule.ts';

const PREFIX = 'c';

/** `/admin/rules/:id`: when a rule is asked, for which tickets, and where it sends them (spec 04). */
export function ruleEditorRoutes(): Route[] {
  const { list, new: make, edit, step } = paths.admin.rules;
  return [
    get(make, 'config.manage', async (web) => showEditor(web, await editorOf(web, null))),
    post(make, 'config.manage', (web) => receive(web, null)),
    get(edit.pattern, 'config.manage', async (web) =>
      showEditor(web, await editorOf(web, idOf(web, 'rule'))),
    ),
    post(edit.pattern, 'config.manage', (web) => receive(web, idOf(web, 'rule'))),
    post(step.pattern('delete'), 'config.manage', async (web) => {
      const id = idOf(web, 'rule');
      await takeEditorStep(
        web,
        () => editorOf(web, id),
        async (version) => {
          await deleteRule(web.ctx, id, version);
          web.flash({ kind: 'done', key: 'config.deleted', params: {} });
          return list;
        },
      );
    }),
  ];
}

/** The conditions as they were typed, or as a step of the builder left them. */
interface Typed {
  readonly raw: RawConditions;
  readonly changed?: ChangedForm;
  readonly problems?: readonly ConditionProblem[];
}

/** What the form brought: a step of the builder, or the whole to be saved. */
async function receive(web: SignedInWeb, id: number | null): Promise<void> {
  const body = bodyOf(web.req);
  const raw = Object.fromEntries(
    Object.entries(recordIn(body)).filter(([name]) => name !== 'version' && !name.startsWith(`${PREFIX}.`)),
  );
  const changed = changeConditionForm(body, PREFIX);
  if (changed) await showEditor(web, await editorOf(web, id, { raw: changed.raw, changed }), { raw });
  else await save(web, id, { raw, version: body['version'], typed: readConditionForm(body, PREFIX) });
}

interface Sent {
  readonly raw: RawForm;
  readonly version: unknown;
  readonly typed: RawConditions;
}

async function save(web: SignedInWeb, id: number | null, { raw, version, typed }: Sent): Promise<void> {
  const { ctx } = web;
  const rule = await findAsked(web, id);
  const catalogue = await findCatalogue(ctx.db, web.language);
  const reading = readConditions(typed, catalogue, rule?.condition);
  const problems = reading.ok ? [] : reading.problems;
  const editor = await editorOf(web, id, { raw: typed, problems });
  try {
    const fields = editor.sections.flatMap((section) => section.fields);
    const parsed = parseForm(fields, raw, { today: dayOf(ctx.now(), ctx.zone), stored: editor.values });
    if (!parsed.ok) throw new Invalid(parsed.problems);
    if (!reading.ok) throw new Invalid({});
    const decided = ruleOfValues(parsed.values, reading.conditions);
    await saveRule(ctx, id, { decided, version: id === null ? 0 : versionIn(version) });
  } catch (error) {
    if (error instanceof Invalid)
      await showEditor(web, editor, { raw, problems: error.problems, status: 422 });
    else if (error instanceof Conflict && id !== null) {
      const since = await findChangesSince(ctx.db, 'rule', String(id), error.sinceVersion);
      const opened = since.find(({ changes }) => Object.hasOwn(changes, 'condition'))?.changes[
        'condition'
      ]?.[0];
      // Conditions that were left alone follow the other's change, like any answer (decision 0020).
      const isMine = opened === undefined || !reading.ok || !isDeepStrictEqual(reading.conditions, opened);
      const current = await editorOf(web, id, isMine ? { raw: typed } : undefined, opened !== undefined);
      await showEditor(web, current, { raw, since, status: 409 });
    } else throw error;
    return;
  }
  web.flash({ kind: 'done', key: 'config.saved', params: {} });
  web.redirect(paths.admin.rules.list);
}

function versionIn(sent: unknown): number {
  const version = Version.safeParse(sent);
  if (!version.success) throw new Invalid({ version: { code: 'version_missing', params: {} } });
  return version.data;
}

async function findAsked({ ctx }: SignedInWeb, id: number | null): Promise<RoutingRule | null> {
  const rule = id === null ? null : await findRule(ctx.db, id);
  // The review step has no form: what can be changed of it are settings.
  if (rule === undefined || rule?.builtIn === 'review') throw new NotFound('rule');
  return rule;
}

/** @param theirs somebody else has changed the conditions meanwhile: theirs are told beside what was typed */
async function editorOf(web: SignedInWeb, id: number | null, typed?: Typed, theirs = false): Promise<Editor> {
  const { ctx, t, language } = web;
  const { list, new: make, edit, step } = paths.admin.rules;
  const rule = await findAsked(web, id);
  const [catalogue, targets] = await Promise.all([findCatalogue(ctx.db, language), findRuleTargets(ctx.db)]);
  const raw = typed?.raw ?? rule?.condition ?? EVERYTHING;
  return {
    subject: 'rule',
    id,
    version: rule?.version ?? null,
    title: rule?.name ?? t('config.rule.new'),
    nav: 'rules',
    back: { href: list, label: t('config.area.rules') },
    action: id === null ? make : edit.to(id),
    values: rule ? valuesOfRule(rule) : {},
    sections: ruleSections(rule === null, targets, t),
    steps:
      id === null
        ? []
        : [{ action: step.to(id, 'delete'), label: t('config.delete'), help: t('config.rule.help.delete') }],
    view: 'routing/edit',
    locals: {
      theirs: theirs && rule ? tellConditions(rule.condition, catalogue, t) : null,
      builder: presentBuilder({
        catalogue,
        raw: raw as RawConditions,
        prefix: PREFIX,
        t,
        problems: typed?.problems ?? [],
        ...(typed?.changed && { changed: typed.changed }),
      }),
    },
  };
}
