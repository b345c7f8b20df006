import type { ConnectorKind } from '../../domain/connector/connector.ts';
import { groupDigits } from '../../domain/form/display-value.ts';
import { maskText } from '../../domain/form/mask.ts';
import type { Translate } from '../../i18n.ts';
import { paths } from '../../web/paths.ts';
import { tellEvent } from '../connectors/connector.view.ts';
import { tellAnswer } from '../delivery/answer.view.ts';
import type { DeliveryState } from './deliveries-request.ts';
import type { DeliveryRow, SeenTicket } from './deliveries.query.ts';
import type { AttemptRow, DeliveryDetail } from './delivery.query.ts';

interface Page {
  readonly t: Translate;
  readonly moment: (at: Date) => string;
}

/** A line of the deliveries (spec 05). Of a ticket that the reader may not see nothing is told. */
export function presentDelivery(row: DeliveryRow, ticket: SeenTicket | undefined, { t, moment }: Page) {
  const state = stateOf(row);
  const isHidden = row.ticketId !== null && ticket === undefined;
  return {
    id: row.id,
    href: paths.admin.deliveries.show.to(row.id),
    moment: moment(row.createdAt),
    iso: row.createdAt.toISOString(),
    channel: t(`config.connector.kind.${row.channel}`),
    connector: row.connector,
    to: recipientOf(row, t),
    ticket: ticket ?? null,
    words: isHidden ? t('config.delivery.hidden') : row.words || tellEvent(row.kind, t),
    isHidden,
    state,
    stateLabel: t(`config.delivery.state.${state}`),
    reason: reasonOf(row, state, { t, moment }),
    attempts: row.attempts,
  };
}

function stateOf({ deliveredAt, failedAt }: DeliveryRow): DeliveryState {
  if (failedAt !== null) return 'failed';
  return deliveredAt === null ? 'waiting' : 'delivered';
}

function reasonOf(row: DeliveryRow, state: DeliveryState, { t, moment }: Page): string | null {
  if (state === 'delivered') return null;
  const reason = row.lastError === null ? '' : tellAnswer(t, row.lastError);
  if (state === 'failed') return reason || null;
  if (row.attempts === 0) return null;
  return t('config.delivery.tries_again', { moment: moment(row.nextAttemptAt), reason });
}

const MASKS: Partial<Record<ConnectorKind, 'phone' | 'email'>> = { sms: 'phone', email: 'email' };

/** Phones and mail addresses are masked for everyone: whom it went to is told by the name. */
function recipientOf({ channel, recipient, address, group, connector }: DeliveryRow, t: Translate): string {
  const gone = t('config.delivery.connector_gone');
  if (channel.endsWith('_robot')) return group ?? connector ?? gone;
  if (channel === 'webhook') return hostOf(address) ?? connector ?? gone;
  const mask = MASKS[channel];
  const masked = address === null ? '' : mask ? maskText(mask, address) : address;
  return [recipient ?? '', masked].filter(Boolean).join(' ') || '–';
}

/** The rest of an address may hold a key. */
function hostOf(address: string | null): string | null {
  return address !== null && URL.canParse(address) ? new URL(address).host : null;
}

/** One message in full, if its reader may see what it is about. */
export function presentDetail(delivery: DeliveryDetail, ticket: SeenTicket | undefined, page: Page) {
  const { t, moment } = page;
  const line = presentDelivery(delivery, ticket, page);
  const settledAt = delivery.deliveredAt ?? delivery.failedAt;
  const shown = line.isHidden ? null : delivery;
  return {
    ...line,
    kind: tellEvent(delivery.kind, t),
    subject: shown?.subject ?? '',
    body: shown?.body ?? line.words,
    payload: (shown?.payload ?? null) === null ? null : JSON.stringify(shown?.payload, null, 2),
    link: shown?.link ?? null,
    mentions: delivery.mentions.map((phone) => maskText('phone', phone)).join(t('form.list_separator')),
    settled: settledAt && moment(settledAt),
    isSettled: line.state !== 'waiting',
    origin:
      delivery.resentFromId === null
        ? null
        : { id: delivery.resentFromId, href: paths.admin.deliveries.show.to(delivery.resentFromId) },
  };
}

/** One attempt to deliver: when, how long it took, and what the other side said. */
export function presentAttempt(attempt: AttemptRow, { t, moment }: Page) {
  return {
    moment: moment(attempt.at),
    iso: attempt.at.toISOString(),
    took: t('config.delivery.took', { ms: groupDigits(attempt.durationMs) }),
    state: attempt.delivered ? 'delivered' : 'failed',
    stateLabel: t(`config.delivery.attempt.${attempt.delivered ? 'delivered' : 'failed'}`),
    answer: tellAnswer(t, attempt.answer),
  };
}
