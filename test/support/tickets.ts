import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Knex } from 'knex';
import { pino } from 'pino';
import type { ActorCtx } from '../../src/context.ts';
import type { TicketAction } from '../../src/domain/ticket/action-rule.ts';
import { findSignedIn } from '../../src/features/people/actor.query.ts';
import { createTicket } from '../../src/features/tickets/create-ticket.ts';
import { performAction } from '../../src/features/tickets/perform-action.ts';
import { createFolderStore } from '../../src/storage/folder-store.ts';
import type { Company, Person } from './company.ts';

/** Tickets made and moved by the product's own use cases, so that every one obeys the rules. */

/** A storage that is empty, for everything but attachments. */
export const noFiles = createFolderStore(path.join(tmpdir(), 'gongdan-no-files'));

/** The context of a person, as a request of theirs would have it. */
export async function asPerson(
  db: Knex,
  company: Company,
  person: Person,
  now: () => Date = () => new Date(),
): Promise<ActorCtx> {
  const actor = await findSignedIn(db, company.people[person]);
  if (!actor) throw new Error(`${person} is not an active user`);
  return {
    db,
    files: noFiles,
    now,
    log: pino({ level: 'silent' }),
    zone: 'Asia/Shanghai',
    sourceIp: '127.0.0.1',
    actor,
  };
}

let calls = 0;

/** A phone number nobody else has. */
export function aPhone(): string {
  calls += 1;
  return `138${String(10_000_000 + calls)}`;
}

/** A new ticket in the hands of whoever made it; answers its number. */
export async function aTicket(
  db: Knex,
  company: Company,
  {
    by = 'tier1',
    category = 'refund',
    phone = aPhone(),
    ...form
  }: {
    by?: Person;
    category?: 'refund' | 'exchange' | 'consult';
    phone?: string;
    [key: string]: string | undefined;
  } = {},
): Promise<string> {
  const ctx = await asPerson(db, company, by);
  const { number } = await createTicket(ctx, {
    categoryId: company.categories[category],
    templateVersionId: null,
    form: {
      customer_name: '顾女士',
      description: '退货已寄回，一直没有确认收货',
      source: 'phone',
      priority: 'normal',
      phone,
      ...form,
    },
    closing: null,
    submissionKey: null,
  });
  return number;
}

/** Does one action as a person, with the ticket's current version. */
export async function act(
  db: Knex,
  company: Company,
  person: Person,
  number: string,
  action: TicketAction,
  form: Readonly<Record<string, string>> = {},
): Promise<void> {
  const ctx = await asPerson(db, company, person);
  const row = (await db('tickets').where('number', number).first('version')) as { version: number };
  await performAction(ctx, { number, action, version: row.version, form });
}

/** The close form, filled in. */
export const CLOSING = {
  outcome: 'solved',
  satisfaction: 'satisfied',
  callback_method: 'phone',
  comment: '已退款，客户确认到账。',
} as const;
