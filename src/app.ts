import compression from 'compression';
import express from 'express';
import type { Express, Request, Response } from 'express';
import helmet from 'helmet';
import type { Knex } from 'knex';
import type { Logger } from 'pino';
import { isIP } from 'node:net';
import type { Ctx } from './context.ts';
import { type Channel, openChannel } from './db/open-channel.ts';
import { NotFound } from './errors.ts';
import { adminRoutes } from './features/admin/admin.routes.ts';
import { attachmentsRoutes } from './features/attachments/attachments.routes.ts';
import { auditRoutes } from './features/audit/audit.routes.ts';
import { automationEditorRoutes } from './features/automation/automation-editor.routes.ts';
import { automationHistoryRoutes } from './features/automation/automation-history.routes.ts';
import { automationsRoutes } from './features/automation/automations.routes.ts';
import { authRoutes } from './features/auth/auth.routes.ts';
import { createPassport } from './features/auth/passport.ts';
import { benchRoutes } from './features/bench/bench.routes.ts';
import { findShell } from './features/bench/shell.query.ts';
import { conditionsRoutes } from './features/conditions/builder.routes.ts';
import { connectorsRoutes } from './features/connectors/connectors.routes.ts';
import { deliveriesRoutes } from './features/deliveries/deliveries.routes.ts';
import { draftsRoutes } from './features/drafts/drafts.routes.ts';
import { departmentsRoutes } from './features/departments/departments.routes.ts';
import { exportsRoutes } from './features/exports/exports.routes.ts';
import { fieldsRoutes } from './features/fields/fields.routes.ts';
import { calendarDaysRoutes } from './features/calendars/calendar-days.routes.ts';
import { calendarsRoutes } from './features/calendars/calendars.routes.ts';
import { categoriesRoutes } from './features/categories/categories.routes.ts';
import { groupsRoutes } from './features/groups/groups.routes.ts';
import { stagesRoutes } from './features/groups/stages.routes.ts';
import { historyRoutes as importHistoryRoutes } from './features/imports/history.routes.ts';
import { importsRoutes } from './features/imports/imports.routes.ts';
import { dutyRoutes } from './features/duty/duty.routes.ts';
import { liveRoutes } from './features/live/live.routes.ts';
import { createLiveStreams } from './features/live/live-streams.ts';
import { digestRoutes } from './features/notifications/digest.routes.ts';
import { waysRoutes } from './features/notifications/ways.routes.ts';
import { channelTextsRoutes } from './features/messages/channel-texts.routes.ts';
import { messagesRoutes } from './features/messages/messages.routes.ts';
import { inboxRoutes } from './features/notifications/inbox.routes.ts';
import { templateRoutes } from './features/imports/template.routes.ts';
import { linksRoutes } from './features/links/links.routes.ts';
import { operationsRoutes } from './features/operations/operations.routes.ts';
import type { SignedIn } from './features/people/actor.query.ts';
import { peopleRoutes } from './features/people/people.routes.ts';
import { profileRoutes } from './features/people/profile.routes.ts';
import { choicesRoutes } from './features/settings/choices.routes.ts';
import { findCompany } from './features/settings/company.query.ts';
import { logoRoutes } from './features/settings/logo.routes.ts';
import { settingsRoutes } from './features/settings/settings.routes.ts';
import { ruleEditorRoutes } from './features/routing/rule-editor.routes.ts';
import { ruleListRoutes } from './features/routing/rule-list.routes.ts';
import { ruleTrialRoutes } from './features/routing/rule-trial.routes.ts';
import { rolesRoutes } from './features/roles/roles.routes.ts';
import { policiesRoutes } from './features/sla/policies.routes.ts';
import { policyEditorRoutes } from './features/sla/policy-editor.routes.ts';
import { policyTrialRoutes } from './features/sla/policy-trial.routes.ts';
import { bulkRoutes } from './features/tickets/bulk.routes.ts';
import { createRoutes } from './features/tickets/create.routes.ts';
import { editRoutes } from './features/tickets/edit.routes.ts';
import { historyRoutes } from './features/templates/history.routes.ts';
import { publishRoutes } from './features/templates/publish.routes.ts';
import { templateEditorRoutes } from './features/templates/template-editor.routes.ts';
import { templatesRoutes } from './features/templates/templates.routes.ts';
import { usageRoutes } from './features/templates/usage.routes.ts';
import { listRoutes } from './features/tickets/list.routes.ts';
import { ticketsRoutes } from './features/tickets/tickets.routes.ts';
import { usersRoutes } from './features/users/users.routes.ts';
import { unmaskRoutes } from './features/tickets/unmask.routes.ts';
import { workloadRoutes } from './features/workload/workload.routes.ts';
import { createOutside, type Outside } from './net/outside.ts';
import { createAssets } from './web/assets.ts';
import { csrf } from './web/csrf.ts';
import { errorPages } from './web/error-page.ts';
import { logRequests } from './web/log-requests.ts';
import { measureRequests } from './web/metrics.ts';
import { createWeb, type SignedInWeb, type Web } from './web/page.ts';
import { paths } from './web/paths.ts';
import { receiveFiles } from './web/receive-files.ts';
import { receiveSheet } from './web/receive-sheet.ts';
import { receiveWorkbook } from './web/receive-workbook.ts';
import { requireNewPassword } from './web/require-new-password.ts';
import { assertAllowed, type Route } from './web/routes.ts';
import type { FileStore } from './storage/file-store.ts';
import { securityHeaders } from './web/security-headers.ts';
import { createSessions } from './web/session.ts';

export interface AppDeps {
  readonly db: Knex;
  readonly files: FileStore;
  readonly databaseUrl: string;
  /** Where to LISTEN, when `databaseUrl` leads to a pooler that can't. */
  readonly listenUrl?: string;
  readonly sessionSecret: string;
  readonly log: Logger;
  readonly zone: string;
  readonly now?: () => Date;
  /** Cookies go over https only, and browsers are told to stay there. */
  readonly https?: boolean;
  readonly trustProxy?: number;
  /** How other systems are reached; without it nothing that is private, and with no mail server of the operator's. */
  readonly outside?: Outside;
  /** How often the open streams are looked after. */
  readonly heartbeatMs?: number;
}

export interface App {
  readonly server: Express;
  /** Everything that can be asked for, with who may: for tests and for the help page. */
  readonly routes: readonly Route[];
  /** What the database announces; also for the jobs of this process. */
  readonly channel: Channel;
  /** How other systems are reached; also for the jobs of this process. */
  readonly outside: Outside;
  /** Ends what stays open by nature: before a server that closes waits for it. */
  readonly endStreams: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Sooner than any proxy gives a silent connection up. */
const HEARTBEAT_MS = 20_000;

/** The whole application as a list, top to bottom. Tests use this very function. */
export function createApp(deps: AppDeps): App {
  const { db, files, log, zone } = deps;
  const now = deps.now ?? ((): Date => new Date());
  const outside = deps.outside ?? createOutside({ sessionSecret: deps.sessionSecret });
  const assets = createAssets();
  const sessions = createSessions({
    url: deps.databaseUrl,
    secret: deps.sessionSecret,
    secure: deps.https ?? false,
    now,
  });
  const webs = new WeakMap<Request, Web>();
  const pageDeps = {
    assets,
    shell: (ctx: SignedInWeb['ctx']) => findShell(ctx.db, ctx.actor),
    company: (ctx: Ctx) => findCompany(ctx.db),
  };
  const makeWeb = (req: Request, res: Response): Web => {
    const ctx: Ctx = { db, files, now, log: req.log, zone, sourceIp: addressOf(req) };
    const user = (req.user as SignedIn | undefined) ?? null;
    return createWeb(pageDeps, req, res, user ? ({ ...ctx, actor: user } as Ctx) : ctx, user);
  };

  const passport = createPassport(db);
  const channel = openChannel({ url: deps.listenUrl ?? deps.databaseUrl, log });
  const streams = createLiveStreams(
    { db, files, now, log, zone, sourceIp: null },
    { channel, heartbeatMs: deps.heartbeatMs ?? HEARTBEAT_MS },
  );
  const operations = operationsRoutes();
  const routes: Route[] = [
    ...authRoutes({ secret: deps.sessionSecret, https: deps.https ?? false }, passport),
    ...peopleRoutes(),
    ...benchRoutes(),
    ...createRoutes(),
    ...editRoutes(),
    ...templateRoutes(),
    ...exportsRoutes(), // before a ticket, whose number "export" is none, and the bulk runs, none of which is "sheet"
    ...listRoutes(),
    ...bulkRoutes(), // before the actions of one ticket, whose number "bulk" is none
    ...ticketsRoutes(),
    ...unmaskRoutes(),
    ...workloadRoutes(),
    ...inboxRoutes(),
    ...draftsRoutes(),
    ...dutyRoutes(),
    ...liveRoutes(streams),
    ...linksRoutes(),
    ...attachmentsRoutes(),
    ...importsRoutes(),
    ...importHistoryRoutes(),
    ...conditionsRoutes(),
    ...adminRoutes(),
    ...fieldsRoutes(),
    ...stagesRoutes(), // before the groups, none of which is called "stages"
    ...groupsRoutes(),
    ...calendarDaysRoutes(),
    ...calendarsRoutes(),
    ...ruleListRoutes(),
    ...ruleTrialRoutes(), // before the editor, whose id "try" is none
    ...ruleEditorRoutes(),
    ...policiesRoutes(),
    ...policyTrialRoutes(), // before the editor, whose id "try" is none
    ...policyEditorRoutes(),
    ...departmentsRoutes(),
    ...usersRoutes(),
    ...profileRoutes(),
    ...templatesRoutes(), // before the editor, whose id "new" is none
    ...templateEditorRoutes(),
    ...publishRoutes(),
    ...historyRoutes(),
    ...usageRoutes(),
    ...automationsRoutes(), // before the editor, whose id "order" is none
    ...automationEditorRoutes(),
    ...automationHistoryRoutes(),
    ...messagesRoutes(),
    ...channelTextsRoutes(),
    ...waysRoutes(),
    ...digestRoutes(),
    ...connectorsRoutes(outside),
    ...deliveriesRoutes(),
    ...logoRoutes(),
    ...choicesRoutes(), // before the sections of the settings, which no list is
    ...settingsRoutes(),
    ...rolesRoutes(),
    ...auditRoutes(),
    ...categoriesRoutes(),
  ];

  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', deps.trustProxy ?? 0);
  app.use(logRequests(log));
  app.use(measureRequests);
  app.use(helmet(securityHeaders(deps.https ?? false)));
  app.use(compression());
  app.use(assets.router);
  for (const route of operations) mount(app, route, makeWeb); // before sessions: probes leave none behind
  app.use(...sessions.middleware);
  app.use(passport.initialize());
  app.use(passport.session());
  app.use((req, res, next) => {
    webs.set(req, makeWeb(req, res));
    next();
  });
  app.use(requireNewPassword((req) => webs.get(req)));
  // After the session: a body that breaks is told in the frame and the language of its sender.
  app.use(express.urlencoded({ extended: false, limit: '8mb', parameterLimit: 2000 }));
  // Files come with fields, the token among them, and so are read before it is asked for (see receive-files.ts).
  for (const route of routes)
    if (route.takesFiles)
      app.post(
        route.path,
        receiveFiles(route, (req) => webs.get(req)),
      );
    else if (route.takesSheet)
      app.post(
        route.path,
        receiveSheet(route, (req) => webs.get(req)),
      );
    else if (route.takesWorkbook)
      app.post(
        route.path,
        receiveWorkbook(route, (req) => webs.get(req)),
      );
  app.use(csrf);
  for (const route of routes) mount(app, route, (req, res) => webs.get(req) ?? makeWeb(req, res));
  app.use(() => {
    throw new NotFound('page');
  });
  // A request that broke before the session was read still gets its page.
  app.use(errorPages((req, res) => webs.get(req) ?? makeWeb(req, res)));
  const close = async (): Promise<void> => {
    await streams.stop();
    await channel.close();
    await sessions.close();
  };
  const all = [...operations, ...routes];
  return { server: app, routes: all, channel, outside, endStreams: streams.stop, close };
}

/** The caller's address where it is one: a proxy may add a port, a zone, or a word instead. */
function addressOf(req: Request): string | null {
  const address = (req.ip ?? '').replace(/%.*$/, '');
  return isIP(address) === 0 ? null : address;
}

/** Who may come in is decided here, before any handler runs. */
function mount(app: Express, route: Route, makeWeb: (req: Request, res: Response) => Web): void {
  app[route.method](route.path, async (req, res) => {
    const web = makeWeb(req, res);
    if (route.access === 'public') {
      await route.handler(web);
      return;
    }
    if (!web.user) {
      const next = req.method === 'GET' ? `?next=${encodeURIComponent(req.originalUrl)}` : '';
      web.redirect(paths.login + next);
      return;
    }
    assertAllowed(route, web.user);
    await route.handler(web as SignedInWeb);
  });
}
