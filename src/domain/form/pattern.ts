import { RE2JS, RE2JSSyntaxException } from 're2js';
import isSafe from 'safe-regex2';
import type { FieldProblem } from './field.ts';

/** Most characters of a pattern. */
const SOURCE_MAX = 300;
/** Most instructions that a pattern may become: the time that one character of an answer takes grows with them. */
const PROGRAM_MAX = 500;
const CACHED = 200;

export type PatternJudgement = { readonly ok: true } | { readonly ok: false; readonly problem: FieldProblem };

/**
 * Whether a pattern may be used for a field (spec 02: one that can blow up is refused when it is saved). The engine
 * that matches takes linear time whatever the pattern; nested repetition is refused all the same, because it is always
 * a mistake, and because a pattern may come to run elsewhere one day.
 */
export function judgePattern(source: string): PatternJudgement {
  const { length } = source;
  if (source.trim() === '') return refused('pattern_empty');
  if (length > SOURCE_MAX) return refused('pattern_too_long', { max: SOURCE_MAX, length });
  const compiled = compile(source);
  if ('code' in compiled) return { ok: false, problem: compiled };
  if (compiled.programSize() > PROGRAM_MAX) return refused('pattern_too_large');
  const plain = asOtherEnginesWriteIt(source);
  if (!isSafe(plain, { limit: Infinity })) return refused('pattern_nested');
  return isSafe(plain) ? { ok: true } : refused('pattern_too_many');
}

/**
 * Whether the whole of a text matches, in time that grows with the text and no faster. The caller has limited its
 * length. A pattern that does not compile holds nobody up: it was never saved by a page that judges.
 */
export function matchesPattern(source: string, text: string): boolean {
  const compiled = compiledOnce(source);
  return compiled === null || compiled.matches(text);
}

const cache = new Map<string, RE2JS | null>();

function compiledOnce(source: string): RE2JS | null {
  const known = cache.get(source);
  if (known !== undefined) return known;
  const compiled = compile(source);
  const [oldest] = cache.keys();
  if (cache.size >= CACHED && oldest !== undefined) cache.delete(oldest);
  const kept = 'code' in compiled ? null : compiled;
  cache.set(source, kept);
  return kept;
}

function compile(source: string): RE2JS | FieldProblem {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    const part = error instanceof RE2JSSyntaxException ? (error.getPattern() ?? '') : '';
    return { code: codeOf(part), params: { part: part.slice(0, 40) } };
  }
}

/** What a linear engine can't do by its nature is told apart from what is merely mistyped. */
function codeOf(part: string): string {
  if (/^\(\?<?[=!]/.test(part)) return 'pattern_look_around';
  if (/^\\[1-9k]/.test(part)) return 'pattern_back_reference';
  return 'pattern_invalid';
}

/** Without the flags and names of groups that the judge of nesting can't read. */
function asOtherEnginesWriteIt(source: string): string {
  return source.replace(/\(\?[imsU-]+\)/g, '').replace(/\(\?(?:[imsU-]+:|P?<\w+>)/g, '(?:');
}

function refused(code: string, params: FieldProblem['params'] = {}): PatternJudgement {
  return { ok: false, problem: { code, params } };
}
