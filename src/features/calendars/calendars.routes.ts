import { DateTime } from 'luxon';
import { z } from 'zod';
import type { RawForm } from '../../domain/form/raw-form.ts';
import { dayOf } from '../../domain/time/format.ts';
import { NotFound } from '../../errors.ts';
import { type Editor, recordIn, saveEditor, showEditor } from '../../web/editor.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf, idOf, parseQuery, SearchWords } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { takeEditorStep } from '../../web/take-editor-step.ts';
import { nameFields, type WEEKDAYS, weekFields } from './calendar-form.ts';
import { presentMissing, presentWorkedDays, tellWeek, tellWeekday } from './calendar.view.ts';
import { type CalendarRecord, findCalendarRecord, findCalendars } from './calendars.query.ts';
import { deleteCalendar } from './delete-calendar.ts';
import { saveCalendar } from './save-calendar.ts';
import { tryCalendar } from './try-calendar.query.ts';

const at = paths.admin.calendars;
const DEFAULT_HOURS = 8;
const MOST_HOURS = 10_000;
const COPIED_TO = ['tue', 'wed', 'thu', 'fri'] as const satisfies readonly (typeof WEEKDAYS)[number][];

/** `/admin/calendars`: when people work, by which groups are open and time limits run (spec 05). */
export function calendarsRoutes(): Route[] {
  return [
    get(at.list, 'config.manage', showList),
    get(at.new, 'config.manage', async (web) => showEditor(web, await editorOf(web, null))),
    post(at.new, 'config.manage', (web) => save(web, null)),
    post(at.fillNew, 'config.manage', (web) => fill(web, null)),
    get(at.edit.pattern, 'config.manage', async (web) =>
      showEditor(web, await editorOf(web, idOf(web, 'calendar'))),
    ),
    post(at.edit.pattern, 'config.manage', (web) => save(web, idOf(web, 'calendar'))),
    post(at.step.pattern('fill'), 'config.manage', (web) => fill(web, idOf(web, 'calendar'))),
    post(at.step.pattern('delete'), 'config.manage', async (web) => {
      const id = idOf(web, 'calendar');
      await takeEditorStep(
        web,
        () => editorOf(web, id),
        async (version) => {
          await deleteCalendar(web.ctx, id, version);
          web.flash({ kind: 'done', key: 'config.deleted', params: {} });
          return at.list;
        },
      );
    }),
  ];
}

async function showList(web: SignedInWeb): Promise<void> {
  const { ctx, t } = web;
  const { q } = parseQuery(web.req, { q: SearchWords });
  const today = dayOf(ctx.now(), ctx.zone);
  const year = Number(today.slice(0, 4));
  const rows = await findCalendars(ctx.db, q, year);
  await web.page('calendars/index', {
    title: t('config.area.calendars'),
    nav: 'calendars',
    q,
    year,
    rows: rows.map((row) => ({
      ...row,
      hours: tellWeek(row.week, t),
      missing: presentMissing(row.years, today, t),
      usedBy: [...row.groups, ...row.policies].join(t('form.list_separator')),
    })),
  });
}

async function save(web: SignedInWeb, id: number | null): Promise<void> {
  await saveEditor(
    web,
    () => editorOf(web, id),
    async (sent) => {
      const saved = await saveCalendar(web.ctx, id, sent);
      return id === null ? at.edit.to(saved) : at.list;
    },
  );
}

/** The form as it was sent, with Monday's hours on Tuesday to Friday; nothing is saved. */
async function fill(web: SignedInWeb, id: number | null): Promise<void> {
  const { version: _version, ...sent } = recordIn(bodyOf(web.req));
  const days = new RegExp(`^(?:${COPIED_TO.join('|')})\\.`);
  const raw = Object.entries(sent).filter(([key]) => !days.test(key));
  const monday = raw.filter(([key]) => key.startsWith('mon.'));
  const copies = COPIED_TO.flatMap((day) =>
    monday.map(([key, value]): [string, RawForm[string]] => [key.replace('mon', day), value]),
  );
  await showEditor(web, await editorOf(web, id), { raw: Object.fromEntries([...raw, ...copies]) });
}

async function editorOf(web: SignedInWeb, id: number | null): Promise<Editor> {
  const { ctx, t } = web;
  const calendar = id === null ? null : await findCalendarRecord(ctx.db, id);
  if (calendar === undefined) throw new NotFound('calendar');
  const today = dayOf(ctx.now(), ctx.zone);
  return {
    subject: 'calendar',
    id,
    version: calendar?.version ?? null,
    title: calendar?.name ?? t('config.calendar.new'),
    nav: 'calendars',
    back: { href: at.list, label: t('config.area.calendars') },
    action: id === null ? at.new : at.edit.to(id),
    values: calendar?.values ?? {},
    sections: [
      {
        title: t('config.calendar.section.what'),
        help: t('config.calendar.section.what_help'),
        fields: nameFields(),
      },
      {
        title: t('config.calendar.section.week'),
        help: t('config.calendar.section.week_help'),
        look: 'week',
        filler: {
          action: id === null ? at.fillNew : at.step.to(id, 'fill'),
          label: t('config.calendar.copy_monday'),
        },
        fields: weekFields(),
      },
    ],
    steps:
      id === null
        ? []
        : [
            {
              action: at.step.to(id, 'delete'),
              label: t('config.delete'),
              help: t('config.calendar.help.delete'),
            },
          ],
    view: 'calendars/edit',
    locals: calendar
      ? {
          year: Number(today.slice(0, 4)),
          missing: presentMissing(calendar.years, today, t),
          trial: await presentTrial(web, calendar),
        }
      : { missing: [], trial: null },
  };
}

/** The try-it line: what was asked for, and the answer; without a question, a sensible one. */
async function presentTrial(web: SignedInWeb, { id, zone }: CalendarRecord) {
  const { t, ctx } = web;
  const asked = parseQuery(web.req, {
    from: z.string().max(30).catch('').default(''),
    hours: z.coerce.number().positive().max(MOST_HOURS).catch(DEFAULT_HOURS).default(DEFAULT_HOURS),
  });
  const now = DateTime.fromJSDate(ctx.now(), { zone });
  const typed = DateTime.fromISO(asked.from, { zone });
  const from = typed.isValid ? typed : now.startOf('minute');
  const trial = await tryCalendar(ctx.db, id, { from: from.toJSDate(), hours: asked.hours });
  if (!trial) return null;
  const tell = (moment: DateTime): string =>
    `${moment.toFormat('yyyy-MM-dd')} ${tellWeekday(moment.weekday, t)} ${moment.toFormat('HH:mm')}`;
  return {
    from: from.toFormat("yyyy-MM-dd'T'HH:mm"),
    hours: asked.hours,
    isAsked: asked.from !== '',
    start: tell(from),
    due: trial.due ? tell(DateTime.fromJSDate(trial.due, { zone })) : null,
    days: presentWorkedDays(trial.days, trial.names, t),
    unknown: trial.unknownYears.map((year) => t('config.calendar.trial_unknown', { year })),
  };
}
