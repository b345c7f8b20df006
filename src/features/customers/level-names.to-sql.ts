/** What the level of a customer is called, as administrators named it. */
export interface LevelNames {
  readonly zh: string;
  readonly en: string;
}

/**
 * The names of the level of a customer, or null for whoever has none that stands out. One by one: joined to some hundred
 * rows of an export, all customers would be read for each of them.
 * @param id a column that holds the id of the customer
 */
export function levelNames(id: string): string {
  return `(select jsonb_build_object('zh', l.label_zh, 'en', l.label_en) from customers lc
    join choices l on l.kind = 'customer_level' and l.key = lc.level_key
    where lc.id = ${id} and lc.level_key <> 'normal')`;
}
