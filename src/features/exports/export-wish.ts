import { z } from 'zod';
import type { Language, Translate } from '../../i18n.ts';
import { holds, type Actor } from '../../domain/people/permissions.ts';

/** What somebody wants as a file (spec 06): a list as they see it, or tickets to be closed by spreadsheet. */
const Wish = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('list'),
    /** The query of the list's address: filters and order. */
    list: z.string(),
    /** By their names, in their order. */
    columns: z.array(z.string()),
    format: z.enum(['xlsx', 'csv']),
  }),
  z.object({
    kind: z.literal('closing'),
    list: z.string(),
    /** Numbers of the tickets that were selected; null for all of the list. */
    picks: z.array(z.string()).nullable(),
  }),
]);
export type ExportWish = z.infer<typeof Wish>;
export type ListWish = Extract<ExportWish, { kind: 'list' }>;

/** The language that a file speaks. */
export interface Words {
  readonly t: Translate;
  readonly language: Language;
}

/** So many rows are made while one waits; more become a piece of work in the background. */
export const AT_ONCE: Readonly<Record<ExportWish['kind'], number>> = { list: 5000, closing: 1000 };

/** A wish as it was kept. */
export function readWish(kept: unknown): ExportWish {
  return Wish.parse(kept);
}

/** Whether a person may have such a file (spec 03): asked when it is begun, when it is made, and when it is taken. */
export function mayExport(actor: Actor, wish: ExportWish): boolean {
  return holds(actor, 'ticket.export') && (wish.kind === 'list' || holds(actor, 'ticket.bulk_close'));
}
