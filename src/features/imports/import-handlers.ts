import type { ImportKind } from '../../domain/import/import-plan.ts';
import { closingHandler } from './closing-handler.ts';
import { historyHandler } from './history-handler.ts';
import type { ImportHandler, RowToWrite } from './import-handler.ts';
import { ticketsHandler } from './tickets-handler.ts';

/** A handler as the engine sees it, which keeps what is to be written and never looks into it. */
export type AnyHandler = ImportHandler<unknown>;

const HANDLERS: Readonly<Record<ImportKind, AnyHandler>> = {
  tickets: unseen(ticketsHandler),
  history: unseen(historyHandler),
  closing: unseen(closingHandler),
};

/** What is particular to a kind of import (spec 06). */
export function handlerOf(kind: ImportKind): AnyHandler {
  return HANDLERS[kind];
}

/** What was kept for a kind is given back to that kind. */
function unseen<P>(handler: ImportHandler<P>): AnyHandler {
  const { caseOf, ...rest } = handler;
  return {
    ...rest,
    ...(caseOf && { caseOf: (prepared: unknown) => caseOf(prepared as P) }),
    write: (ctx, job, rows) => handler.write(ctx, job, rows as readonly RowToWrite<P>[]),
  };
}
