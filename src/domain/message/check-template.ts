import type { FieldProblem } from '../form/field.ts';
import { type MessageKind, type Placeholder, placeholdersOf } from './message-kinds.ts';

/** Most characters of a message text. */
export const MESSAGE_MAX = 500;

/**
 * What is wrong with the placeholders of a message text (spec 05: unknown ones are refused when saved); undefined when
 * nothing is. A wrong one is answered with the nearest of those that this kind of message fills.
 * @param called what the placeholders are called on the page, so that `{编号}` leads to `{number}`
 */
export function checkTemplate(
  kind: MessageKind,
  text: string,
  called: Readonly<Partial<Record<Placeholder, readonly string[]>>> = {},
): FieldProblem | undefined {
  return checkPlaceholders(placeholdersOf(kind), text, called);
}

/** The same of any text, by the names that are filled in it. */
export function checkPlaceholders(
  known: readonly string[],
  text: string,
  called: Readonly<Record<string, readonly string[] | undefined>> = {},
): FieldProblem | undefined {
  for (const [written, name = ''] of text.matchAll(/\{([^{}]*)\}/g)) {
    if (known.includes(name)) continue;
    const nearest = nearestOf(name, known, called);
    return {
      code: 'placeholder_unknown',
      params: { written: written.slice(0, 40), nearest: `{${nearest}}` },
    };
  }
  if (/[{}]/.test(text.replace(/\{[^{}]*\}/g, ''))) return { code: 'placeholder_open', params: {} };
  return undefined;
}

function nearestOf(
  written: string,
  known: readonly string[],
  called: Readonly<Record<string, readonly string[] | undefined>>,
): string {
  const wanted = written.trim().toLowerCase().slice(0, 40);
  const far = (name: string): number =>
    Math.min(...[name, ...(called[name] ?? [])].map((word) => distance(wanted, word.toLowerCase())));
  const [first = 'number', ...others] = known;
  return others.reduce<string>((best, name) => (far(name) < far(best) ? name : best), first);
}

/** How unlike two words are, 0 to 1: the changes of single letters from one to the other, by the longer one's length. */
function distance(from: string, to: string): number {
  if (from !== '' && (to.includes(from) || from.includes(to))) return from === to ? 0 : 0.1;
  let row = Array.from({ length: to.length + 1 }, (_each, index) => index);
  for (const [at, letter] of [...from].entries()) {
    const next = [at + 1];
    for (const [index, other] of [...to].entries()) {
      const change = (row[index] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return (row[to.length] ?? 0) / Math.max(from.length, to.length, 1);
}
