import { CONNECTOR_EVENTS } from '../../domain/connector/connector-events.ts';
import { CONNECTOR_KINDS, type ConnectorKind } from '../../domain/connector/connector.ts';
import { groupDigits } from '../../domain/form/display-value.ts';
import type { FieldOption } from '../../domain/form/field.ts';
import { isMessageKind } from '../../domain/message/message-kinds.ts';
import type { Translate } from '../../i18n.ts';
import { paths } from '../../web/paths.ts';
import { tellAnswer } from '../delivery/answer.view.ts';
import { hasEvents, isRobot } from './connector-form.ts';
import { COUNTED, type ConnectorListRow } from './connector-list.query.ts';
import type { OwnAddresses } from './own-addresses.query.ts';

type ConnectorState = 'off' | 'resting' | 'failing' | 'on';

/** Whether messages go out by it now (spec 05). */
function stateOf(
  connector: Pick<ConnectorListRow, 'active' | 'restsUntil' | 'failures'>,
  now: Date,
): ConnectorState {
  if (!connector.active) return 'off';
  if (connector.restsUntil !== null && connector.restsUntil > now) return 'resting';
  return connector.failures > 0 ? 'failing' : 'on';
}

interface Page {
  readonly t: Translate;
  readonly moment: (at: Date) => string;
  readonly now: Date;
}

type Standing = Pick<
  ConnectorListRow,
  'id' | 'active' | 'restsUntil' | 'failures' | 'lastError' | 'lastDeliveredAt' | 'waiting' | 'givenUp'
>;

/** How a connector is: whether it works, since when, and what is on its way. */
export function presentStanding(row: Standing, { t, moment, now }: Page) {
  const state = stateOf(row, now);
  return {
    state,
    stateLabel: t(`config.connector.state.${state}`),
    // One that works again has nothing to say about yesterday.
    trouble: state === 'on' || row.lastError === null ? null : tellAnswer(t, row.lastError),
    until: state === 'resting' && row.restsUntil ? moment(row.restsUntil) : null,
    last: row.lastDeliveredAt && moment(row.lastDeliveredAt),
    deliveries: deliveriesOf(row.id),
    waiting: countWords(row.waiting),
    waitingHref: deliveriesOf(row.id, 'waiting'),
    givenUp: countWords(row.givenUp),
    givenUpHref: deliveriesOf(row.id, 'failed'),
  };
}

/** A line of the list: what it is for, and how it is. */
export function presentConnector(row: ConnectorListRow, page: Page) {
  const { t } = page;
  return {
    ...presentStanding(row, page),
    id: row.id,
    kind: t(`config.connector.kind.${row.kind}`),
    name: row.name,
    purpose: purposeOf(row, t),
  };
}

/** What a test is sent to: suggested is the own address of whoever asks. */
export function presentTest(kind: ConnectorKind, own: OwnAddresses, t: Translate) {
  const asked = kind === 'webhook' ? null : isRobot(kind) ? 'robot' : kind;
  const suggested: Partial<Record<ConnectorKind, string | null>> = {
    email: own.email,
    sms: own.phone,
    wecom_app: own.wecomId,
  };
  return {
    label: asked && t(`config.connector.test.to.${asked}`),
    to: suggested[kind] ?? '',
    tested: null,
  };
}

/** What came of a test, in words. */
export function presentTested(
  attempt: { readonly delivered: boolean; readonly answer: string; readonly durationMs: number } | null,
  problem: string | null,
  t: Translate,
) {
  if (attempt === null)
    return { delivered: false, words: t(`form.problem.${problem ?? 'unusable'}`), answer: null };
  const { delivered, answer, durationMs } = attempt;
  return {
    delivered,
    words: t(`config.connector.test.${delivered ? 'delivered' : 'failed'}`, { ms: groupDigits(durationMs) }),
    answer: answer === '' ? null : t('config.connector.test.answered', { answer: tellAnswer(t, answer) }),
  };
}

function deliveriesOf(id: number, state?: 'waiting' | 'failed'): string {
  return `${paths.admin.deliveries.list}?via=${id}${state ? `&state=${state}` : ''}`;
}

/** Counting stops: 1000+. */
function countWords(count: number): string {
  return count > COUNTED ? `${COUNTED}+` : String(count);
}

function purposeOf({ kind, groups, events }: ConnectorListRow, t: Translate): string {
  if (isRobot(kind))
    return groups.length === 0 || events.length === 0
      ? t('config.connector.says_nothing')
      : t('config.connector.speaks_for', {
          groups: groups.join(t('form.list_separator')),
          count: events.length,
        });
  if (hasEvents(kind))
    return events.length === 0
      ? t('config.connector.tells_nothing')
      : t('config.connector.tells', { count: events.length });
  return t(`config.connector.for.${kind}`);
}

/** The kinds to choose from, each with what it is for. */
export function presentKinds(t: Translate) {
  return CONNECTOR_KINDS.map((kind) => ({
    href: paths.admin.connectors.new.to(kind),
    icon: ICONS[kind],
    name: t(`config.connector.kind.${kind}`),
    help: t(`config.connector.kind_help.${kind}`),
  }));
}

const ICONS: Readonly<Record<ConnectorKind, string>> = {
  wecom_robot: 'users',
  dingtalk_robot: 'users',
  feishu_robot: 'users',
  wecom_app: 'user',
  email: 'at',
  sms: 'device-mobile',
  webhook: 'link',
};

/** The events as a form offers them. */
export function eventOptions(t: Translate): FieldOption[] {
  return CONNECTOR_EVENTS.map((value) => ({ value, label: tellEvent(value, t) }));
}

/** What a message is about: as its template is called, else in words of this page. */
export function tellEvent(kind: string, t: Translate): string {
  if (OWN_WORDS.includes(kind)) return t(`config.connector.event.${kind}`);
  return isMessageKind(kind) ? t(`config.message.kind.${kind}.name`) : kind;
}
const OWN_WORDS: readonly string[] = ['automation', 'test'];
