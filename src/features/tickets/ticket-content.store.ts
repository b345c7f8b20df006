import type { Knex } from 'knex';
import { indexTerms } from '../../domain/search/terms.ts';
import type { ContentPatch } from '../../domain/ticket/edit-content.ts';

const COLUMNS: Readonly<Record<Exclude<keyof ContentPatch, 'values'>, string>> = {
  categoryId: 'category_id',
  templateVersionId: 'template_version_id',
  customerId: 'customer_id',
  customerName: 'customer_name',
  phone: 'phone',
  phoneText: 'phone_text',
  sourceKey: 'source_key',
  title: 'title',
  description: 'description',
  orderNumber: 'order_number',
  priority: 'priority',
  tags: 'tags',
};

/** Columns of the tickets table for what is written anew of its content; a title brings its search terms. */
export function contentColumns(db: Knex, set: ContentPatch): Record<string, unknown> {
  const columns: Record<string, unknown> = {};
  for (const key of Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]) {
    if (set[key] !== undefined) columns[COLUMNS[key]] = set[key];
  }
  return {
    ...columns,
    ...(set.values && { values: JSON.stringify(set.values) }),
    ...(set.title !== undefined && { title_terms: titleTerms(db, set.title) }),
  };
}

/** The search terms of a title as a tsvector. */
export function titleTerms(db: Knex, title: string): Knex.Raw {
  return db.raw('array_to_tsvector(?::text[])', [[...indexTerms(title)]]);
}
