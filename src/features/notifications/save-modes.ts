import type { ActorCtx } from '../../context.ts';
import { EVENTS, type RuleMode } from '../../domain/message/notification-events.ts';
import { PERSON_CHANNELS } from '../../domain/sla/policy.ts';
import { translator } from '../../i18n.ts';
import { recordChanges } from '../audit/record-change.ts';
import { type Cell, CELLS, findModes, type Modes } from './choices.query.ts';
import { lockModes, writeModes } from './choices.store.ts';

/**
 * Changes what holds of events on channels (spec 05), each event an entry of the audit log.
 * @param opened what the form was opened with
 * @returns the modes as they are by now, where somebody else was faster; null when they are saved
 */
export async function saveModes(ctx: ActorCtx, modes: Modes, opened: string): Promise<Modes | null> {
  return ctx.db.transaction(async (trx) => {
    await lockModes(trx);
    const now = await findModes(trx);
    if (printOf(now) !== opened) return now;
    const changed = CELLS.filter((cell) => modes[cell] !== now[cell]);
    if (changed.length === 0) return null;
    await writeModes(trx, new Map(changed.map((cell): [Cell, RuleMode] => [cell, modes[cell]])));
    const events = EVENTS.filter((event) => changed.some((cell) => cell.startsWith(`${event}.`)));
    const of = (all: Modes, event: (typeof EVENTS)[number]): Record<string, RuleMode> =>
      Object.fromEntries(PERSON_CHANNELS.map((channel) => [channel, all[`${event}.${channel}`]]));
    await recordChanges(
      { ...ctx, db: trx },
      events.map((event) => ({
        action: 'notification_rule_changed',
        subjectType: 'notification_rule',
        subjectId: event,
        subjectName: translator('zh-CN')(`notification.event.${event}.name`),
        version: 0,
        before: of(now, event),
        after: of(modes, event),
      })),
    );
    return null;
  });
}

/** All modes as a form carries them along: `f`orced, `on` and `off` by their last letters. */
export function printOf(modes: Modes): string {
  return CELLS.map((cell) => modes[cell].slice(-1)).join('');
}
