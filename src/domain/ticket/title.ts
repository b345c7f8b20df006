interface About {
  readonly categoryPath: readonly string[];
  readonly customer: { readonly name: string; readonly phone: string };
}

/** The title of a ticket; given none, it is made of its category and whom it is about (spec 01). */
export function titleOf(typed: string, { categoryPath, customer }: About): string {
  return typed || [categoryPath.at(-1), customer.name || customer.phone].filter(Boolean).join(' · ');
}

/** The title after an edit: one that nobody wrote follows what it was made of. */
export function titleAfter(typed: string, before: About & { readonly title: string }, after: About): string {
  const isMade = typed === before.title && typed === titleOf('', before);
  return titleOf(isMade ? '' : typed, after);
}
