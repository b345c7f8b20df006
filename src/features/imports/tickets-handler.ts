import type { PreparedTicket } from '../../domain/import/import-row.ts';
import { openRowReader } from '../../domain/import/row-reader.ts';
import { findImportConfig } from './import-config.query.ts';
import type { ImportHandler } from './import-handler.ts';
import { judgeTogether } from './judge-together.store.ts';
import { writeTickets } from './write-tickets.ts';

/**
 * Tickets by spreadsheet (spec 06): each row is judged as the create page would, and becomes a ticket by the very rules
 * of creating one by hand, but that it waits where it is routed to, never in the hands of whoever imports.
 */
export const ticketsHandler: ImportHandler<PreparedTicket> = {
  needs: ['ticket.create'],
  batch: 100,
  openCheck: async (ctx, { kind, plan }) => {
    const read = openRowReader(plan, await findImportConfig(ctx, kind));
    return (rows) => Promise.resolve(rows.map(read));
  },
  caseOf: ({ phone, categoryId }) => ({ phone, categoryId }),
  finishCheck: (ctx, { id }) => judgeTogether(ctx.db, id),
  write: writeTickets,
};
