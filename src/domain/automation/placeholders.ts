/** What the texts of an automation may name about its ticket (spec 04, 05). */
export const AUTOMATION_PLACEHOLDERS = ['number', 'title', 'category', 'group', 'agent', 'rule'] as const;
export type AutomationPlaceholder = (typeof AUTOMATION_PLACEHOLDERS)[number];

export type AutomationWords = Readonly<Record<AutomationPlaceholder, string>>;

/** A text with its placeholders, `{number}` and the like, filled in; what nobody knows stays as it is written. */
export function fillText(text: string, known: Readonly<Record<string, string>>): string {
  return text.replace(/\{([a-z_]+)\}/g, (written, name: string) =>
    Object.hasOwn(known, name) ? (known[name] ?? '') : written,
  );
}
