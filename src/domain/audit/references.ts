/** What ids in the audit log are ids of (spec 03), by the names of the values: `member_ids` are users. */

export const REFERRED = [
  'user',
  'department',
  'group',
  'template',
  'category',
  'role',
  'stage',
  'field',
  'calendar',
] as const;
export type Referred = (typeof REFERRED)[number];

/** How the names of values end, without `_id` or `_ids`. */
const STEMS: Readonly<Record<string, Referred>> = {
  user: 'user',
  member: 'user',
  leader: 'user',
  manager: 'user',
  assignee: 'user',
  creator: 'user',
  collaborator: 'user',
  recipient: 'user',
  person: 'user',
  department: 'department',
  group: 'group',
  handover: 'group',
  template: 'template',
  category: 'category',
  role: 'role',
  stage: 'stage',
  field: 'field',
  calendar: 'calendar',
};
/** Of the same kind as the record that names them. */
const OWN_KIND: readonly string[] = ['parent', 'merged_into', 'into', 'copied_from', 'sibling'];

/**
 * What the value of a record refers to; null when it is no reference.
 * @param subject kind of the record: `group`
 * @param key name of the value: `duty_leader_id`, `stage_key`
 */
export function referredBy(subject: string, key: string): Referred | null {
  const stem = /^(.+)_(?:ids?|keys?)$/.exec(key)?.[1];
  if (stem === undefined) return null;
  if (OWN_KIND.includes(stem)) return REFERRED.find((kind) => kind === subject) ?? null;
  const last = stem.split('_').at(-1) ?? '';
  return Object.hasOwn(STEMS, last) ? (STEMS[last] ?? null) : null;
}

/** Ids by what they are ids of. */
export type References = ReadonlyMap<Referred, ReadonlySet<string>>;

/** All references in the values of an entry, those within lists of records too. */
export function referencesIn(subject: string, changes: Readonly<Record<string, unknown>>): References {
  const found = new Map<Referred, Set<string>>();
  const visit = (key: string, value: unknown): void => {
    if (Array.isArray(value)) for (const each of value) visit(key, each);
    else if (typeof value === 'object' && value !== null)
      for (const [name, each] of Object.entries(value)) visit(name, each);
    else {
      const kind = referredBy(subject, key);
      if (kind === null || (typeof value !== 'string' && typeof value !== 'number')) return;
      found.set(kind, (found.get(kind) ?? new Set()).add(String(value)));
    }
  };
  for (const [key, value] of Object.entries(changes)) visit(key, value);
  return found;
}

/** The texts in the values of an entry: what a search may be looking for. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
