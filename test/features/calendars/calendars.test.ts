import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChinaDays } from '../../../src/features/calendars/china-holidays.ts';
import { findCalendar } from '../../../src/features/calendars/calendar.query.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import type { Answer, HttpClient } from '../../support/http-client.ts';

/** Working calendars in the browser (spec 05): weeks, days, China's holidays, and when something would be due. */

let it: TestApp;
let company: Company;
let admin: HttpClient;
let shipped: number;

const NOW = new Date('2026-11-23T02:00:00Z');
const LIST = '/admin/calendars';
const NEW = `${LIST}/new`;
const versioned = { hidden: ['version'] };
const NIGHTS = {
  zone: 'Asia/Shanghai',
  'mon.0.from': '22',
  'mon.0.to': '24:00',
  'tue.0.from': '0:00',
  'tue.0.to': '6',
};

beforeAll(async () => {
  it = await openTestApp({ now: () => NOW });
  company = await aCompany(it.db);
  admin = it.client();
  await admin.signIn('admin');
  shipped = await idOf('标准工作时间');
});
afterAll(() => it.close());

async function idOf(name: string): Promise<number> {
  const row = (await it.db('calendars').where({ name }).first('id')) as { id: number } | undefined;
  if (!row) throw new Error(`no calendar ${name}`);
  return row.id;
}

async function make(name: string): Promise<number> {
  const answer = await admin.submit(NEW, { ...NIGHTS, name }, { on: NEW });
  expect(answer.status, answer.text).toBe(303);
  return idOf(name);
}

const text = (answer: Answer, selector: string): string =>
  answer.page
    .querySelectorAll(selector)
    .map((each) => each.text.replace(/\s+/g, ' ').trim())
    .join(' | ');

describe("China's holidays", () => {
  test('2026 as the State Council arranged it, make-up days with the weekday they stand in for', () => {
    const days = findChinaDays(2026) ?? [];
    expect(days.filter(({ likeWeekday }) => likeWeekday === null)).toHaveLength(33);
    expect(days.filter(({ likeWeekday }) => likeWeekday !== null)).toEqual([
      { day: '2026-01-04', name: '元旦', likeWeekday: 5 },
      { day: '2026-02-14', name: '春节', likeWeekday: 5 },
      { day: '2026-02-28', name: '春节', likeWeekday: 1 },
      { day: '2026-05-09', name: '劳动节', likeWeekday: 2 },
      { day: '2026-09-20', name: '国庆节', likeWeekday: 2 },
      { day: '2026-10-10', name: '国庆节', likeWeekday: 3 },
    ]);
  });

  test.each([1999, 2027, 2100])('%s is not known, rather than without any', (year) => {
    expect(findChinaDays(year)).toBeNull();
  });
});

describe('the list', () => {
  test('has what every installation begins with, and tells which year is missing', async () => {
    const answer = await admin.get(LIST);
    expect(text(answer, 'tbody tr')).toContain('周一至周五 09:00–12:00、13:30–18:00；周六至周日 休息');
    expect(text(answer, 'tbody tr')).toContain('休 33 天 · 班 6 天');
    expect(text(answer, '.g-cal-missing')).toContain('标准工作时间 2027 年的节假日还没有，系统也无法载入');
    expect(text(answer, '.g-cal-missing')).not.toContain('7×24');
  });

  test('is for administrators', async () => {
    const agent = it.client();
    await agent.signIn('aftersales');
    expect((await agent.get(LIST)).status).toBe(403);
  });
});

describe('a week', () => {
  test('is saved as it was written, sorted, and in the audit log', async () => {
    const id = await make('夜班');
    const calendar = await findCalendar(it.db, id);
    expect(calendar?.week.slice(0, 3)).toEqual([[[1320, 1440]], [[0, 360]], []]);
    const path = `${LIST}/${id}`;
    const values = { ...NIGHTS, name: '夜班', 'mon.1.from': '9', 'mon.1.to': '12' };
    expect((await admin.submit(path, values, { on: path, ...versioned })).status).toBe(303);
    expect((await findCalendar(it.db, id))?.week[0]).toEqual([
      [540, 720],
      [1320, 1440],
    ]);
    expect(
      await it
        .db('audit_log')
        .where({ subject_type: 'calendar', subject_id: String(id) })
        .pluck('action'),
    ).toEqual(['calendar_created', 'calendar_changed']);
    expect((await admin.get(`/admin/audit?kind=calendar&subject=${id}`)).text).toContain('工作日历');
  });

  test.each([
    ['a time that is none', { 'mon.0.to': '25:00' }, 'mon.0.to', '00:00 到 24:00'],
    ['over midnight', { 'mon.0.from': '22', 'mon.0.to': '6' }, 'mon.0.to', '跨夜'],
    ['an overlap', { 'mon.1.from': '23', 'mon.1.to': '23:30' }, 'mon.1.from', '重叠'],
    ['a name that is taken', { name: '标准工作时间' }, 'name', ''],
    ['no name', { name: '' }, 'name', ''],
    ['a zone that is none', { zone: 'Mars/Olympus' }, 'zone', ''],
  ])('not with %s, and it stays as it was typed', async (_what, wrong, field, words) => {
    const answer = await admin.submit(NEW, { ...NIGHTS, name: '不行', ...wrong }, { on: NEW });
    expect(answer.status).toBe(422);
    expect(text(answer, `[data-field="${field}"] .g-err`)).toContain(words);
    expect(answer.page.querySelector(`[data-field="${field}"] .g-err`)).not.toBeNull();
    expect(answer.page.querySelector('[name="tue.0.to"]')?.getAttribute('value')).toBe('6');
  });

  test("Monday's hours on Tuesday to Friday, without a script and without saving", async () => {
    const answer = await admin.submit(`${NEW}/fill`, { ...NIGHTS, name: '复制' }, { on: NEW });
    expect(answer.status).toBe(200);
    const shown = (name: string) => answer.page.querySelector(`[name="${name}"]`)?.getAttribute('value');
    expect(['tue', 'wed', 'thu', 'fri'].map((day) => shown(`${day}.0.from`))).toEqual([
      '22',
      '22',
      '22',
      '22',
    ]);
    expect(shown('sat.0.from')).toBe('');
    expect(shown('name')).toBe('复制');
    expect(await it.db('calendars').where('name', '复制')).toEqual([]);
  });

  test('a late form is told what the other changed, and saves when it is sent again', async () => {
    const id = await make('两人');
    const path = `${LIST}/${id}`;
    const late = (await admin.get(path)).page.querySelector('[name=version]')?.getAttribute('value') ?? '';
    await admin.submit(path, { ...NIGHTS, name: '两人', zone: 'Europe/Berlin' }, { on: path, ...versioned });
    const answer = await admin.submit(path, { ...NIGHTS, name: '两人改', version: late }, { on: path });
    expect(answer.status).toBe(409);
    expect(text(answer, '.g-changes')).toContain('Europe/Berlin');
    const again = await admin.submit(
      path,
      { ...NIGHTS, name: '两人改', zone: 'Europe/Berlin' },
      { on: path, ...versioned },
    );
    expect(again.status).toBe(303);
  });
});

describe('the days of a year', () => {
  const daysOf = async (id: number, year: number) => admin.get(`${LIST}/${id}/days?year=${year}`);

  test('are loaded from China, those that are there stay, and the make-up days get the hours of their weekday', async () => {
    const id = await make('载入');
    const days = `${LIST}/${id}/days`;
    const own = { day: '2026-10-01', kind: 'work', name: '值班', 'hours.0.from': '10', 'hours.0.to': '16' };
    expect((await admin.submit(`${days}/new`, own, { on: `${days}/new`, ...versioned })).status).toBe(303);
    const load = () =>
      admin.submit(`${days}/load`, { year: 2026 }, { on: `${days}?year=2026`, ...versioned });
    expect((await load()).location).toBe(`${days}?year=2026`);
    const calendar = await findCalendar(it.db, id);
    expect(calendar?.days.size).toBe(39);
    expect(calendar?.days.get('2026-10-01')).toEqual([[600, 960]]);
    expect(calendar?.days.get('2026-10-02')).toEqual([]);
    // Stands in for a Monday.
    expect(calendar?.days.get('2026-02-28')).toEqual([[1320, 1440]]);
    const page = await daysOf(id, 2026);
    expect(page.text).toContain('2026 年的中国节假日已全部载入');
    expect(text(page, 'tbody tr')).toContain('2026-10-01 周四 值班 上班 10:00–16:00');
  });

  test('a year that the package lacks is said, and can not be loaded', async () => {
    const page = await daysOf(shipped, 2027);
    expect(page.text).toContain('系统还没有 2027 年的中国节假日');
    expect(text(page, '.g-cal-missing')).toContain('2027');
    const days = `${LIST}/${shipped}/days`;
    const version = (await it.db('calendars').where('id', shipped).first('version')) as { version: number };
    const answer = await admin.submit(`${days}/load`, { year: 2027, ...version }, { on: `${days}/new` });
    expect(answer.status).toBe(409);
    expect(text(answer, '.g-note.g-bad')).toContain('2027');
  });

  test('one day is added, changed, moved and deleted', async () => {
    const id = await make('一天');
    const days = `${LIST}/${id}/days`;
    const send = (path: string, values: Record<string, string>) =>
      admin.submit(`${days}/${path}`, values, { on: `${days}/${path}`, ...versioned });
    expect((await send('new', { day: '2026-12-24', kind: 'off', name: '年会' })).location).toBe(
      `${days}?year=2026`,
    );
    const hours = { 'hours.0.from': '9', 'hours.0.to': '11' };
    await send('2026-12-24', { day: '2026-12-25', kind: 'work', name: '年会', ...hours });
    expect([...((await findCalendar(it.db, id))?.days ?? [])]).toEqual([['2026-12-25', [[540, 660]]]]);
    expect((await admin.get(`${days}/2026-12-24`)).status).toBe(404);
    const path = `${days}/2026-12-25`;
    await admin.submit(`${path}/delete`, {}, { on: path, ...versioned });
    expect((await findCalendar(it.db, id))?.days.size).toBe(0);
  });

  test.each([
    ['a day that is none', { day: '2026-02-30', kind: 'off' }, '[data-field=day]'],
    ['worked, without hours', { day: '2026-02-20', kind: 'work' }, '[data-group=hours]'],
    [
      'hours that end before they begin',
      { day: '2026-02-20', kind: 'work', 'hours.0.from': '9', 'hours.0.to': '8' },
      '[data-field="hours.0.to"]',
    ],
  ])('not %s', async (_what, values, field) => {
    const path = `${LIST}/${shipped}/days/new`;
    const answer = await admin.submit(path, values, { on: path, ...versioned });
    expect(answer.status).toBe(422);
    expect(answer.page.querySelector(`${field} .g-err`)).not.toBeNull();
  });

  test.each(['days?year=x', 'days?year=99999', 'days/new?day=x', 'days?year=1999'])(
    '%s is no error',
    async (path) => {
      expect((await admin.get(`${LIST}/${shipped}/${path}`)).status).toBe(200);
    },
  );

  test.each([`${LIST}/999999`, `${LIST}/x`, `${LIST}/999999/days`, `${LIST}/999999/days/2026-01-01`])(
    '%s is not there',
    async (path) => {
      expect((await admin.get(path)).status).toBe(404);
    },
  );
});

describe('the try-it line', () => {
  const ask = (from: string, hours: string) => admin.get(`${LIST}/${shipped}?from=${from}&hours=${hours}`);

  test('tells when it would be due, and why', async () => {
    const answer = await ask('2026-09-30T17:00', '2');
    expect(text(answer, '.g-cal-answer')).toBe(
      '从 2026-09-30 周三 17:00 起 2 工作小时 → 2026-10-08 周四 10:00 到期，因为：',
    );
    expect(text(answer, '.g-cal-why li')).toContain('2026-10-01 周四 国庆节 休息 0 分钟');
    expect(answer.page.querySelectorAll('.g-cal-why li')).toHaveLength(9);
  });

  test('a make-up day is worked, a year without holidays is pointed at', async () => {
    expect(text(await ask('2026-10-09T17:00', '2'), '.g-cal-answer')).toContain('2026-10-10 周六 10:00');
    expect((await ask('2026-12-31T17:00', '8')).text).toContain(
      '2027 年的节假日还没有，这里当作普通日子计算',
    );
  });

  test.each([
    ['nonsense', 'x'],
    ['', '-1'],
    ['2026-11-23T10:00', '1e9'],
    ['0001-01-01T00:00', '1'],
    ['9999-12-31T23:59', '10000'],
  ])('%s and %s are no error', async (from, hours) => {
    expect((await ask(from, hours)).status).toBe(200);
  });
});

test('a calendar that a group or a policy uses is not deleted, and says so; any other is', async () => {
  const id = await make('要删');
  const path = `${LIST}/${id}`;
  const remove = () => admin.submit(`${path}/delete`, {}, { on: path, ...versioned });
  const usedBy = async () => {
    const { page } = await admin.get(LIST);
    const row = page.querySelectorAll('tbody tr').find((each) => each.text.includes('要删'));
    return row?.querySelector('td:last-child')?.text;
  };
  const review = it.db('groups').where('id', company.groups.review);
  const policies = it.db('sla_policies').whereNotNull('built_in');
  for (const [user, name] of [
    [review, '审单组'],
    [policies, '标准时效'],
  ] as const) {
    await user.clone().update({ calendar_id: id });
    const refused = await remove();
    expect(refused.status).toBe(409);
    expect(text(refused, '.g-note.g-bad')).toContain('还有客服组或 SLA 策略在使用');
    expect(await usedBy()).toBe(name);
    await user.clone().update({ calendar_id: null });
  }
  expect(await usedBy()).toBe('–');
  expect((await remove()).location).toBe(LIST);
  expect((await admin.get(path)).status).toBe(404);
});
