import { z } from 'zod';
import {
  contentChange,
  priorityDifference,
  tagsAfter,
  tagsDifference,
} from '../../domain/automation/content-changes.ts';
import type { FieldChange } from '../../domain/form/diff-values.ts';
import type { ContentPatch } from '../../domain/ticket/edit-content.ts';
import { PRIORITIES } from '../../domain/ticket/status.ts';
import { translator } from '../../i18n.ts';
import { findChoiceRows } from '../settings/choices.query.ts';
import { takeRuleStep } from '../tickets/take-rule-step.ts';
import { holdTicket } from '../tickets/ticket.query.ts';
import { type ActionWork, DONE, type Done, nothing, refused } from './action-work.ts';
import { findFacts } from './facts.query.ts';

/** The log is written in the language of the installation; who reads it sees what is the product's own in theirs. */
const t = translator('zh-CN');
const Priority = z.enum(PRIORITIES);

/** Sets the priority of the ticket (spec 04). */
export async function setPriority(work: ActionWork, wanted: string): Promise<Done> {
  const { priority, status } = await findFacts(work.trx, work.ticketId);
  if (!Priority.safeParse(wanted).success) return refused('priority_unknown');
  if (status === 'closed') return refused('closed');
  if (priority === wanted) return nothing('already_so');
  const difference = priorityDifference(priority, wanted, {
    label: t('ticket.field.priority'),
    value: (each) => t(`ticket.priority.${each}`),
  });
  return edit(work, { priority: wanted }, difference);
}

/** Adds tags to the ticket, or removes some (spec 04). Those that are out of use are not added. */
export async function changeTags(
  work: ActionWork,
  kind: 'add_tags' | 'remove_tags',
  named: readonly string[],
): Promise<Done> {
  const { tags, status } = await findFacts(work.trx, work.ticketId);
  if (status === 'closed') return refused('closed');
  const known = await findChoiceRows(work.trx, 'tag');
  const usable =
    kind === 'add_tags'
      ? named.filter((tag) => known.some(({ key, active }) => active && key === tag))
      : named;
  if (usable.length === 0) return refused('tags_gone');
  const after = tagsAfter(tags, kind, usable);
  if (after.length === tags.length) return nothing('already_so');
  const difference = tagsDifference(tags, after, {
    label: t('attribute.tags'),
    tags: (some) =>
      some.map((tag) => known.find(({ key }) => key === tag)?.label_zh ?? tag).join(t('form.list_separator')),
  });
  return edit(work, { tags: after }, difference);
}

async function edit(work: ActionWork, set: ContentPatch, difference: FieldChange): Promise<Done> {
  const { ctx, trx, rule: ruleName, ticketId } = work;
  const row = await holdTicket(trx, ticketId);
  if (!row) throw new Error(`ticket ${ticketId} vanished`);
  await takeRuleStep(ctx, trx, row, (ticket) => contentChange(ticket, set, [difference]), {
    action: 'edit',
    eventType: 'ticket_edited',
    ruleName,
  });
  return DONE;
}
