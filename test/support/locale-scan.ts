import path from 'node:path';
import { filesBelow, textOf } from './source-scan.ts';

export const PLURAL = /_(zero|one|two|few|many|other)$/;

/** The sentences of a language by full key: `ticket.status.new` → `New`. */
export function sentencesOf(language: string): Map<string, string> {
  const sentences = new Map<string, string>();
  const collect = (prefix: string, value: unknown) => {
    if (typeof value === 'string') sentences.set(prefix, value);
    else for (const [key, each] of Object.entries(value as object)) collect(`${prefix}.${key}`, each);
  };
  for (const file of filesBelow(`src/locales/${language}`, '.json')) {
    const name = path.posix.relative(`src/locales/${language}`, file).replace(/\.json$/, '');
    collect(name.replaceAll('/', '.'), JSON.parse(textOf(file)));
  }
  return sentences;
}

/** What a sentence expects to be given: `{{name}}`, sorted. */
export function placeholdersOf(sentence: string): string[] {
  return [
    ...new Set([...sentence.matchAll(/\{\{-?\s*([\w.]+)[^}]*\}\}/g)].map(([, name = '']) => name)),
  ].sort();
}
