import { z } from 'zod';
import type { FieldValues, FormField } from '../../domain/form/field.ts';
import { isMoment } from '../../domain/form/read-date.ts';
import { dayOf } from '../../domain/time/format.ts';
import { Conflict, NotFound, Refused } from '../../errors.ts';
import { type Editor, type SentRecord, saveEditor, showEditor } from '../../web/editor.ts';
import { refusalSentence } from '../../web/error-page.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { idOf, parseBody, parseQuery, Version } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { takeEditorStep } from '../../web/take-editor-step.ts';
import { hoursField, hoursOf, rowsOfHours } from './calendar-form.ts';
import { presentDays, presentMissing, presentYear } from './calendar.view.ts';
import { type CalendarRecord, type ExceptionalDay, findCalendarRecord, findDays } from './calendars.query.ts';
import { deleteDay, loadChinaDays, saveDay } from './change-days.ts';
import { findChinaDays } from './china-holidays.ts';

const at = paths.admin.calendars;
const [FIRST_YEAR, LAST_YEAR] = [2000, 2100];
const Year = z.coerce.number().int().min(FIRST_YEAR).max(LAST_YEAR);
const Day = z.object({ day: z.string(), kind: z.enum(['off', 'work']), name: z.string().default('') });

/** `/admin/calendars/:id/days`: the days of a year on which a calendar differs from its week (spec 05). */
export function calendarDaysRoutes(): Route[] {
  return [
    get(at.days.pattern, 'config.manage', (web) => showYear(web)),
    post(at.loadDays.pattern, 'config.manage', load),
    get(at.newDay.pattern, 'config.manage', async (web) => showEditor(web, await editorOf(web, null))),
    post(at.newDay.pattern, 'config.manage', (web) => save(web, null)),
    get(at.day.pattern, 'config.manage', async (web) => showEditor(web, await editorOf(web, dayIn(web)))),
    post(at.day.pattern, 'config.manage', (web) => save(web, dayIn(web))),
    post(at.deleteDay.pattern, 'config.manage', async (web) => {
      const [id, day] = [idOf(web, 'calendar'), dayIn(web)];
      await takeEditorStep(
        web,
        () => editorOf(web, day),
        async (version) => {
          await deleteDay(web.ctx, id, version, day);
          web.flash({ kind: 'done', key: 'config.deleted', params: {} });
          return at.days.to(id, yearOf(day));
        },
      );
    }),
  ];
}

async function showYear(web: SignedInWeb, refused?: { status: number; refusal: string }): Promise<void> {
  const { ctx, t } = web;
  const calendar = await calendarIn(web);
  const running = yearOf(dayOf(ctx.now(), ctx.zone));
  const asked = Year.safeParse(
    web.req.query['year'] ?? (web.req.body as { year?: unknown } | undefined)?.year,
  );
  const year = asked.success ? asked.data : running;
  const days = await findDays(ctx.db, calendar.id, `${year}-01-01`, `${year}-12-31`);
  const china = findChinaDays(year);
  const there = new Set(days.map(({ day }) => day));
  await web.page('calendars/days', {
    title: t('config.calendar.days_of', { name: calendar.name, year }),
    nav: 'calendars',
    status: refused?.status ?? 200,
    refusal: refused?.refusal ?? null,
    calendar,
    year,
    before: year > FIRST_YEAR ? at.days.to(calendar.id, year - 1) : null,
    after: year < LAST_YEAR ? at.days.to(calendar.id, year + 1) : null,
    china: china === null ? 'unknown' : china.every(({ day }) => there.has(day)) ? 'loaded' : 'loadable',
    missing: presentMissing(calendar.years, dayOf(ctx.now(), ctx.zone), t),
    initials: [...t('config.calendar.initials')],
    months: presentYear(calendar, year, days, t),
    rows: presentDays(calendar.id, days, t),
  });
}

async function load(web: SignedInWeb): Promise<void> {
  const { version, year } = parseBody(web.req, { version: Version, year: Year });
  const id = idOf(web, 'calendar');
  try {
    const count = await loadChinaDays(web.ctx, id, version, year);
    web.flash({
      kind: 'done',
      key: 'config.calendar.loaded',
      params: { year: String(year), count: String(count) },
    });
    web.redirect(at.days.to(id, year));
  } catch (error) {
    if (error instanceof Refused) {
      await showYear(web, { status: error.status, refusal: refusalSentence(error, web.t) });
    } else if (error instanceof Conflict) {
      await showYear(web, { status: 409, refusal: web.t('config.calendar.changed_meanwhile') });
    } else throw error;
  }
}

async function save(web: SignedInWeb, stored: string | null): Promise<void> {
  const id = idOf(web, 'calendar');
  await saveEditor(
    web,
    () => editorOf(web, stored),
    async (sent) => {
      const day = dayOfValues(sent);
      await saveDay(web.ctx, id, sent.version, { day, movedFrom: stored });
      return at.days.to(id, yearOf(day.day));
    },
  );
}

function dayOfValues({ values }: SentRecord): ExceptionalDay {
  const { day, kind, name } = Day.parse(values);
  return { day, name, intervals: kind === 'off' ? [] : hoursOf('hours', values['hours']) };
}

async function editorOf(web: SignedInWeb, stored: string | null): Promise<Editor> {
  const { ctx, t } = web;
  const calendar = await calendarIn(web);
  const [day] = stored === null ? [] : await findDays(ctx.db, calendar.id, stored, stored);
  if (stored !== null && !day) throw new NotFound('calendar day');
  const { day: asked } = parseQuery(web.req, { day: z.iso.date().optional().catch(undefined) });
  const year = yearOf(stored ?? asked ?? dayOf(ctx.now(), ctx.zone));
  return {
    subject: 'calendar',
    // A new day, too, is a change of a calendar that there is.
    id: calendar.id,
    version: calendar.version,
    title: day ? [day.day, day.name].filter(Boolean).join(' ') : t('config.calendar.new_day'),
    nav: 'calendars',
    back: {
      href: at.days.to(calendar.id, year),
      label: t('config.calendar.days_of', { name: calendar.name, year }),
    },
    action: stored === null ? at.newDay.to(calendar.id) : at.day.to(calendar.id, stored),
    values: day ? valuesOfDay(day) : valuesOfNew(calendar, asked),
    sections: [
      {
        title: t('config.calendar.section.day'),
        help: t('config.calendar.section.day_help'),
        look: 'hours',
        fields: dayFields(t),
      },
    ],
    steps:
      stored === null
        ? []
        : [
            {
              action: at.deleteDay.to(calendar.id, stored),
              label: t('config.delete'),
              help: t('config.calendar.help.delete_day'),
            },
          ],
  };
}

function valuesOfDay({ day, name, intervals }: ExceptionalDay): FieldValues {
  return {
    day,
    kind: intervals.length === 0 ? 'off' : 'work',
    ...(name !== '' && { name }),
    hours: rowsOfHours(intervals),
  };
}

/** Off, and if it should be worked after all, as on a Monday. */
function valuesOfNew({ week }: CalendarRecord, day: string | undefined): FieldValues {
  return { ...(day !== undefined && { day }), kind: 'off', hours: rowsOfHours(week[0] ?? []) };
}

function dayFields(t: SignedInWeb['t']): FormField[] {
  return [
    { key: 'day', type: 'date', label: 'config.calendar.field.day', required: true, width: 'half' },
    {
      key: 'name',
      type: 'text',
      label: 'config.calendar.field.day_name',
      required: false,
      width: 'half',
      maxLength: 100,
    },
    {
      key: 'kind',
      type: 'radio',
      label: 'config.calendar.field.kind',
      required: true,
      width: 'full',
      options: ['off', 'work'].map((value) => ({ value, label: t(`config.calendar.option.kind.${value}`) })),
    },
    {
      ...hoursField('hours', 'config.calendar.field.hours'),
      required: true,
      minRows: 1,
      visibleWhen: { field: 'kind', in: ['work'] },
    },
  ];
}

async function calendarIn(web: SignedInWeb): Promise<CalendarRecord> {
  const calendar = await findCalendarRecord(web.ctx.db, idOf(web, 'calendar'));
  if (!calendar) throw new NotFound('calendar');
  return calendar;
}

function dayIn({ req }: SignedInWeb): string {
  const { day } = req.params;
  if (typeof day !== 'string' || !isMoment('date', day)) throw new NotFound('calendar day');
  return day;
}

function yearOf(day: string): number {
  return Number(day.slice(0, 4));
}
