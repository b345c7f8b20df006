import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { TICKET_ACTIONS, type TicketAction } from '../../src/domain/ticket/action-rule.ts';
import { ACTION_TABLE } from '../../src/domain/ticket/action-table.ts';
import { createTicket } from '../../src/features/tickets/create-ticket.ts';
import { performAction } from '../../src/features/tickets/perform-action.ts';
import { type Blow, type Break, type Breakable, openBreakable } from './breakable.ts';
import type { Company, Person } from './company.ts';
import { closed, inHand, inPool, stateOf, waiting, withOperations } from './moved-tickets.ts';
import { changesBetween, takeSnapshot } from './snapshot.ts';
import { aPhone, asPerson, aTicket, CLOSING } from './tickets.ts';

/**
 * One action = one transaction (spec 01): whatever statement of it is the last that the database sees, all of it is
 * there afterwards or nothing, and what was acknowledged is there.
 */
export interface FaultRequest {
  readonly db: Knex;
  readonly url: string;
  readonly company: Company;
  /** Each statement before and after; else every one that writes, and some of those that read. */
  readonly isThorough: boolean;
  readonly only?: readonly UseCase[];
  readonly say?: (message: string) => void;
}

export interface FaultReport {
  /** How many statements each use case sends. */
  readonly statements: Readonly<Record<string, number>>;
  readonly breaks: number;
  /** How often all of it was there afterwards, and how often nothing. */
  readonly all: number;
  readonly nothing: number;
  readonly problems: readonly string[];
}

/** What is done to a ticket made for it: by whom, and with which inputs. */
interface Scene {
  readonly by: Person;
  readonly given: (db: Knex, company: Company) => Promise<string>;
  readonly form?: (company: Company) => Readonly<Record<string, string | string[]>>;
}

const REMARK = () => ({ remark: '客户来电，请继续处理' });

/** Each writes as much as the action can: hops, collaborators, messages to several people. */
const SCENES: Readonly<Record<TicketAction, Scene>> = {
  accept: { by: 'aftersales', given: inPool },
  escalate: { by: 'tier1', given: aTicket, form: REMARK },
  reassign: {
    by: 'aftersales',
    given: inHand,
    form: ({ groups }) => ({ ...REMARK(), group_id: String(groups.engineering) }),
  },
  redispatch: { by: 'aftersales', given: inHand, form: REMARK },
  transfer: {
    by: 'aftersales',
    given: inHand,
    form: ({ people }) => ({
      assignee_id: String(people.aftersales2),
      collaborator_ids: [String(people.ops), String(people.rd)],
    }),
  },
  feedback: { by: 'ops', given: withOperations, form: () => ({ ...REMARK(), hand_back: 'on' }) },
  callback: {
    by: 'aftersales',
    given: waiting,
    form: () => ({ callback_method: 'phone', callback_outcome: 'not_solved' }),
  },
  return: { by: 'ops', given: withOperations, form: REMARK },
  wait: { by: 'aftersales', given: inHand, form: REMARK },
  resolve: { by: 'aftersales', given: inHand },
  close: { by: 'aftersales', given: inHand, form: () => CLOSING },
  reopen: { by: 'manager', given: closed, form: REMARK },
  urge: { by: 'tier1', given: inHand, form: REMARK },
  append: { by: 'tier1', given: waiting, form: REMARK },
  save: {
    by: 'aftersales',
    given: inHand,
    form: () => ({ customer_name: '顾女士', source: 'phone', priority: 'normal', description: '金额有误' }),
  },
  note: { by: 'aftersales', given: inHand, form: () => ({ remark: '@主管 @tier1 请看' }) },
};

export const USE_CASES = ['create', 'create and close', ...TICKET_ACTIONS] as const;
type UseCase = (typeof USE_CASES)[number];

/** Something that can be done once, over any handle. */
type Deed = (db: Knex) => Promise<unknown>;

export async function injectFaults(request: FaultRequest): Promise<FaultReport> {
  const { url, only = USE_CASES, say = () => undefined } = request;
  await request.db('settings').insert({ key: 'resolve_enabled', value: 'true' }).onConflict('key').merge();
  const breakable = await openBreakable(url);
  const report = {
    statements: {} as Record<string, number>,
    breaks: 0,
    all: 0,
    nothing: 0,
    problems: [] as string[],
  };
  try {
    for (const useCase of only) {
      const before = { ...report };
      await breakEverywhere(useCase, request, breakable, report);
      say(
        `${useCase.padEnd(16)} ${report.statements[useCase] ?? 0} statements, broken ${report.breaks - before.breaks} times: ` +
          `${report.all - before.all} all, ${report.nothing - before.nothing} nothing`,
      );
    }
  } finally {
    await breakable.close();
  }
  return report;
}

async function breakEverywhere(
  useCase: UseCase,
  { db, company, isThorough }: FaultRequest,
  breakable: Breakable,
  report: {
    statements: Record<string, number>;
    breaks: number;
    all: number;
    nothing: number;
    problems: string[];
  },
): Promise<void> {
  let before = await takeSnapshot(db);
  const prepare = async (): Promise<Deed> => {
    const deed = await preparation(useCase, db, company);
    before = await takeSnapshot(db);
    return deed;
  };
  /** Does it, and answers what that changed. */
  const change = async (deed: Deed, plan: Break | null) => {
    const went = await breakable.during(plan, () => deed(breakable.db));
    const after = await takeSnapshot(db);
    const changes = changesBetween(before, after).join('\n');
    before = after;
    return { ...went, changes };
  };
  const model = await change(await prepare(), null);
  if (!model.isAcknowledged) throw new Error(`${useCase} can't be done at all`, { cause: model.error });
  report.statements[useCase] = model.statements.length;

  let deed = await prepare();
  let isDone = false;
  for (const plan of plansFor(model.statements, isThorough)) {
    // What came to nothing has changed nothing, so that the next try finds the same ticket.
    if (isDone) deed = await prepare();
    const { changes, isAcknowledged } = await change(deed, plan);
    isDone = changes !== '';
    report.breaks += 1;
    report[isDone ? 'all' : 'nothing'] += 1;
    const where = `${useCase}, ${plan.blow} ${plan.at} (${model.statements[plan.at - 1] ?? ''})`;
    const rules: [string, boolean][] = [
      [`left a part:\n${changes}\ninstead of\n${model.changes}`, !isDone || changes === model.changes],
      ['was acknowledged, and nothing is there', !isAcknowledged || isDone],
      ['was committed, and nothing is there', plan.blow !== 'unheard' || isDone],
      ['was done without it', plan.blow !== 'before' || !isDone],
    ];
    report.problems.push(...rules.flatMap(([what, holds]) => (holds ? [] : [`${where} ${what}`])));
  }
  // And over the same pool, without a fault, it works.
  const last = await change(isDone ? await prepare() : deed, null);
  if (!last.isAcknowledged || last.changes !== model.changes) {
    report.problems.push(`${useCase} does not work any more: ${String(last.error)}\n${last.changes}`);
  }
}

const WRITES = /^\s*(begin|insert|update|delete|select pg_notify)/i;

/** Where to break. The last statement is COMMIT: there are more ways to break there. */
function plansFor(statements: readonly string[], isThorough: boolean): Break[] {
  const last = statements.length;
  const at = (number: number, blows: readonly Blow[]): Break[] => blows.map((blow) => ({ at: number, blow }));
  return statements.flatMap((statement, index) => {
    const number = index + 1;
    if (number === last) {
      const inDoubt = at(
        number,
        Array.from({ length: isThorough ? 10 : 2 }, () => 'under way' as const),
      );
      return [...at(number, ['before', 'after', 'unheard']), ...inDoubt];
    }
    if (isThorough) return at(number, ['before', 'after']);
    if (number === last - 1) return at(number, ['before', 'after']);
    return WRITES.test(statement) || index % 6 === 0
      ? at(number, [index % 2 === 0 ? 'before' : 'after'])
      : [];
  });
}

async function preparation(useCase: UseCase, db: Knex, company: Company): Promise<Deed> {
  if (useCase === 'create' || useCase === 'create and close') {
    const ctx = await asPerson(db, company, 'tier1');
    const request = {
      categoryId: company.categories.consult,
      templateVersionId: null,
      form: {
        customer_name: '顾女士',
        description: '想问退货地址',
        source: 'phone',
        priority: 'normal',
        phone: aPhone(),
      },
      closing: useCase === 'create' ? null : CLOSING,
      submissionKey: null,
    };
    return (over) => createTicket({ ...ctx, db: over }, request);
  }
  const { by, given, form } = SCENES[useCase];
  const number = await given(db, company);
  const { version } = await stateOf(db, number);
  const ctx = await asPerson(db, company, by);
  const attachmentIds = ACTION_TABLE[useCase].attachments ? await twoUploads(db, ctx.actor.id) : [];
  const request = { number, action: useCase, version, form: form?.(company) ?? {}, attachmentIds };
  return (over) => performAction({ ...ctx, db: over }, request);
}

/** Sent by nobody yet; the rows alone. */
async function twoUploads(db: Knex, uploader_id: number): Promise<number[]> {
  const file = {
    uploader_id,
    original_name: '面单.png',
    content_type: 'image/png',
    size_bytes: 9,
    sha256: '0',
  };
  const rows = await db('attachments')
    .insert([1, 2].map(() => ({ ...file, stored_name: randomUUID() })))
    .returning('id');
  return (rows as { id: number }[]).map(({ id }) => id);
}
