import { z } from 'zod';
import { CONNECTOR_KINDS, type ConnectorKind } from '../../domain/connector/connector.ts';
import { NotFound } from '../../errors.ts';
import type { Outside } from '../../net/outside.ts';
import { saveEditor, showEditor } from '../../web/editor.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { idOf, parseBody } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { takeEditorStep } from '../../web/take-editor-step.ts';
import { findConnectorList } from './connector-list.query.ts';
import { connectorIn, editorOf, newEditor } from './connector-page.routes.ts';
import { presentConnector, presentKinds, presentTested } from './connector.view.ts';
import { deleteConnector } from './delete-connector.ts';
import { saveConnector } from './save-connector.ts';
import { readTestTo, testConnector } from './test-connector.ts';

const MOST_TO = 254;
const at = paths.admin.connectors;

/** `/admin/connectors`: the ways on which messages leave the house (spec 05). */
export function connectorsRoutes(outside: Outside): Route[] {
  const { seal } = outside;
  const editor = async (web: SignedInWeb) => editorOf(web, await connectorIn(web, outside));
  return [
    get(at.list, 'config.manage', showList),
    get(at.choose, 'config.manage', async (web) => {
      const { t } = web;
      await web.page('connectors/choose', {
        title: t('config.connector.new'),
        nav: 'connectors',
        kinds: presentKinds(t),
      });
    }),
    get(at.new.pattern, 'config.manage', async (web) => showEditor(web, await newEditor(web, kindIn(web)))),
    post(at.new.pattern, 'config.manage', async (web) => {
      const kind = kindIn(web);
      await saveEditor(
        web,
        () => newEditor(web, kind),
        async (sent) => at.edit.to(await saveConnector(web.ctx, seal, { id: null, kind, ...sent })),
      );
    }),
    get(at.edit.pattern, 'config.manage', async (web) => showEditor(web, await editor(web))),
    post(at.edit.pattern, 'config.manage', async (web) => {
      const { id, kind } = await connectorIn(web, outside);
      await saveEditor(
        web,
        () => editor(web),
        async (sent) => {
          await saveConnector(web.ctx, seal, { id, kind, ...sent });
          return at.list;
        },
      );
    }),
    post(at.step.pattern('delete'), 'config.manage', async (web) => {
      await takeEditorStep(
        web,
        () => editor(web),
        async (version) => {
          await deleteConnector(web.ctx, seal, idOf(web, 'connector'), version);
          web.flash({ kind: 'done', key: 'config.deleted', params: {} });
          return at.list;
        },
      );
    }),
    post(at.step.pattern('test'), 'config.manage', (web) => test(web, outside)),
  ];
}

async function showList({ ctx, t, moment, page }: SignedInWeb): Promise<void> {
  const rows = await findConnectorList(ctx.db, CONNECTOR_KINDS);
  const now = ctx.now();
  await page('connectors/index', {
    title: t('config.area.connectors'),
    nav: 'connectors',
    rows: rows.map((row) => presentConnector(row, { t, moment, now })),
  });
}

/** Tries it now, by what is stored, and says on its page what came of it. */
async function test(web: SignedInWeb, outside: Outside): Promise<void> {
  const connector = await connectorIn(web, outside);
  const { to } = parseBody(web.req, { to: z.string().trim().max(MOST_TO).default('') });
  const read = readTestTo(connector.kind, to);
  const problem = 'problem' in read ? read.problem : null;
  const attempt =
    'address' in read
      ? await testConnector(web.ctx, outside, connector, { ...read, language: web.language })
      : null;
  // Read again: one that works goes on with what was waiting.
  const editor = await editorOf(web, attempt ? await connectorIn(web, outside) : connector);
  const tested = presentTested(attempt, problem, web.t);
  const locals = { ...editor.locals, test: { ...(editor.locals?.['test'] as object), to, tested } };
  await showEditor(web, { ...editor, locals }, { status: problem ? 422 : 200 });
}

function kindIn({ req }: SignedInWeb): ConnectorKind {
  const kind = CONNECTOR_KINDS.find((each) => each === req.params['kind']);
  if (!kind) throw new NotFound('kind of connector');
  return kind;
}
