import { answersIn, rawFromValues } from '../../domain/form/raw-form.ts';
import { describeRole } from '../../domain/people/describe-role.ts';
import { readTicketNumber } from '../../domain/ticket/number.ts';
import { formatTime } from '../../domain/time/format.ts';
import { recordIn, saveEditor, showEditor } from '../../web/editor.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf, Id, idOf, OptionalId, parseQuery, SearchWords } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { takeEditorStep } from '../../web/take-editor-step.ts';
import { removeRole } from './remove-role.ts';
import { resetRole } from './reset-role.ts';
import { type Asked, editorOf, grantsSent, roleAt, wordsOf } from './role-editor.routes.ts';
import { findRoles, type RoleRecord } from './roles.query.ts';
import { findOwnLosses, saveRole } from './save-role.ts';
import { presentSeen } from './see-as-role.view.ts';
import { seeAsRole, STANDINGS } from './see-as-role.ts';

/** `/admin/roles`: who may see and do what, as a matrix and in words, and what that comes to (spec 03). */
export function rolesRoutes(): Route[] {
  const { list, new: make, edit, reset, remove, describe, seeAs } = paths.admin.roles;
  return [
    get(list, 'config.manage', showList),
    get(make, 'config.manage', showNew),
    post(make, 'config.manage', (web) => save(web, null)),
    post(describe, 'config.manage', describeSent),
    post(seeAs, 'config.manage', seeAsSent),
    get(edit.pattern, 'config.manage', async (web) =>
      showEditor(web, await editorOf(web, await roleAt(web, idOf(web, 'role')))),
    ),
    post(edit.pattern, 'config.manage', (web) => save(web, idOf(web, 'role'))),
    post(reset.pattern, 'config.manage', (web) => step(web, resetRole)),
    post(remove.pattern, 'config.manage', (web) => step(web, removeRole)),
  ];
}

async function showList(web: SignedInWeb): Promise<void> {
  const { q } = parseQuery(web.req, { q: SearchWords });
  await web.page('roles/index', {
    title: web.t('config.area.roles'),
    nav: 'roles',
    q,
    rows: await findRoles(web.ctx.db, q),
  });
}

/** An empty role, or the grants of another one under names that are still to be thought of. */
async function showNew(web: SignedInWeb): Promise<void> {
  const { from } = parseQuery(web.req, { from: OptionalId });
  const model = await roleAt(web, from);
  const editor = await editorOf(web, null, { grants: model?.grants ?? {} });
  if (!model) {
    await showEditor(web, editor);
    return;
  }
  const copied = {
    ...model.values,
    name_zh: web.t('config.role.copy_name', { name: model.name_zh, lng: 'zh-CN' }),
    name_en: web.t('config.role.copy_name', { name: model.name_en, lng: 'en' }),
  };
  const fields = editor.sections.flatMap((section) => section.fields);
  await showEditor(web, editor, { raw: rawFromValues(fields, copied) });
}

async function save(web: SignedInWeb, id: number | null): Promise<void> {
  const sure = bodyOf(web.req)['_sure'] === 'on';
  const grants = grantsSent(web);
  await saveEditor(
    web,
    async () => editorOf(web, await roleAt(web, id), { grants }),
    async (sent) => {
      const losses = id === null ? [] : await findOwnLosses(web.ctx, id, grants);
      await saveRole(web.ctx, id, { ...sent, sure });
      // Whoever has just given this page up is not sent to where they may no longer be.
      return losses.includes('config.manage') ? paths.bench : paths.admin.roles.list;
    },
  );
}

/** What else may be done with a role, as it is by now. */
async function step(
  web: SignedInWeb,
  carryOut: (ctx: SignedInWeb['ctx'], id: number, version: number) => Promise<void>,
): Promise<void> {
  const id = idOf(web, 'role');
  await takeEditorStep(
    web,
    async () => editorOf(web, await roleAt(web, id)),
    async (version) => {
      await carryOut(web.ctx, id, version);
      web.flash({ kind: 'done', key: 'config.saved', params: {} });
      return paths.admin.roles.list;
    },
  );
}

/** The role whose form it is, from the address of what only looks at the form. */
function roleAsked(web: SignedInWeb): Promise<RoleRecord | null> {
  return roleAt(web, parseQuery(web.req, { role: OptionalId }).role);
}

/** The words beside the matrix, while it is being filled in. */
async function describeSent(web: SignedInWeb): Promise<void> {
  const role = await roleAsked(web);
  const grants = grantsSent(web);
  await web.fragment('roles/_words', {
    summary: describeRole(grants, web.t),
    own: wordsOf(role ? await findOwnLosses(web.ctx, role.id, grants) : [], web),
    sure: bodyOf(web.req)['_sure'] === 'on',
  });
}

function readAsked({ req }: SignedInWeb): Asked {
  const body = bodyOf(req);
  const standing = STANDINGS.find((each) => each === body['_standing']);
  return {
    groupIds: answersIn(body['_group_ids']).flatMap((each) => Id.safeParse(each).data ?? []),
    number: (answersIn(body['_number'])[0] ?? '').slice(0, 300),
    standing: standing ?? 'none',
  };
}

async function seeAsSent(web: SignedInWeb): Promise<void> {
  const role = await roleAsked(web);
  const grants = grantsSent(web);
  const asked = readAsked(web);
  const number = readTicketNumber(asked.number);
  const found = await seeAsRole(web.ctx, {
    roleId: role?.id ?? null,
    roleName: role?.name_zh ?? web.t('config.role.new'),
    grants,
    groupIds: asked.groupIds,
    number,
    standing: asked.standing,
  });
  const isUnreadable = asked.number.trim() !== '' && number === null;
  const seen = presentSeen(isUnreadable ? { ...found, ticket: 'unreadable' } : found, asked.number, {
    t: web.t,
    shortTime: (at) => formatTime(at, web.ctx.now(), web.ctx.zone),
  });
  if (web.wantsFragment) await web.fragment('roles/_seen', { seen });
  else {
    const { version: _version, ...raw } = recordIn(bodyOf(web.req));
    await showEditor(web, await editorOf(web, role, { grants, seen, asked }), { raw });
  }
}
