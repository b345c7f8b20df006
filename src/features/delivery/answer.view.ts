import { readFault } from '../../domain/connector/outcome.ts';
import type { Translate } from '../../i18n.ts';

/** The answer of an attempt, or the last error of a connector, in words: ours translated, the other side's as it was. */
export function tellAnswer(t: Translate, answer: string): string {
  const known = readFault(answer);
  return known ? t(`delivery.fault.${known.fault}`, { detail: known.detail }) : answer;
}
