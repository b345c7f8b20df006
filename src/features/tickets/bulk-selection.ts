import { Invalid } from '../../errors.ts';

/** So many tickets in one go: what a person can still answer for, and what a form can carry. */
export const BULK_LIMIT = 1000;

/** A selected ticket, and the version of it that the person saw. */
export interface SelectedTicket {
  readonly number: string;
  readonly version: number;
}

const PICK = /^([A-Z]{1,6}\d{6}-\d{4,12}):([1-9]\d{0,8})$/;

/**
 * Reads the selection of a form (spec 01, "a bulk selection in the list"): `number:version`, repeated or with commas
 * between. A ticket that comes twice is meant once. @throws Invalid when it can't be a form of ours
 */
export function readPicks(sent: string | readonly string[] | undefined): SelectedTicket[] {
  const texts = [sent ?? []].flat().flatMap((each) => each.split(','));
  const picks = new Map<string, SelectedTicket>();
  for (const text of texts.filter((each) => each !== '')) {
    const [, number, version] = PICK.exec(text) ?? [];
    if (number === undefined) throw new Invalid({ pick: { code: 'unusable', params: { key: 'pick' } } });
    if (!picks.has(number)) picks.set(number, { number, version: Number(version) });
  }
  return [...picks.values()];
}

export function writePicks(picks: readonly SelectedTicket[]): string {
  return picks.map(({ number, version }) => `${number}:${version}`).join(',');
}
