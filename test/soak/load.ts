import { setTimeout as delay } from 'node:timers/promises';
import type { Company, Person } from '../support/company.ts';
import { openVisitor, type Origin, type Reply, UnexpectedReply, type Visitor } from '../support/visitor.ts';

/** Six people at work over HTTP, and a ledger of what they were promised. */

export interface Entry {
  readonly action: string;
  readonly by: Person;
  /** Text that this very action wrote; found again in the log, in the ticket for `create`. */
  readonly mark: string;
  /** Known once the ticket is. */
  readonly number: string | null;
}

export interface Ledger {
  /** Answered with a 303: it happened. */
  readonly acknowledged: Entry[];
  /** No answer came, or an error: it may have happened, whole, and at most once. */
  readonly doubtful: Entry[];
  /** Refused in order, e.g. because a colleague was faster. */
  refused: number;
  /** Answers that nobody should ever get. */
  readonly surprises: string[];
}

export interface Load {
  readonly ledger: Ledger;
  /** Nobody begins anything new; resolves when nothing is in flight. */
  pause(): Promise<void>;
  resume(): void;
  stop(): Promise<void>;
}

type Outcome = 'done' | 'refused' | 'doubtful';

interface Worker {
  readonly by: Person;
  readonly visitor: Visitor;
  readonly shared: Shared;
}

interface Shared {
  readonly company: Company;
  readonly ledger: Ledger;
  /** Tickets that wait for review, and for an agent: both agents go for every one. */
  readonly toReview: string[];
  readonly inPool: string[];
}

const BETWEEN_TRIES_MS = 100;
const IDLE_MS = 15;
let marks = 0;

/** Signs everyone in and lets them work until they are stopped. */
export async function startLoad(origin: Origin, company: Company): Promise<Load> {
  const ledger: Ledger = { acknowledged: [], doubtful: [], refused: 0, surprises: [] };
  const shared: Shared = { company, ledger, toReview: [], inPool: [] };
  const signedIn = async (by: Person): Promise<Worker> => {
    const visitor = openVisitor(origin);
    await visitor.signIn(by);
    return { by, visitor, shared };
  };
  const [tier1, tier1b, review, review2, agent, agent2] = await Promise.all([
    signedIn('tier1'),
    signedIn('tier1b'),
    signedIn('review'),
    signedIn('review2'),
    signedIn('aftersales'),
    signedIn('aftersales2'),
  ]);
  const gate = openGate();
  const loops = [
    repeat(gate, tier1, createAndEscalate),
    repeat(gate, tier1b, createAndEscalate),
    repeat(gate, review, dispatch),
    repeat(gate, review2, dispatch),
    repeat(gate, agent, handling()),
    repeat(gate, agent2, handling()),
  ];
  return {
    ledger,
    pause: gate.pause,
    resume: gate.resume,
    stop: async () => {
      gate.stop();
      await Promise.all(loops);
      for (const { visitor } of [tier1, tier1b, review, review2, agent, agent2]) visitor.close();
    },
  };
}

type Turn = (worker: Worker) => Promise<void>;

async function repeat(gate: Gate, worker: Worker, turn: Turn): Promise<void> {
  while (await gate.enter()) {
    try {
      await turn(worker);
    } catch (error) {
      // Reading failed: nothing was promised. The server is down or coming up.
      const { reply } = error instanceof UnexpectedReply ? error : { reply: null };
      if (reply && reply.status < 500) worker.shared.ledger.surprises.push(`${worker.by}: ${String(error)}`);
      await delay(BETWEEN_TRIES_MS);
    } finally {
      gate.leave();
    }
  }
}

const createAndEscalate: Turn = async (worker) => {
  const number = await create(worker);
  if (number === null) return;
  await act(worker, number, 'note', 'remark');
  if ((await act(worker, number, 'escalate', 'remark')) === 'done') worker.shared.toReview.push(number);
};

async function create(worker: Worker): Promise<string | null> {
  const { by, visitor, shared } = worker;
  const mark = nextMark('create');
  const hidden = await visitor.open('/tickets/new', '/tickets', ['_csrf', 'submission_key']);
  if (!hidden) throw new Error('the create page has no form');
  const body = {
    ...hidden,
    category_id: String(shared.company.categories.refund),
    phone: `139${String(10_000_000 + marks).slice(-8)}`,
    customer_name: '顾女士',
    source: 'phone',
    priority: 'normal',
    description: mark,
    intent: 'create',
  };
  const entry: Entry = { action: 'create', by, mark, number: null };
  const first = await send(worker, '/tickets', body, entry);
  if (first.outcome === 'done') return first.number;
  if (first.outcome === 'refused') return null;
  // No answer: press the button again, as anyone would, until one comes. It must be one and the same ticket.
  for (let tries = 0; tries < 100; tries += 1) {
    await delay(BETWEEN_TRIES_MS);
    const again = await visitor.post('/tickets', body).catch(() => null);
    const number = again?.status === 303 ? numberIn(again.location) : null;
    if (again?.status === 303 && number !== null) {
      shared.ledger.acknowledged.push({ ...entry, number });
      return number;
    }
    if (again && again.status < 500) {
      if (again.status !== 409) shared.ledger.surprises.push(`${by}: create again answered ${again.status}`);
      return null;
    }
  }
  return null;
}

const dispatch: Turn = async (worker) => {
  const number = worker.shared.toReview.shift();
  if (number === undefined) return delay(IDLE_MS);
  const group = { group_id: String(worker.shared.company.groups.afterSales) };
  const outcome = await act(worker, number, 'reassign', 'remark', group).catch(() => 'refused' as const);
  if (outcome === 'done') worker.shared.inPool.push(number);
};

/** Accepts what comes into the pool, in the order it came, a colleague at the heels; every other one is closed. */
function handling(): Turn {
  let next = 0;
  return async (worker) => {
    const number = worker.shared.inPool[next];
    if (number === undefined) return delay(IDLE_MS);
    next += 1;
    if ((await act(worker, number, 'accept', null)) !== 'done') return;
    await act(worker, number, 'note', 'remark');
    if (next % 2 === 0) return;
    await act(worker, number, 'close', 'comment', {
      outcome: 'solved',
      satisfaction: 'satisfied',
      callback_method: 'phone',
    });
  };
}

/** One action through its form, as the page offers it. */
async function act(
  worker: Worker,
  number: string,
  action: string,
  textField: string | null,
  values: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const { by, visitor, shared } = worker;
  const target = `/tickets/${number}/${action}`;
  const page = textField === null ? `/tickets/${number}` : target;
  const hidden = await visitor.open(page, target, ['_csrf', 'version']);
  if (!hidden) {
    shared.ledger.refused += 1;
    return 'refused';
  }
  const mark = nextMark(action);
  const body = { ...hidden, ...values, ...(textField !== null && { [textField]: mark }) };
  const { outcome } = await send(worker, target, body, { action, by, mark, number });
  return outcome;
}

/** Posts, and writes into the ledger what came of it. */
async function send(
  { by, visitor, shared: { ledger } }: Worker,
  path: string,
  body: Readonly<Record<string, string>>,
  entry: Entry,
): Promise<{ outcome: Outcome; number: string | null }> {
  let reply: Reply;
  try {
    reply = await visitor.post(path, body);
  } catch {
    ledger.doubtful.push(entry);
    return { outcome: 'doubtful', number: null };
  }
  const { status, location } = reply;
  if (status === 303 && (location === '/' || numberIn(location) !== null)) {
    const number = entry.number ?? numberIn(location);
    ledger.acknowledged.push({ ...entry, number });
    return { outcome: 'done', number };
  }
  if (status >= 500) {
    ledger.doubtful.push(entry);
    return { outcome: 'doubtful', number: null };
  }
  if (status === 409) ledger.refused += 1;
  else ledger.surprises.push(`${by}: POST ${path} answered ${status} ${location ?? ''}`);
  return { outcome: 'refused', number: null };
}

function numberIn(location: string | null): string | null {
  return /^\/tickets\/([A-Z]+\d{6}-\d+)(?:\?|$)/.exec(location ?? '')?.[1] ?? null;
}

function nextMark(action: string): string {
  marks += 1;
  return `mark ${marks} ${action}`;
}

interface Gate {
  /** Waits while it is shut; answers false when the work is over. */
  enter(): Promise<boolean>;
  leave(): void;
  pause(): Promise<void>;
  resume(): void;
  stop(): void;
}

function openGate(): Gate {
  let shut = false;
  let over = false;
  let inside = 0;
  return {
    enter: async () => {
      while (shut && !over) await delay(10);
      if (over) return false;
      inside += 1;
      return true;
    },
    leave: () => {
      inside -= 1;
    },
    pause: async () => {
      shut = true;
      while (inside > 0) await delay(10);
    },
    resume: () => {
      shut = false;
    },
    stop: () => {
      over = true;
    },
  };
}
