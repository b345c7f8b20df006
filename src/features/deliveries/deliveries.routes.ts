import { CONNECTOR_KINDS } from '../../domain/connector/connector.ts';
import { NotFound, Refused } from '../../errors.ts';
import { refusalSentence } from '../../web/error-page.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { idOf, parseQuery } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import {
  deliveriesQuery,
  DeliveriesQuery,
  type DeliveriesRequest,
  DELIVERY_STATES,
} from './deliveries-request.ts';
import { countResendable, findConnectorNames, findDeliveries } from './deliveries.query.ts';
import { findDelivery } from './delivery.query.ts';
import { presentAttempt, presentDelivery, presentDetail } from './delivery.view.ts';
import { RESENT_AT_ONCE, resendDelivery, resendGivenUp } from './resend-deliveries.ts';

const at = paths.admin.deliveries;

/** `/admin/deliveries`: everything that left the house, or should have (spec 05). */
export function deliveriesRoutes(): Route[] {
  return [
    get(at.list, 'config.manage', (web) => showList(web, parseQuery(web.req, DeliveriesQuery))),
    get(at.show.pattern, 'config.manage', (web) => showOne(web)),
    post(at.resend.pattern, 'config.manage', resend),
    post(paths.admin.connectors.step.pattern('resend'), 'config.manage', resendAll),
  ];
}

/** Why something was not done, above the page as it is. */
interface Shown {
  readonly status: number;
  readonly refusal: string;
}

async function showList(web: SignedInWeb, request: DeliveriesRequest, shown?: Shown): Promise<void> {
  const { ctx, t } = web;
  const [page, connectors, resend] = await Promise.all([
    findDeliveries(ctx.db, ctx.actor, request),
    findConnectorNames(ctx.db),
    typeof request.via === 'number' ? offerResending(web, request.via) : null,
  ]);
  await web.page('deliveries/index', {
    title: t('config.area.deliveries'),
    nav: 'deliveries',
    status: shown?.status ?? 200,
    refusal: shown?.refusal ?? null,
    request,
    isFiltered: request.state !== null || request.via !== null || request.ticket !== '',
    states: [null, ...DELIVERY_STATES].map((state) => ({
      label: t(`config.delivery.state.${state ?? 'any'}`),
      href: addressOf(request, { state }),
      isHere: request.state === state,
    })),
    ways: [
      {
        label: t('config.delivery.connectors'),
        options: connectors.map(({ id, name }) => ({ value: id, label: name })),
      },
      {
        label: t('config.delivery.kinds'),
        options: CONNECTOR_KINDS.map((kind) => ({ value: kind, label: t(`config.connector.kind.${kind}`) })),
      },
    ],
    rows: page.rows.map((row) => presentDelivery(row, page.tickets.get(row.ticketId ?? 0), web)),
    newest: request.before === null ? null : addressOf(request),
    older: page.next === null ? null : addressOf(request, { before: page.next }),
    resend,
  });
}

function addressOf(request: DeliveriesRequest, changes: Partial<DeliveriesRequest> = {}): string {
  const query = deliveriesQuery(request, changes);
  return query === '' ? at.list : `${at.list}?${query}`;
}

/** What a connector gave up can be sent again, as many as are told; null where there is nothing. */
async function offerResending({ ctx, t }: SignedInWeb, connectorId: number) {
  const count = await countResendable(ctx.db, connectorId, RESENT_AT_ONCE);
  if (count === 0) return null;
  return {
    action: paths.admin.connectors.step.to(connectorId, 'resend'),
    label: t('config.delivery.resend_all', { count: Math.min(count, RESENT_AT_ONCE) }),
    help: t(count > RESENT_AT_ONCE ? 'config.delivery.resend_oldest' : 'config.delivery.resend_help', {
      count: RESENT_AT_ONCE,
    }),
  };
}

async function showOne(web: SignedInWeb, shown?: Shown): Promise<void> {
  const { ctx, t, moment } = web;
  const found = await findDelivery(ctx.db, ctx.actor, idOf(web, 'delivery'));
  if (!found) throw new NotFound('delivery');
  const delivery = presentDetail(found.delivery, found.ticket, web);
  await web.page('deliveries/show', {
    title: t('config.delivery.one', { id: delivery.id }),
    nav: 'deliveries',
    status: shown?.status ?? 200,
    refusal: shown?.refusal ?? null,
    delivery,
    attempts: found.attempts.map((attempt) => presentAttempt(attempt, web)),
    resent: found.resent.map(({ id, createdAt }) => ({
      id,
      href: at.show.to(id),
      moment: moment(createdAt),
    })),
  });
}

async function resend(web: SignedInWeb): Promise<void> {
  try {
    const resent = await resendDelivery(web.ctx, idOf(web, 'delivery'));
    web.flash({ kind: 'done', key: 'config.delivery.was_resent', params: {} });
    web.redirect(at.show.to(resent));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await showOne(web, { status: error.status, refusal: refusalSentence(error, web.t) });
  }
}

async function resendAll(web: SignedInWeb): Promise<void> {
  const request = { state: null, via: idOf(web, 'connector'), ticket: '', before: null };
  try {
    const count = await resendGivenUp(web.ctx, request.via);
    web.flash({ kind: 'done', key: 'config.delivery.were_resent', params: { count: String(count) } });
    web.redirect(addressOf(request, { state: 'waiting' }));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const shown = { status: error.status, refusal: refusalSentence(error, web.t) };
    await showList(web, { ...request, state: 'failed' }, shown);
  }
}
