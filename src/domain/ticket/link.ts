/** Kinds of links between two tickets (spec 01, related tickets). `repeat_of` is written by the system alone. */
export const LINK_KINDS = ['related', 'caused_by', 'duplicate_of'] as const;
export type LinkKind = (typeof LINK_KINDS)[number] | 'repeat_of';
