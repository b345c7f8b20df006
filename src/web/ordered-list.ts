import { z } from 'zod';
import { moveWithin } from '../domain/people/move-within.ts';
import { Conflict } from '../errors.ts';
import type { OrderWish } from '../features/audit/reorder.ts';
import type { SignedInWeb } from './page.ts';
import { Id, parseBody } from './parse-request.ts';

/** A page with a list that administrators put into order, and whose rows they switch on and off. */
export interface OrderedList {
  /** Where it is. */
  readonly path: string;
  readonly show: (web: SignedInWeb, isOvertaken: boolean) => Promise<void>;
}

/** All keys in their order, as `a,b,c`; or one of them and where it goes, as `b:up`. */
const Order = {
  before: z.string().max(20_000),
  order: z.string().max(20_000).default(''),
  move: z
    .string()
    .regex(/^.{1,60}:(up|down)$/)
    .optional(),
};

/**
 * Puts the list into the order that its form wants, and shows it again.
 * @param save false when somebody else has changed it since
 */
export async function saveOrder(
  web: SignedInWeb,
  list: OrderedList,
  save: (wish: OrderWish<string>) => Promise<boolean>,
): Promise<void> {
  const { before: sent, order, move } = parseBody(web.req, Order);
  const before = keysIn(sent);
  await answer(web, list, await save({ before, order: move ? moved(before, move) : keysIn(order) }));
}

/** The same of a list whose keys are ids. */
export function idsOf({ before, order }: OrderWish<string>): OrderWish<number> {
  const ids = (keys: readonly string[]): number[] =>
    keys.flatMap((key) => {
      const id = Id.safeParse(key);
      return id.success ? [id.data] : [];
    });
  return { before: ids(before), order: ids(order) };
}

/** The button of a row, in the form of the whole list: what the switch is to say, and the version it was shown with. */
const Switch = {
  before: z.string().max(20_000).default(''),
  order: z.string().max(20_000).default(''),
  to: z.string().regex(/^(on|off):\d{1,9}$/),
};

/** Switches a row as its button says, and shows the list again: also where somebody else has changed it since. */
export async function saveSwitch(
  web: SignedInWeb,
  list: OrderedList,
  save: (wanted: { readonly active: boolean; readonly version: number }) => Promise<void>,
): Promise<void> {
  const [state, version] = parseBody(web.req, Switch).to.split(':');
  let isDone = true;
  try {
    await save({ active: state === 'on', version: Number(version) });
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    isDone = false;
  }
  await answer(web, list, isDone);
}

async function answer(web: SignedInWeb, { path, show }: OrderedList, isDone: boolean): Promise<void> {
  if (isDone && !web.wantsFragment) web.redirect(path);
  else await show(web, !isDone);
}

function keysIn(text: string): string[] {
  return text.split(',').filter(Boolean);
}

function moved(keys: readonly string[], move: string): readonly string[] {
  const at = move.lastIndexOf(':');
  return moveWithin(keys, move.slice(0, at), move.slice(at + 1) === 'up' ? 'up' : 'down');
}
