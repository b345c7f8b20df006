import type { Outcome } from '../../domain/connector/outcome.ts';
import { shortAnswer } from '../../domain/connector/outcome.ts';
import type { Answer } from '../../net/guarded-request.ts';

/** A message on its way out (spec 05). */
export interface OutgoingMessage {
  /** Of the outbox: the same whenever it is sent again. */
  readonly id: number;
  readonly subject: string;
  readonly body: string;
  /** Absolute; null where nobody could follow it. */
  readonly link: string | null;
  /** A mailbox, a phone, a name in 企业微信, or the address of another system. */
  readonly address: string;
  /** Phones of those whom a robot mentions. */
  readonly mentions: readonly string[];
  readonly payload: unknown;
}

/** The text, and where it leads. */
export function textWithLink({ body, link }: OutgoingMessage): string {
  return link === null ? body : `${body}\n${link}`;
}

/** A phone as it is dialled in China, any other with its country. */
export function dialled(phone: string): string {
  return phone.replace(/^\+86/, '');
}

/** At most so many bytes of UTF-8, cut between characters. */
export function fitBytes(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  let size = Buffer.byteLength('…');
  let kept = '';
  for (const character of text) {
    size += Buffer.byteLength(character);
    if (size > most) break;
    kept += character;
  }
  return `${kept}…`;
}

/** An answer as an administrator reads it. */
export function toldAnswer({ status, body }: Answer): string {
  return shortAnswer(`${status} ${body.trim()}`.trim());
}

const SHORTEST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 60 * 60_000;

/** How the status of an answer is understood everywhere: too many, or broken. Null: by what it says. */
export function judgeStatus(answer: Answer, now: Date): Outcome | null {
  const told = toldAnswer(answer);
  const { status, retryAfter } = answer;
  if (status === 429 || (status === 503 && retryAfter !== null)) {
    return { verdict: slower(waitOf(retryAfter, now)), answer: told };
  }
  return status === 408 || status >= 500 ? { verdict: { kind: 'failed' }, answer: told } : null;
}

/** @param ms at least a second, at most an hour */
export function slower(ms = SHORTEST_WAIT_MS): { readonly kind: 'slower'; readonly waitMs: number } {
  return { kind: 'slower', waitMs: Math.min(LONGEST_WAIT_MS, Math.max(1000, ms)) };
}

/** Seconds or a date. */
function waitOf(retryAfter: string | null, now: Date): number {
  if (retryAfter === null) return SHORTEST_WAIT_MS;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? SHORTEST_WAIT_MS : at - now.getTime();
}

/** The answer of the products that say in JSON how it went; null when it is none. */
export function jsonOf(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

export const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' };
