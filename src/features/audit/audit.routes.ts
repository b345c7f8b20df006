import { formatMoment } from '../../domain/time/format.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { parseQuery } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, type Route } from '../../web/routes.ts';
import { findCatalogue } from '../conditions/catalogue.query.ts';
import { hasConditions, presentEntry, referencesOf } from './audit-entry.view.ts';
import { type AuditOptions, findAuditOptions, findAuditPage } from './audit-log.query.ts';
import { findNamesToShow } from './audit-names.query.ts';
import { AuditQuery, auditQuery, type AuditRequest, toAuditRequest } from './audit-request.ts';
import { wordsOfAction, wordsOfKind } from './audit-words.view.ts';

/** `/admin/audit`: who signed in, and who changed which configuration or permission, when and from where (spec 03). */
export function auditRoutes(): Route[] {
  return [get(paths.admin.audit.list, 'config.manage', showLog)];
}

async function showLog(web: SignedInWeb): Promise<void> {
  const { ctx, t, language } = web;
  const request = toAuditRequest(parseQuery(web.req, AuditQuery));
  const [page, options] = await Promise.all([findAuditPage(ctx, request), findAuditOptions(ctx.db)]);
  const [names, catalogue] = await Promise.all([
    findNamesToShow(ctx.db, referencesOf(page.rows), language),
    hasConditions(page.rows) ? findCatalogue(ctx.db, language) : null,
  ]);
  await web.page('audit/index', {
    title: t('config.area.audit'),
    nav: 'audit',
    request,
    options: presentOptions(options, web),
    chips: chipsOf(request, options, web),
    clearHref: paths.admin.audit.list,
    entries: page.rows.map((row) => {
      const entry = presentEntry(row, { t, names, catalogue });
      return {
        ...entry,
        moment: web.moment(entry.at),
        exact: formatMoment(entry.at, new Date(0), ctx.zone, { today: '', yesterday: '' }),
        sameHref: entry.record && paths.admin.audit.of(entry.record.kind, entry.record.id),
      };
    }),
    newer: page.newer && hrefOf(request, { cursor: page.newer }),
    older: page.older && hrefOf(request, { cursor: page.older }),
  });
}

function hrefOf(request: AuditRequest, changes: Partial<AuditRequest>): string {
  const query = auditQuery(request, changes);
  return query === '' ? paths.admin.audit.list : `${paths.admin.audit.list}?${query}`;
}

/** What occurs in the log, in words and in the order of the words. */
function presentOptions({ kinds, actions, people }: AuditOptions, { t, language }: SignedInWeb) {
  const listed = (values: readonly string[], words: (value: string) => string | undefined) =>
    values
      .map((value) => ({ value, label: words(value) ?? value }))
      .sort((a, b) => a.label.localeCompare(b.label, language));
  return {
    people,
    kinds: listed(kinds, (kind) => wordsOfKind(kind, t)),
    actions: listed(actions, (action) => actionInFull(action, t)),
  };
}

/** With what it is done to, where the verb alone would stand there several times. */
function actionInFull(action: string, t: SignedInWeb['t']): string | undefined {
  const words = wordsOfAction(action, t);
  const kind = wordsOfKind(action.replace(/_[a-z]+$/, ''), t);
  return words !== undefined && kind !== undefined ? t('config.audit.verb_of', { kind, verb: words }) : words;
}

function chipsOf(request: AuditRequest, { people }: AuditOptions, { t }: SignedInWeb) {
  const person = people.find(({ id }) => id === request.actorId);
  const chips: readonly (readonly [key: keyof AuditRequest, field: string, value: string | null])[] = [
    ['text', 'text', request.text === '' ? null : request.text],
    ['actorId', 'who', request.actorId === null ? null : (person?.name ?? String(request.actorId))],
    ['kind', 'kind', request.kind && (wordsOfKind(request.kind, t) ?? request.kind)],
    ['action', 'action', request.action && (actionInFull(request.action, t) ?? request.action)],
    ['subjectId', 'subject', request.subjectId],
    ['from', 'from', request.from],
    ['to', 'to', request.to],
    ['ip', 'ip', request.ip],
  ];
  return chips.flatMap(([key, field, value]) =>
    value === null
      ? []
      : [
          {
            field: t(`config.audit.filter.${field}`),
            value,
            href: hrefOf(request, { [key]: key === 'text' ? '' : null }),
          },
        ],
  );
}
