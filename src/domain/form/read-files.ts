import type { FieldValue, FormField } from './field.ts';
import { MAX_FILES, textsIn } from './field-kinds.ts';
import type { RawAnswer } from './raw-form.ts';
import { answersIn } from './raw-form.ts';
import type { Reading } from './reading.ts';
import { accepted, refused } from './reading.ts';
import { readEmpty } from './text-rules.ts';

/**
 * Reads the files of a field (spec 02): the sender's own uploads, which the field offers, and those that stand in this
 * very field already. Any other id is refused, whoever's it is.
 */
export function readFiles(field: FormField, answer: RawAnswer, stored: FieldValue | undefined): Reading {
  const ids = [...new Set(answersIn(answer))];
  if (ids.length === 0) return readEmpty(field, 'required_file');
  const max = field.maxFiles ?? MAX_FILES;
  if (ids.length > max) return refused('too_many_files', { max, chosen: ids.length });
  const usable = new Set([...(field.options ?? []).map(({ value }) => value), ...textsIn(stored)]);
  return ids.every((id) => usable.has(id)) ? accepted(ids) : refused('file_gone');
}
