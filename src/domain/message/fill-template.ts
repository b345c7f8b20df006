import { type MessageKind, type MessageWords, placeholdersOf } from './message-kinds.ts';

/** A piece of a message: written by an administrator, or filled in for the placeholder of that name. */
export interface MessagePart {
  readonly text: string;
  readonly placeholder: string | null;
}

/**
 * A message text in pieces, its placeholders, `{number}` and the like, filled with what its kind has for them
 * (spec 05). What nobody knows stays as it is written, so that a wrong placeholder is seen rather than swallowed.
 */
export function partsOfMessage<K extends MessageKind>(
  kind: K,
  text: string,
  words: MessageWords<K>,
): MessagePart[] {
  const known: Readonly<Record<string, string>> = words;
  const own: readonly string[] = placeholdersOf(kind);
  return text.split(/(\{[a-z_]+\})/).flatMap((piece): MessagePart[] => {
    if (piece === '') return [];
    const name = piece.slice(1, -1);
    const word = own.includes(name) && Object.hasOwn(known, name) ? known[name] : undefined;
    return [word === undefined ? { text: piece, placeholder: null } : { text: word, placeholder: name }];
  });
}

/** The same as the text that is sent. */
export function fillMessage<K extends MessageKind>(kind: K, text: string, words: MessageWords<K>): string {
  return partsOfMessage(kind, text, words)
    .map((part) => part.text)
    .join('');
}
