import type { Knex } from 'knex';
import type { FieldDefinition } from '../../domain/form/define-field.ts';

export interface FieldRow extends FieldDefinition {
  readonly retired_at: Date | null;
}

/** All fields that administrators have defined, those out of use too, by key (spec 02). */
export async function findDefinitions(db: Knex): Promise<Map<string, FieldRow>> {
  const rows = (await db('fields')
    .orderBy(['name', 'id'])
    .select('key', 'name', 'type', 'help', 'options', 'validation', 'sensitive', 'retired_at')) as FieldRow[];
  return new Map(rows.map((row) => [row.key, row]));
}

/** The keys of fields that are out of use. */
export function retiredIn(definitions: ReadonlyMap<string, FieldRow>): Set<string> {
  return new Set([...definitions.values()].filter((row) => row.retired_at !== null).map(({ key }) => key));
}
