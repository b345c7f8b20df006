/** What came of an attempt to deliver a message, and when the next one is made (spec 05). */

/** Why the other side was not asked, or not understood: a sentence each in the locales (`delivery.fault`). */
export const FAULTS = [
  'bad_address',
  'private_address',
  'unknown_host',
  'redirect',
  'timeout',
  'refused',
  'reset',
  'unreachable',
  'bad_recipient',
  'secrets_lost',
  'no_mail_server',
  'connector_off',
  'given_up',
] as const;
export type Fault = (typeof FAULTS)[number];

export type Verdict =
  | { readonly kind: 'delivered' }
  /** The channel works, and will never take this message. */
  | { readonly kind: 'refused' }
  /** The channel works, but did not take this message now. */
  | { readonly kind: 'declined' }
  /** The channel wants to be left alone for a while. */
  | { readonly kind: 'slower'; readonly waitMs: number }
  /** The channel does not work. */
  | { readonly kind: 'failed' };

export interface Outcome {
  readonly verdict: Verdict;
  /** What the other side said, or `!` and a fault, and what there is to add to it. */
  readonly answer: string;
}

const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 60 * 60_000;
const LONGEST_REST_MS = 15 * 60_000;
const ANSWER_MAX = 500;

/** So long is a message tried. */
export const TRIED_MS = 24 * 60 * 60_000;

/** How long a message waits after so many attempts, in ms: one minute, doubling to an hour. */
export function waitAfter(attempts: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, attempts - 1));
}

/** How long a channel rests after so many failures in a row, in ms: one minute, doubling to a quarter of an hour. */
export function restAfter(failures: number): number {
  return Math.min(LONGEST_REST_MS, waitAfter(failures));
}

/** An answer as it is kept: short, and without what no column takes. */
export function shortAnswer(text: string): string {
  return text.replaceAll(/[\0\p{Cs}]/gu, '').slice(0, ANSWER_MAX);
}

export function faultAnswer(fault: Fault, detail = ''): string {
  return shortAnswer(detail === '' ? `!${fault}` : `!${fault} ${detail}`);
}

/** The fault that an answer stands for; null for what the other side said itself. */
export function readFault(answer: string): { readonly fault: Fault; readonly detail: string } | null {
  const [, name, detail = ''] = /^!([a-z_]+)(?: (.*))?$/s.exec(answer) ?? [];
  const fault = FAULTS.find((each) => each === name);
  return fault === undefined ? null : { fault, detail };
}
