export const MAX_NAME = 100;

/** A name as it is kept: no spaces around it, no runs of them, nothing invisible. */
export function tidyName(name: string): string {
  return name
    .replace(/[\p{Cc}\p{Cf}]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
}
