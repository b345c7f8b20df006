import type { FieldProblem, FormField } from './field.ts';

/** What is told of a secret: that there is one, and that there is another by now. */
export const SECRET_KEPT = 'secret_kept';
export const SECRET_REPLACED = 'secret_replaced';

/** An answer as it is shown: a secret that came with a form that was refused is not, and has to be entered once more. */
export function withoutSecret(
  { secret }: Pick<FormField, 'secret'>,
  answer: string,
): { readonly value: string; readonly lost?: FieldProblem } {
  if (secret !== true) return { value: answer };
  return answer === '' ? { value: '' } : { value: '', lost: { code: 'secret_again', params: {} } };
}
