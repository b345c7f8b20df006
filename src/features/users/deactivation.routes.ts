import type { FieldValues, FormField } from '../../domain/form/field.ts';
import { describeProblems } from '../../domain/form/describe-problems.ts';
import type { FieldProblem } from '../../domain/form/field.ts';
import { parseForm, type RawForm } from '../../domain/form/parse-form.ts';
import { presentForm } from '../../domain/form/present-form.ts';
import { dayOf } from '../../domain/time/format.ts';
import { Conflict, Invalid, NotFound, Refused } from '../../errors.ts';
import { refusalSentence } from '../../web/error-page.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf, idOf, Version } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { findAutomationsNaming } from '../automation/automations-naming.query.ts';
import { findRulesNaming } from '../routing/rules-naming.query.ts';
import { findPoliciesNaming } from '../sla/policies-naming.query.ts';
import type { Destination } from '../tickets/hand-over-tickets.ts';
import { findHeldTickets } from '../tickets/held-tickets.query.ts';
import { findTargets } from '../tickets/targets.query.ts';
import { deactivateUser } from './deactivate-user.ts';
import { findPosts, findUser, type UserRecord } from './user.query.ts';

/** As many of the person's tickets are named; the figures count all. */
const NAMED = 10;

/** Deactivating a user, and where what they hold goes, on one page (spec 03). */
export function deactivationRoutes(): Route[] {
  const path = paths.admin.users.step.pattern('deactivate');
  return [
    get(path, 'config.manage', async (web) => {
      await show(web, await userOf(web), {});
    }),
    post(path, 'config.manage', deactivate),
  ];
}

async function userOf(web: SignedInWeb): Promise<UserRecord> {
  const user = await findUser(web.ctx.db, idOf(web, 'user'));
  if (!user) throw new NotFound('user');
  return user;
}

async function deactivate(web: SignedInWeb): Promise<void> {
  const { _csrf: _token, version: sent, ...raw } = bodyOf(web.req);
  const user = await userOf(web);
  try {
    const version = Version.safeParse(sent);
    if (!version.success) throw new Invalid({ version: { code: 'version_missing', params: {} } });
    const fields = await fieldsOf(web, user);
    const parsed = parseForm(fields, raw, { today: dayOf(web.ctx.now(), web.ctx.zone) });
    if (!parsed.ok) throw new Invalid(parsed.problems);
    const wish = { version: version.data, to: destinationIn(parsed.values), remark: remarkIn(parsed.values) };
    const { moved, left } = await deactivateUser(web.ctx, user.id, wish);
    const params = { name: user.name, moved: String(moved), left: String(left) };
    const key = left > 0 ? 'deactivated_left' : moved > 0 ? 'deactivated_moved' : 'deactivated';
    web.flash({ kind: left > 0 ? 'warning' : 'done', key: `config.user.${key}`, params });
    web.redirect(paths.admin.users.edit.to(user.id));
  } catch (error) {
    if (error instanceof Invalid) await show(web, user, { raw, problems: error.problems, status: 422 });
    else if (error instanceof Refused) {
      await show(web, user, { raw, refusal: refusalSentence(error, web.t), status: error.status });
    } else if (error instanceof Conflict) {
      // What counts here is who it is and what they hold: both are shown as they are by now.
      const refusal = web.t('config.user.changed_meanwhile');
      await show(web, await userOf(web), { raw, refusal, status: 409 });
    } else throw error;
  }
}

interface Shown {
  readonly status?: number;
  readonly raw?: RawForm;
  readonly problems?: Readonly<Record<string, FieldProblem>>;
  readonly refusal?: string;
}

async function show(web: SignedInWeb, user: UserRecord, shown: Shown): Promise<void> {
  const { ctx, t } = web;
  const { problems = {}, raw } = shown;
  const fields = await fieldsOf(web, user);
  const held = await findHeldTickets(ctx.db, ctx.actor, user.id, NAMED);
  await web.page('users/deactivate', {
    title: t('config.user.deactivate_title', { name: user.name }),
    nav: 'users',
    status: shown.status ?? 200,
    account: user,
    held,
    posts: await findPosts(ctx.db, user.id),
    naming: {
      rules: await findRulesNaming(ctx.db, user.id),
      automations: await findAutomationsNaming(ctx.db, user.id),
      policies: await findPoliciesNaming(ctx.db, user.id),
    },
    fields: presentForm({ fields, t, problems, raw }),
    problems: describeProblems(fields, problems, t),
    refusal: shown.refusal ?? null,
  });
}

async function fieldsOf({ ctx, t }: SignedInWeb, user: UserRecord): Promise<FormField[]> {
  const targets = await findTargets(ctx.db, t);
  const word = (key: string): string => t(`config.user.handover.${key}`);
  const when = (to: string): Partial<FormField> => ({ visibleWhen: { field: 'to', in: [to] } });
  return [
    {
      key: 'to',
      type: 'radio',
      label: word('to'),
      required: true,
      width: 'full',
      default: 'pool',
      options: ['pool', 'group', 'person'].map((value) => ({ value, label: word(`to_${value}`) })),
    },
    {
      key: 'group_id',
      type: 'select',
      label: t('ticket.form.target_group'),
      required: true,
      width: 'half',
      options: targets.groups,
      ...when('group'),
    },
    {
      key: 'assignee_id',
      type: 'select',
      label: t('ticket.form.target_person'),
      required: true,
      width: 'half',
      options: targets.people.filter(({ value }) => value !== String(user.id)),
      ...when('person'),
    },
    {
      key: 'remark',
      type: 'textarea',
      label: t('ticket.form.remark'),
      help: word('remark_help'),
      required: false,
      width: 'full',
      maxLength: 2000,
      default: t('config.user.handover.remark_default', { name: user.name }),
    },
  ];
}

function destinationIn(values: FieldValues): Destination {
  switch (values['to']) {
    case 'group':
      return { kind: 'group', id: Number(values['group_id']) };
    case 'person':
      return { kind: 'person', id: Number(values['assignee_id']) };
    default:
      return { kind: 'pool' };
  }
}

function remarkIn({ remark }: FieldValues): string {
  return typeof remark === 'string' ? remark : '';
}
