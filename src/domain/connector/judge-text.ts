import type { FieldProblem } from '../form/field.ts';
import { badCharacters } from '../form/text-rules.ts';

/** Whether a text can be a setting: what it holds, that it is there, and not too long; null when it can. */
export function judgeText(
  text: string,
  { max, required = false }: { readonly max: number; readonly required?: boolean },
): FieldProblem | null {
  const bad = badCharacters(text);
  if (bad) return bad;
  const { length } = [...text];
  if (length === 0) return required ? { code: 'required', params: {} } : null;
  return length > max ? { code: 'too_long', params: { max, length } } : null;
}
