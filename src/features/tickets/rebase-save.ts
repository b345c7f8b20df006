import type { Knex } from 'knex';
import { revealMasks } from '../../domain/form/conceal-form.ts';
import { fieldsToSave } from '../../domain/form/fields-to-edit.ts';
import type { RawForm } from '../../domain/form/parse-form.ts';
import { rawFromValues } from '../../domain/form/raw-form.ts';
import { rebaseForm } from '../../domain/form/rebase-form.ts';
import { ENTRIES_OF_TIME } from '../../domain/sla/entries.ts';
import type { Language, Translate } from '../../i18n.ts';
import { valuesBefore, valuesOf } from './ticket-content.query.ts';
import { type EventRow, findEvents, type TicketDetail } from './ticket-detail.query.ts';
import { type EventView, presentEvents } from './timeline.view.ts';

/** A save that was opened before someone else's change: what its sender left alone follows that change (spec 01). */
export function rebaseSave(
  { row, form: { fields } }: Pick<TicketDetail, 'row' | 'form'>,
  sent: RawForm,
  events: readonly EventRow[],
): RawForm {
  const stored = valuesOf(row);
  const opened = valuesBefore(stored, events);
  const asked = fieldsToSave(fields, stored);
  return rebaseForm(asked, revealMasks(asked, sent, opened), opened, stored);
}

/**
 * A draft of the ticket's own form may be older than the ticket: what was left alone follows, and it says what
 * changed. Without the version it was opened at it can't be told what was typed: then the ticket is shown as it is.
 */
export async function followDraft(
  words: { ctx: { db: Knex }; t: Translate; language: Language; moment: (at: Date) => string },
  detail: TicketDetail,
  content: RawForm,
): Promise<{ form: RawForm; changes?: EventView[] }> {
  const since = Number(content['version']);
  if (!Number.isSafeInteger(since)) return { form: rawFromValues(detail.form.fields, valuesOf(detail.row)) };
  const events = (await findEvents(words.ctx.db, detail.row.id, since)).filter(
    ({ type }) => !ENTRIES_OF_TIME.includes(type),
  );
  if (events.length === 0) return { form: content };
  const changes = presentEvents(events, { ...words, fields: detail.form.fields });
  return { form: rebaseSave(detail, content, events), changes };
}
