import type { Draft } from './drafts.query.ts';

export interface DraftView {
  readonly key: string;
  readonly when: string;
  /** The text of a form that has but one, e.g. the note below the ticket. */
  readonly text: string;
}

/** A draft as the form says that it is back. */
export function presentDraft(
  { key, content, updated_at }: Draft,
  { moment }: { moment: (at: Date) => string },
): DraftView {
  const { remark } = content;
  return { key, when: moment(updated_at), text: typeof remark === 'string' ? remark : '' };
}
