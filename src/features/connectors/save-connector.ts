import { z } from 'zod';
import type { ActorCtx } from '../../context.ts';
import { violates } from '../../db/connection.ts';
import {
  type ConnectorKind,
  type ConnectorSettings,
  SECRET_SETTINGS,
} from '../../domain/connector/connector.ts';
import { judgeSettings } from '../../domain/connector/judge-settings.ts';
import type { FieldProblem, FieldValues } from '../../domain/form/field.ts';
import { Conflict, Invalid, NotFound, Refused } from '../../errors.ts';
import type { Seal } from '../../net/seal.ts';
import { recordChange } from '../audit/record-change.ts';
import { auditOf, inputOf, settingsOfValues, valuesOf } from './connector-values.ts';
import { type Connector, findConnector } from './connectors.query.ts';
import { insertConnector, replaceGroups, updateConnector } from './connectors.store.ts';

const Told = z.object({
  name: z.string(),
  active: z.boolean().default(false),
  per_minute: z.number().nullable().default(null),
  group_ids: z.array(z.coerce.number().int().positive()).default([]),
  events: z.array(z.string()).default([]),
});

interface Saving {
  /** null for a new one. */
  readonly id: number | null;
  readonly kind: ConnectorKind;
  readonly values: FieldValues;
  readonly version: number;
}

/**
 * Makes a connector, or changes one (spec 05). Its secrets are sealed; the audit log only hears that they are others.
 * @param values of the connector's form, already read; a secret that is empty stays as it is
 * @throws NotFound · Conflict · Invalid (settings that can't work, name taken, another way to people is active) ·
 *   Refused 409 for that of the environment
 */
export async function saveConnector(ctx: ActorCtx, seal: Seal, saving: Saving): Promise<number> {
  try {
    return await ctx.db.transaction(async (db) => {
      const before = saving.id === null ? null : await findConnector(db, seal, saving.id);
      if (before === undefined) throw new NotFound('connector');
      if (isOfEnvironment(before)) throw new Refused(409, 'connector_of_environment');
      const settings = settingsOfValues(saving.kind, saving.values, before?.settings ?? null);
      assertUsable(settings, saving.values);
      const { group_ids: groups, ...columns } = Told.parse(saving.values);
      const row = { ...columns, ...stored(settings, seal) };
      const id = before ? before.id : await insertConnector(db, saving.kind, row);
      if (before && !(await updateConnector(db, id, saving.version, row))) throw new Conflict(saving.version);
      await replaceGroups(db, id, groups);
      await recordChange(
        { ...ctx, db },
        {
          action: before ? 'connector_changed' : 'connector_created',
          subjectType: 'connector',
          subjectId: id,
          subjectName: columns.name,
          version: saving.version,
          before: before ? recordOf(before) : {},
          after: auditOf(withoutSecrets(saving), settings, before?.settings ?? null),
        },
      );
      return id;
    });
  } catch (error) {
    if (violates(error, 'connectors_name_key')) throw wrong('name', 'name_taken');
    if (violates(error, 'connectors_one_to_people')) throw wrong('active', 'connector_one_active');
    throw error;
  }
}

/** The operator's mail server is where the environment says. */
export function isOfEnvironment(connector: Connector | null): boolean {
  return connector?.settings?.kind === 'email' && connector.settings.fromEnvironment;
}

/** A connector as the audit log has it. */
export function recordOf(connector: Connector): Readonly<Record<string, unknown>> {
  const values = valuesOf(connector);
  return connector.settings ? auditOf(values, connector.settings, null) : values;
}

function withoutSecrets({ kind, values }: Saving): FieldValues {
  const open = Object.entries(values).filter(([key]) => !SECRET_SETTINGS[kind].includes(key));
  return Object.fromEntries(open);
}

/** @throws Invalid at the inputs that the problems are about */
function assertUsable(settings: ConnectorSettings, values: FieldValues): void {
  const problems = Object.entries(judgeSettings(settings)).map(([key, problem]): [string, FieldProblem] => [
    inputOf(key),
    problem,
  ]);
  if ('secret' in settings && values['signs'] === true && settings.secret === '')
    problems.push(['secret', { code: 'required', params: {} }]);
  if (problems.length > 0) throw new Invalid(Object.fromEntries(problems));
}

function stored(settings: ConnectorSettings, seal: Seal) {
  const { kind, ...all } = settings;
  const of = (isSecret: boolean): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(all).filter(([key]) => SECRET_SETTINGS[kind].includes(key) === isSecret),
    );
  return { config: of(false), secrets: seal.seal(JSON.stringify(of(true))) };
}

function wrong(key: string, code: string): Invalid {
  return new Invalid({ [key]: { code, params: {} } });
}
