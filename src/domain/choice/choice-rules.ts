/** Lists that are configuration: where a ticket came from, what a customer is, why a ticket stayed unsolved or took too long, tags. */
export const CHOICE_KINDS = ['source', 'customer_level', 'unsolved_reason', 'overdue_reason', 'tag'] as const;
export type ChoiceKind = (typeof CHOICE_KINDS)[number];

/** Entries of one list at most. */
export const CHOICES_MAX = 200;
export const CHOICE_LABEL_MAX = 40;

/**
 * How much the product needs an entry: `active`: it must stay in use; `there`: it must not be deleted; `system`: it is
 * written by the system alone, and never offered to anyone.
 */
export type Need = 'active' | 'there' | 'system';

/** Entries that the product itself writes or begins with (spec 01, 08); they may be renamed like any other. */
const NEEDED: Readonly<Record<ChoiceKind, Readonly<Record<string, Need>>>> = {
  source: { phone: 'active' },
  customer_level: { normal: 'active' },
  unsolved_reason: { no_reply: 'there', merged: 'system' },
  overdue_reason: { customer_no_reply: 'there', merged: 'system' },
  tag: {},
};

export function isChoiceKind(kind: string): kind is ChoiceKind {
  return (CHOICE_KINDS as readonly string[]).includes(kind);
}

/** How much the product needs an entry; undefined when it is the administrators' own. */
export function needOf(kind: ChoiceKind, key: string): Need | undefined {
  return Object.hasOwn(NEEDED[kind], key) ? NEEDED[kind][key] : undefined;
}
