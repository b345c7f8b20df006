import { changeOf, type FieldChange, type Side } from '../form/diff-values.ts';
import type { ContentPatch } from '../ticket/edit-content.ts';
import type { Change } from '../ticket/change.ts';
import type { Ticket } from '../ticket/ticket.ts';

/** What a rule writes anew of a ticket's content (spec 04): an edit like any other, told by its difference. */
export function contentChange(ticket: Ticket, set: ContentPatch, changes: readonly FieldChange[]): Change {
  return { status: ticket.status, move: { kind: 'stay' }, edit: { set, changes } };
}

/** The difference of a priority. @param say its name and those of its values, as the log keeps them */
export function priorityDifference(
  from: string,
  to: string,
  say: { readonly label: string; readonly value: (priority: string) => string },
): FieldChange {
  const side = (value: string): Side => ({ value, text: say.value(value) });
  return changeOf('priority', say.label, side(from), side(to));
}

/** The tags after some were added or removed, in the order in which they came. */
export function tagsAfter(
  tags: readonly string[],
  kind: 'add_tags' | 'remove_tags',
  named: readonly string[],
): readonly string[] {
  return kind === 'add_tags' ? [...new Set([...tags, ...named])] : tags.filter((tag) => !named.includes(tag));
}

/** The difference of tags. */
export function tagsDifference(
  from: readonly string[],
  to: readonly string[],
  say: { readonly label: string; readonly tags: (tags: readonly string[]) => string },
): FieldChange {
  const side = (value: readonly string[]): Side => ({ value, text: say.tags(value) });
  return changeOf('tags', say.label, side(from), side(to));
}
