import { fillSlots } from './facts.ts';
import type { Random, Remark, RemarkBank } from './types.ts';

export * from './remarks-closing.ts';
export * from './remarks-customers.ts';
export * from './remarks-feedback.ts';
export * from './remarks-progress.ts';
export * from './remarks-routing.ts';

/** How often a remark is about the very matter, where the bank has one that fits. */
const TO_THE_POINT = 0.75;

/** What a remark is about: a told story has all of it. */
export interface Subject {
  readonly template: string;
  readonly about: string;
  readonly slots: Readonly<Record<string, string>>;
}

/** What somebody writes about a ticket, out of a bank of remarks. */
export function say(random: Random, bank: RemarkBank, subject: Subject): string {
  const fitting = (bank[subject.template] ?? []).filter((remark) => fits(remark, subject.about));
  const pool = fitting.length > 0 && random.chance(TO_THE_POINT) ? fitting : bank.any;
  return fillSlots(textOf(random.pick(pool)), subject.slots);
}

export function textOf(remark: Remark): string {
  return typeof remark === 'string' ? remark : remark[1];
}

function fits(remark: Remark, about: string): boolean {
  return typeof remark === 'string' || remark[0].split('|').some((word) => about.includes(word));
}
