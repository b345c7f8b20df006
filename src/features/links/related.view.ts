import type { Situation } from '../../domain/ticket/action-rule.ts';
import { judgeAction } from '../../domain/ticket/action-rule.ts';
import { LINKING } from '../../domain/ticket/link.ts';
import { MERGING } from '../../domain/ticket/merging.ts';
import type { Translate } from '../../i18n.ts';
import type { RelatedTicket } from './links.query.ts';

export interface RelatedView {
  readonly items: readonly {
    readonly number: string;
    readonly title: string;
    readonly status: string;
    readonly relation: string;
    readonly category: string;
    /** The link that may be taken away here; null when it may not. */
    readonly linkId: number | null;
  }[];
  readonly total: number;
  readonly canLink: boolean;
  readonly canMerge: boolean;
  /** Where the ticket was merged into; without a number when the reader may not see that ticket. */
  readonly mergedInto: { readonly number: string | null } | null;
}

/** The card of related tickets, in words from this ticket's side (spec 01). */
export function presentRelated(
  { rows, total }: { readonly rows: readonly RelatedTicket[]; readonly total: number },
  { situation, isMerged }: { readonly situation: Situation; readonly isMerged: boolean },
  t: Translate,
): RelatedView {
  const canLink = judgeAction(LINKING, situation) === null;
  const into = rows.find((row) => row.kind === 'merged' && row.side === 'from');
  return {
    items: rows.map((row) => ({
      number: row.number,
      title: row.title,
      status: row.status,
      relation: t(`link.relation.${row.kind}.${row.side}`, { number: row.number }),
      category: row.category_name,
      linkId: canLink && row.kind !== 'repeat_of' ? row.link_id : null,
    })),
    total,
    canLink,
    canMerge: judgeAction(MERGING, situation) === null,
    mergedInto: isMerged ? { number: into?.number ?? null } : null,
  };
}

/** What the log says of a link or a merge beside who did it; null for every other entry. */
export function tellLink(
  { type, data }: { readonly type: string; readonly data: Readonly<Record<string, unknown>> },
  t: Translate,
): string | null {
  const number = String(data['number']);
  if (type === 'ticket_merged') return t('link.relation.merged.from', { number });
  if (type === 'ticket_received_merge') return t('link.relation.merged.to', { number });
  if (type !== 'ticket_linked' && type !== 'ticket_unlinked') return null;
  return t(`link.relation.${String(data['kind'])}.${String(data['side'])}`, { number });
}
