import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { CLOSING_INPUTS, encodeForm } from '../../support/create-form.ts';
import {
  type EveryField,
  everyFieldForm,
  expectFormKept,
  FORM_TEXTS as TEXTS,
  withEveryField,
} from '../../support/every-field.ts';
import { typedIn } from '../../support/form-state.ts';
import { HOSTILE_TEXTS, SOME_HOSTILE_TEXTS } from '../../support/hostile-texts.ts';
import { listen, type RawAnswer, type RawServer, type RawSession } from '../../support/raw-http.ts';

/**
 * The create form under fire. For each text: a ticket that holds it verbatim and shows it escaped, or the form again
 * with a reason in words and everything that was typed; never a 500, never a lost form.
 */

let it: TestApp;
let company: Company;
let every: EveryField;
let web: RawServer;
let tier1: RawSession;

beforeAll(async () => {
  it = await openTestApp();
  company = await aCompany(it.db);
  every = await withEveryField(it.db, company);
  web = await listen(it.app.server);
  tier1 = web.session();
  await tier1.signIn('tier1');
});
afterAll(async () => {
  await web.close();
  await it.close();
});

/** The texts of the form, with the column or value that holds them. */
const COLUMNS: Readonly<Record<string, string>> = {
  phone: 'phone_text',
  customer_name: 'customer_name',
  title: 'title',
  order_number: 'order_number',
  description: 'description',
};
/** Everything else that is typed or chosen. */
const OTHERS = [
  'source',
  'priority',
  'channel',
  'channel_other',
  'symptoms',
  'warehouse',
  'parts',
  'parts_other',
  'quantity',
  'amount',
  'bought_on',
  'happened_at',
  'call_after',
  'backup_phone',
  'mail',
  'link',
  'invoice',
];

async function rowBehind(
  answer: RawAnswer,
): Promise<Record<string, unknown> & { values: Record<string, unknown> }> {
  const number = answer.location?.replace('/tickets/', '') ?? '';
  return (await it.db('tickets').where({ number }).first()) as Awaited<ReturnType<typeof rowBehind>>;
}

/** A text as it is kept: without spaces at both ends, and a single line on one line. */
function tidied(name: string, text: string): string {
  return name === 'description' || name === 'story' ? text.trim() : text.replace(/\n/g, ' ').trim();
}

describe.each(TEXTS)('%s', (name) => {
  test.each(Object.entries(HOSTILE_TEXTS))('%s', async (_what, { sent: bytes, text }) => {
    const sent = everyFieldForm(every);
    const others = Object.fromEntries(Object.entries(sent).filter(([key]) => key !== name));
    const answer = await tier1.post('/tickets', `${encodeForm(others)}&${name}=${bytes}`);
    expect([303, 422]).toContain(answer.status);
    if (answer.status === 422) {
      expectFormKept(answer, sent, name);
      // A text that came as text is shown again as it was typed.
      if (text !== null) expect(typedIn(answer.page, '/tickets')[name]).toBe(text);
      return;
    }
    const row = await rowBehind(answer);
    const held = COLUMNS[name] ? row[COLUMNS[name]] : row.values[name];
    const stored = typeof held === 'string' ? held : '';
    // A text in which there is nothing to see was left empty.
    const isBlank = text !== null && !/[^\s\u200b]/.test(text);
    if (isBlank) expect(stored.includes('\u200b')).toBe(false);
    else if (text !== null) expect(stored).toBe(tidied(name, text));
    // Plain texts are shown as any other ticket's are.
    if (!/[<&"'{\u200f\u{1f600}]/u.test(stored)) return;
    const page = await tier1.send(answer.location ?? '');
    expect([page.status, page.page.text.includes(stored.slice(0, 80))]).toEqual([200, true]);
    expect(page.page.querySelectorAll('img, [onerror], [onload]')).toHaveLength(0);
  });
});

test.each(OTHERS)('every hostile text in %s is refused in words, or was no answer at all', async (name) => {
  for (const [what, { sent: bytes }] of Object.entries(SOME_HOSTILE_TEXTS)) {
    const sent = everyFieldForm(every);
    if (name.endsWith('_other')) sent[name.replace('_other', '')] = 'other';
    const others = Object.fromEntries(Object.entries(sent).filter(([key]) => key !== name));
    const answer = await tier1.post('/tickets', `${encodeForm(others)}&${name}=${bytes}`);
    expect([what, [303, 422].includes(answer.status)]).toEqual([what, true]);
    if (answer.status === 422) expectFormKept(answer, sent, name);
  }
});

test.each([
  'outcome',
  'satisfaction',
  'callback_method',
  'unsolved_reason',
  'unsolved_reason_other',
  'comment',
])('every hostile text in the close form: %s', async (name) => {
  const all = name === 'comment' || name === 'unsolved_reason_other';
  for (const [what, { sent: bytes, text }] of Object.entries(all ? HOSTILE_TEXTS : SOME_HOSTILE_TEXTS)) {
    const closing: Record<string, string> = { ...CLOSING_INPUTS };
    if (name.startsWith('unsolved'))
      Object.assign(closing, { close_outcome: 'unsolved', close_unsolved_reason: 'other' });
    const sent: Record<string, string> = { ...everyFieldForm(every), ...closing, intent: 'create_close' };
    const others = Object.fromEntries(Object.entries(sent).filter(([key]) => key !== `close_${name}`));
    const answer = await tier1.post('/tickets', `${encodeForm(others)}&close_${name}=${bytes}`);
    expect([what, [303, 422].includes(answer.status)]).toEqual([what, true]);
    if (answer.status === 422) expectFormKept(answer, sent, '');
    else if (name === 'comment' && text !== null)
      expect((await rowBehind(answer))['close_comment']).toBe(text.trim());
  }
});
