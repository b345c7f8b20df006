import type { Knex } from 'knex';

/** A piece of a statement with what its question marks stand for. */
export interface Sql {
  readonly sql: string;
  readonly bindings: readonly Knex.RawBinding[];
  /** It may come out null, which counts as false, but not where it is negated. */
  readonly nullable?: true;
}

const TRUE: Sql = { sql: 'true', bindings: [] };
export const FALSE: Sql = { sql: 'false', bindings: [] };

/** True or false, never null: negations are exact only of such. */
export function sure(part: Sql): Sql {
  return part.nullable ? { sql: `coalesce((${part.sql}), false)`, bindings: part.bindings } : part;
}

export function not(part: Sql): Sql {
  const { sql, bindings } = sure(part);
  return { sql: `not (${sql})`, bindings };
}

export function joined(parts: readonly Sql[], word: 'and' | 'or'): Sql {
  const [first, ...others] = parts;
  if (!first) return word === 'and' ? TRUE : FALSE;
  if (others.length === 0) return first;
  return {
    sql: parts.map(({ sql }) => `(${sql})`).join(` ${word} `),
    bindings: parts.flatMap(({ bindings }) => bindings),
    ...(parts.some(({ nullable }) => nullable) && { nullable: true as const }),
  };
}

/** Ids with everything below them in their tree: the list is made once, and finds tickets by their index. */
export function belowIn(table: 'categories' | 'departments', ids: readonly number[]): Sql {
  return {
    sql: `any(array(with recursive below as (
        select id from ${table} where id = any(?::bigint[])
        union select c.id from ${table} c join below b on c.parent_id = b.id
      ) select id from below))`,
    bindings: [[...ids]],
  };
}
