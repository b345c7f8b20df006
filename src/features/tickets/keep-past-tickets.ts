import type { Knex } from 'knex';
import type { ActorCtx } from '../../context.ts';
import type { PastLife } from '../../domain/import/import-row.ts';
import { closePast, pastHop } from '../../domain/import/past-closing.ts';
import { textOf } from '../../domain/ticket/action-rule.ts';
import { formatTicketNumber } from '../../domain/ticket/number.ts';
import type { Place } from '../../domain/ticket/ticket.ts';
import { dayOf } from '../../domain/time/format.ts';
import { saveCallers } from '../customers/save-caller.ts';
import type { Settings } from '../settings/settings.query.ts';
import { leaveUnmeasured } from '../sla/leave-unmeasured.ts';
import { newTicket, type WantedTicket } from './begin-tickets.ts';
import { findSamePast, findStagesOf, insertPastTickets, pastKey } from './past-tickets.store.ts';
import { nextRunningNumbers } from './ticket.query.ts';

/** A closed ticket of the time before (spec 06, "Historical data"). */
export interface PastTicket extends Omit<WantedTicket, 'place' | 'submissionKey'> {
  readonly past: PastLife;
}

export type KeptTicket =
  | { readonly ticketId: number; readonly isNewCustomer: boolean }
  /** There is one of this phone, category and time already: its number. */
  | { readonly same: string };

/**
 * Keeps closed tickets with their own times, handlers and results, inside the caller's transaction and in the same
 * number of statements for one and for many (spec 06): customers found or made, numbers of the days they were made on,
 * one hop and two log entries each. Nobody is told, nothing is assigned, no clock starts. In the order of `wanted`.
 * @param wanted no two of the same phone, category and time
 */
export async function keepPastTickets(
  ctx: ActorCtx,
  trx: Knex.Transaction,
  wanted: readonly PastTicket[],
  settings: Settings,
): Promise<KeptTicket[]> {
  const customers = await saveCallers(trx, wanted.flatMap(callerOf), ctx.now());
  // After the customers are locked: of two imports of the same file, the second sees what the first has kept.
  const there = await findSamePast(trx, wanted.flatMap(caseOf));
  const fresh = wanted.filter((one) => sameOf(one, there) === undefined);
  const running = await nextRunningNumbers(trx, fresh.length);
  const groupIds = [settings.default_group_id, ...fresh.map(({ past }) => past.groupId)];
  const stages = await findStagesOf(
    trx,
    groupIds.filter((id) => id !== null),
  );
  const rows = fresh.map((one, at) => {
    const createdAt = new Date(one.past.createdAt);
    const place = placeOfPast(ctx, one.past, { stages, settings });
    const ticket = newTicket(
      ctx,
      trx,
      { ...one, place },
      {
        number: formatTicketNumber(settings.number_prefix, dayOf(createdAt, ctx.zone), running[at] ?? 0),
        customerId: one.phone === null ? null : (customers.get(one.phone)?.id ?? null),
        isRepeat: false,
        now: createdAt,
      },
    );
    const { id } = ctx.actor;
    return {
      ...ticket,
      event: { ...ticket.event, data: { ...ticket.event.data, imported: true } },
      hop: pastHop(place, id, createdAt),
      closing: closePast(one.past, { place, creatorId: id, createdAt, importerId: id }),
    };
  });
  const ids = await insertPastTickets(trx, rows, ctx.sourceIp);
  await leaveUnmeasured(trx, ids, ctx.now());
  const idOf = new Map(fresh.map((one, at) => [one, ids[at]]));
  return wanted.map((one): KeptTicket => {
    const ticketId = idOf.get(one);
    if (ticketId === undefined) return { same: sameOf(one, there) ?? '' };
    return { ticketId, isNewCustomer: one.phone !== null && customers.get(one.phone)?.isNew === true };
  });
}

function callerOf({ phone, values }: PastTicket): { phone: string; name: string; phoneText: string }[] {
  return phone === null
    ? []
    : [{ phone, name: textOf(values, 'customer_name'), phoneText: textOf(values, 'phone') }];
}

function caseOf({ phone, category, past }: PastTicket) {
  return phone === null ? [] : [{ phone, categoryId: category.id, createdAt: past.createdAt }];
}

function sameOf(one: PastTicket, there: ReadonlyMap<string, string>): string | undefined {
  const [own] = caseOf(one);
  return own && there.get(pastKey(own));
}

/** With its handler, in the group they are in; of an unknown one in the group for everything, or with whoever imports. */
function placeOfPast(
  ctx: ActorCtx,
  { handlerId, groupId }: PastLife,
  { stages, settings }: { stages: ReadonlyMap<number, string>; settings: Settings },
): Place {
  const inGroup = (id: number | null): Omit<Place, 'assigneeId'> => {
    const stageKey = id === null ? undefined : stages.get(id);
    return stageKey === undefined ? { groupId: null, stageKey: null } : { groupId: id, stageKey };
  };
  if (handlerId !== null) return { ...inGroup(groupId), assigneeId: handlerId };
  const pool = inGroup(groupId ?? settings.default_group_id);
  return { ...pool, assigneeId: pool.groupId === null ? ctx.actor.id : null };
}
