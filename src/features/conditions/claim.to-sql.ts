import type { Bound, Claim } from '../../domain/conditions/meaning.ts';
import { answerPath } from '../../domain/list/answer-path.ts';
import { searchQuery } from '../../domain/search/terms.ts';
import { FALSE, joined, type Sql } from './sql-parts.to-sql.ts';

type TextClaim = Extract<Claim, { kind: 'text' }>;
type RangeClaim = Extract<Claim, { kind: 'range' }>;

export interface Column {
  readonly sql: string;
  /** What its values are compared as. */
  readonly type: 'text' | 'bigint' | 'numeric' | 'timestamptz' | 'boolean';
  readonly nullable?: true;
}

/** A claim about one column (spec 04); an empty text is nothing. */
export function columnSql(claim: Claim, { sql, type, nullable }: Column): Sql {
  const may = nullable && { nullable };
  switch (claim.kind) {
    case 'present':
      return { sql: type === 'text' ? `coalesce(${sql}, '') <> ''` : `${sql} is not null`, bindings: [] };
    case 'equal': {
      const equal: Sql = { sql: `${sql} = any(?::${type}[])`, bindings: [claim.values.map(String)], ...may };
      const starts = claim.beginnings.map((start): Sql => {
        return { sql: `${sql} like ?`, bindings: [`${likeText(start)}%`], ...may };
      });
      return joined(claim.values.length > 0 ? [equal, ...starts] : starts, 'or');
    }
    case 'text':
      return { ...textSql(claim, { sql, bindings: [] }), ...may };
    case 'range':
      return { ...rangeSql(claim, sql, type), ...may };
  }
}

function textSql({ how, words }: TextClaim, column: Sql): Sql {
  const folded = `fold_words(${column.sql})`;
  if (how === 'equals') {
    return { sql: `${folded} = any(?::text[])`, bindings: [...column.bindings, [...words]] };
  }
  const patterns = words.map((word) => `${how === 'contains' ? '%' : ''}${likeText(word)}%`);
  return { sql: `${folded} like any(?::text[])`, bindings: [...column.bindings, patterns] };
}

function likeText(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`);
}

function rangeSql({ from, to, before }: RangeClaim, sql: string, type: string): Sql {
  const bound = (sign: string, value: Bound | null): Sql[] =>
    value === null ? [] : [{ sql: `${sql} ${sign} ?::${type}`, bindings: [value] }];
  return joined([...bound('>=', from), ...bound('<=', to), ...bound('<', before)], 'and');
}

/** A claim about a column that holds a list of texts. */
export function listSql(claim: Claim, sql: string): Sql {
  if (claim.kind === 'present') return { sql: `${sql} <> '{}'`, bindings: [] };
  const values = claim.kind === 'equal' ? claim.values.map(String) : [];
  return { sql: `${sql} && ?::text[]`, bindings: [values] };
}

/**
 * A claim about the answer to a custom field. One that equals something is found by its index; for the rest, an index
 * tells which tickets have any (docs/decisions/0019).
 */
export function answerSql(claim: Claim, key: string): Sql {
  const answered: Sql = { sql: `answered_fields(t."values") @> ?::text[]`, bindings: [[key]] };
  if (claim.kind === 'present') {
    const given = `coalesce(t."values" -> ?, 'null') not in ('null', '""', '[]')`;
    return joined([answered, { sql: given, bindings: [key] }], 'and');
  }
  if (claim.kind === 'text') {
    const text = `case jsonb_typeof(t."values" -> ?) when 'string' then t."values" ->> ? end`;
    const said = textSql(claim, { sql: text, bindings: [key, key] });
    return joined([answered, { ...said, nullable: true }], 'and');
  }
  const predicate = answerPath(key, claim);
  if (predicate === '') return FALSE;
  const path: Sql = { sql: 't."values" @@ ?::jsonpath', bindings: [predicate], nullable: true };
  return claim.kind === 'equal' && claim.beginnings.length === 0 ? path : joined([answered, path], 'and');
}

/** What the index of titles says of those that contain one of some words; null where it can't say it. */
export function titleIndexSql({ how, words }: TextClaim): Sql | null {
  const queries = words.map(searchQuery).filter((query) => query !== null);
  // The end of a Greek word is written in another way, and so indexed in another.
  const isSound = queries.length === words.length && queries.length > 0 && !/[σς]/.test(words.join(''));
  if (!isSound || how === 'begins') return null;
  return { sql: 't.title_terms @@ ?::tsquery', bindings: [queries.map((each) => `(${each})`).join(' | ')] };
}
