import type { ConnectorKind } from '../../domain/connector/connector.ts';
import { NotFound } from '../../errors.ts';
import type { Outside } from '../../net/outside.ts';
import type { Editor } from '../../web/editor.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { idOf } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { findGroupChoices } from '../groups/group-options.query.ts';
import { meaningFields, nameFields, settingFields } from './connector-form.ts';
import { countDeliveries } from './connector-list.query.ts';
import { valuesOf } from './connector-values.ts';
import { eventOptions, presentStanding, presentTest } from './connector.view.ts';
import { type Connector, findConnector } from './connectors.query.ts';
import { findOwnAddresses } from './own-addresses.query.ts';
import { isOfEnvironment } from './save-connector.ts';

const at = paths.admin.connectors;

/** The connector in the address. @throws NotFound */
export async function connectorIn(web: SignedInWeb, { seal }: Outside): Promise<Connector> {
  const connector = await findConnector(web.ctx.db, seal, idOf(web, 'connector'));
  if (!connector) throw new NotFound('connector');
  return connector;
}

/** The form of a connector that is being made. */
export async function newEditor(web: SignedInWeb, kind: ConnectorKind): Promise<Editor> {
  const { t } = web;
  return {
    subject: 'connector',
    id: null,
    version: null,
    title: t('config.connector.new_of', { kind: t(`config.connector.kind.${kind}`) }),
    nav: 'connectors',
    back: { href: at.choose, label: t('config.connector.new') },
    action: at.new.to(kind),
    values: {},
    sections: await sectionsOf(web, kind, null),
    view: 'connectors/edit',
    locals: { connector: null },
  };
}

/** The page of a connector: how it is, trying it, and its form where it has one. */
export async function editorOf(web: SignedInWeb, connector: Connector): Promise<Editor> {
  const { t, ctx } = web;
  const { id, kind } = connector;
  const [counts, own] = await Promise.all([
    countDeliveries(ctx.db, id),
    findOwnAddresses(ctx.db, ctx.actor.id),
  ]);
  const isFixed = isOfEnvironment(connector);
  const standing = presentStanding({ ...connector, ...counts }, { ...web, now: ctx.now() });
  return {
    subject: 'connector',
    id,
    version: connector.version,
    title: connector.name,
    nav: 'connectors',
    back: { href: at.list, label: t('config.area.connectors') },
    action: at.edit.to(id),
    values: valuesOf(connector),
    sections: isFixed ? [] : await sectionsOf(web, kind, connector),
    steps: isFixed
      ? []
      : [
          {
            action: at.step.to(id, 'delete'),
            label: t('config.delete'),
            help: t('config.connector.help.delete', { waiting: standing.waiting }),
          },
        ],
    view: 'connectors/edit',
    locals: {
      connector: {
        ...standing,
        kind: t(`config.connector.kind.${kind}`),
        isFixed,
        isLocked: connector.settings === null,
      },
      test: presentTest(kind, own, t),
    },
  };
}

async function sectionsOf({ ctx, t }: SignedInWeb, kind: ConnectorKind, connector: Connector | null) {
  const choices = {
    groups: await findGroupChoices(ctx.db),
    events: eventOptions(t),
    kept: connector?.settings ?? null,
  };
  const meaning = meaningFields(kind, choices);
  return [
    {
      title: t('config.connector.section.what'),
      help: t(`config.connector.kind_help.${kind}`),
      fields: nameFields(kind, connector === null, t),
    },
    {
      title: t('config.connector.section.way'),
      help: t(`config.connector.way_help.${kind}`),
      fields: settingFields(kind, choices, t),
    },
    ...(meaning.length === 0
      ? []
      : [
          {
            title: t('config.connector.section.events'),
            help: t('config.connector.section.events_help'),
            look: 'events',
            fields: meaning,
          },
        ]),
  ];
}
