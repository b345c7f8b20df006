import { readFileSync } from 'node:fs';
import ejs from 'ejs';
import i18next from 'i18next';
import type { ResourceKey } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import type { JourneyHop, JourneyInput } from '../../src/domain/ticket/journey-bar.ts';
import { layOutJourney } from '../../src/domain/ticket/journey-bar.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/domain/time/duration.ts';
import type { JourneyView, JourneyViewOptions } from '../../src/features/tickets/journey.view.ts';
import { presentJourney } from '../../src/features/tickets/journey.view.ts';
import type { Translate } from '../../src/i18n.ts';

const NOW = Date.parse('2026-11-24T02:26:00Z');
const ACTIONS = { create: '新建', escalate: '升单', return: '退回', close: '关闭', reopen: '激活' };

const words = i18next.createInstance();
const zh: Translate = (key, params) => words.t(key, { lng: 'zh-CN', ...params });
const en: Translate = (key, params) => words.t(key, { lng: 'en', ...params });
const moment = (at: Date): string => at.toISOString().slice(11, 16);
const ago = (minutes: number): Date => new Date(NOW - minutes * MINUTE_MS);

beforeAll(async () => {
  const language = (name: string): Record<string, ResourceKey> => ({
    translation: {
      journey: JSON.parse(readFileSync(`src/locales/${name}/journey.json`, 'utf8')) as ResourceKey,
      ticket: { action: ACTIONS },
    },
  });
  await words.init({
    interpolation: { escapeValue: false },
    resources: { 'zh-CN': language('zh-CN'), en: language('en') },
  });
});

function aHop(special: Partial<JourneyHop>): JourneyHop {
  return {
    stageKey: 'review',
    depth: 2,
    stageMark: '审',
    group: '审单组',
    person: null,
    sentBy: '陈晓',
    sentAction: 'escalate',
    arrivedAt: ago(90),
    // In somebody's hands from the beginning, unless it says otherwise.
    acceptedAt: special.person === undefined ? null : (special.arrivedAt ?? ago(90)),
    leftAt: null,
    leftAction: null,
    returnsToIndex: null,
    ...special,
  };
}

/** Tier 1 for half an hour, the review pool for one hour and the review for a minute; back to tier 1 since then. */
const RETURNED = [
  aHop({
    depth: 1,
    group: '一线客服',
    person: '陈晓',
    sentAction: 'create',
    arrivedAt: ago(120),
    leftAt: ago(90),
    leftAction: 'escalate',
  }),
  aHop({ person: '周闻', acceptedAt: ago(30), leftAt: ago(29), leftAction: 'return', returnsToIndex: 0 }),
  aHop({
    depth: 1,
    group: '一线客服',
    person: '陈晓',
    sentBy: '周闻',
    sentAction: 'return',
    arrivedAt: ago(29),
  }),
];

function present(
  hops: readonly JourneyHop[],
  more: Partial<JourneyInput> = {},
  t = zh,
  options?: JourneyViewOptions,
): JourneyView {
  const bar = layOutJourney({
    hops,
    waits: [],
    breaches: [],
    dueAt: null,
    closedAt: null,
    now: new Date(NOW),
    ...more,
  });
  return presentJourney(bar, hops, t, moment, options);
}

describe('presentJourney', () => {
  it('says in the caption what happened, and only that', () => {
    const caption = (view: JourneyView): string => view.caption.map((part) => part.text).join('|');
    const breaches = [{ hopIndex: 1, at: ago(45) }];
    expect(caption(present(RETURNED, { breaches }))).toBe(
      '3 个环节|历时 2 时|待接 1 时|退回 1 次|环节超时 1 次',
    );
    expect(present(RETURNED, { breaches }).caption.map((part) => part.over)).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(caption(present(RETURNED.slice(0, 1)))).toBe('1 个环节|历时 2 时');
    expect(caption(present(RETURNED.slice(0, 1), {}, en))).toBe('1 stage|total 2 h');
  });

  it('tells on the card who sent it, how long it waited and was worked on, and how it left', () => {
    const hop = present(RETURNED, { breaches: [{ hopIndex: 1, at: ago(45) }] }).hops[1];
    expect(hop?.name).toBe('审单组 · 周闻');
    expect(hop?.over).toBe('超时 16 分');
    expect(hop?.facts.map((fact) => `${fact.label} ${fact.value}`)).toEqual([
      '送来 陈晓 升单 · 00:56',
      '组内待接 1 时',
      '在手处理 1 分',
      '离开 退回 → 陈晓 · 01:57',
    ]);
    expect(hop?.sentence).toBe(
      '第 2 个环节，共 3 个：审单组 · 周闻；1 时 1 分；送来 陈晓 升单 · 00:56；组内待接 1 时；在手处理 1 分；离开 退回给 陈晓，01:57；超时 16 分',
    );
  });

  it('says of the current hop that it is the current one, and nothing of leaving', () => {
    const hop = present(RETURNED).hops[2];
    expect(hop?.facts.map((fact) => fact.label)).toEqual(['送来', '在手处理']);
    expect(hop?.sentence).toContain('；当前环节；29 分；');
  });

  it.each([
    ['in a pool', { arrivedAt: ago(42) }, '待接单', '42 分'],
    ['in a pool since a moment', { arrivedAt: new Date(NOW) }, '待接单', '刚刚'],
    ['in hand for days', { person: '乔安', arrivedAt: ago(60 * 52) }, '乔安', '2 天 4 时'],
  ])('names who has a hop %s, and how long', (_name, special, person, duration) => {
    expect(present([aHop(special)]).hops[0]).toMatchObject({ person, duration });
  });

  it.each([
    [2 * 60 + 50, '2 时 50 分', '2 时 50 分'],
    [11 * 60 + 40, '11 时 40 分', '11 时'],
  ])('shortens the time of a narrow hop only where it would not fit (%i min)', (minutes, duration, brief) => {
    expect(present([aHop({ arrivedAt: ago(minutes) })]).hops[0]).toMatchObject({ duration, brief });
  });

  it('names a hop that nobody took, the system that sent it, and a short stay', () => {
    const hop = present([
      aHop({ sentBy: null, arrivedAt: ago(5), leftAt: ago(4.5), leftAction: 'escalate' }),
      aHop({ arrivedAt: ago(4.5), group: '售后一组' }),
    ]).hops[0];
    expect(hop).toMatchObject({
      person: '未接单',
      sent: '系统 升单 · 02:21',
      duration: '不到 1 分',
      left: '升单 → 售后一组 · 02:21',
    });
  });

  it('has no arrow from a close to the hop of a later reopening', () => {
    const hops = [
      aHop({ leftAt: ago(60), leftAction: 'close' }),
      aHop({ sentAction: 'reopen', arrivedAt: ago(20) }),
    ];
    expect(present(hops).hops[0]?.left).toBe('关闭 · 01:26');
  });

  it('writes what is left, or since when it is late, in both languages', () => {
    expect(present(RETURNED, { dueAt: new Date(NOW + 4.4 * HOUR_MS) }).tail).toMatchObject({
      left: '剩 4 时 24 分',
      due: '06:50 到期',
    });
    expect(present(RETURNED, { dueAt: new Date(NOW + 4.4 * HOUR_MS) }, en).tail).toMatchObject({
      left: '4 h 24 min left',
      due: 'due 06:50',
    });
    expect(present(RETURNED, { dueAt: ago(5) }).overdue).toMatchObject({
      label: '整体到期 02:21',
      anchor: 'end',
    });
  });

  it('hangs every card inside the bar: shifted by the share of its own width at which it hangs', () => {
    for (const hop of present(RETURNED).hops) expect(hop.cardShift).toBeCloseTo((-288 * hop.cardX) / 100, 1);
  });

  it('makes room above the bar for a second level of arcs and for the due time', () => {
    const row = (index: number, special: Partial<JourneyHop> = {}): JourneyHop =>
      aHop({ arrivedAt: ago(50 - index), leftAt: ago(49 - index), leftAction: 'escalate', ...special });
    const nested = [
      row(0),
      row(1),
      row(2, { leftAction: 'return', returnsToIndex: 1 }),
      row(3, { leftAction: 'return', returnsToIndex: 0 }),
      row(4),
    ];
    expect(present(RETURNED).rise).toBe(0);
    expect(present(nested).rise).toBe(1);
    expect(present(nested, { dueAt: ago(5) }).rise).toBe(2);
    expect(present(nested).arcs.map((arc) => arc.y)).toEqual([10, -4]);
  });
});

describe('_journey.ejs', () => {
  const render = (view: JourneyView): Promise<string> =>
    ejs.renderFile('views/tickets/_journey.ejs', { journey: view, t: zh });
  const everything = {
    waits: [{ from: ago(10), to: null }],
    breaches: [{ hopIndex: 1, at: ago(45) }],
    dueAt: new Date(NOW + HOUR_MS),
  };

  it('needs neither script nor style attribute, and repeats no id', async () => {
    const html = await render(present(RETURNED, everything));
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
    expect(html).not.toMatch(/\sstyle=|<script|\son[a-z]+=|undefined|NaN|journey\.[a-z]/);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of html.matchAll(/(?:url\(#|aria-labelledby=")([^)"]+)/g)) expect(ids).toContain(id);
  });

  it('is one tab stop, on the current hop', async () => {
    const html = await render(present(RETURNED));
    expect(html.match(/type="radio"/g)).toHaveLength(3);
    expect(html.match(/aria-labelledby="journey-hop-3"[^>]*checked/g)).toHaveLength(1);
    expect(html.match(/ checked/g)).toHaveLength(1);
  });

  it('escapes what people are called', async () => {
    const html = await render(present([aHop({ person: '<img src=x>', group: '"a" & b' })]));
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x&gt;');
  });

  it('as a mini is one picture with a name', async () => {
    const html = await render(present(RETURNED, {}, zh, { mini: true, idPrefix: 'row-7' }));
    expect(html).toMatch(/role="img" aria-label="旅程；3 个环节；历时 2 时；待接 1 时；退回 1 次"/);
    expect(html).not.toMatch(/foreignObject|<details|<h2/);
    expect(html).toContain('id="row-7-pool"');
  });

  it('adds up by group where one had it more than once, with bars that are as long as the time', () => {
    expect(present(RETURNED.slice(0, 2)).groups).toBeNull();
    const groups = present(RETURNED).groups;
    expect(groups?.stays.map(({ group, visits, total, share }) => [group, visits, total, share])).toEqual([
      ['审单组', '1', '1 时 1 分', '51%'],
      ['一线客服', '2', '59 分', '49%'],
    ]);
    expect(groups?.all).toMatchObject({
      visits: '3',
      total: '2 时',
      pool: '1 时',
      hand: '1 时',
      returns: '1',
    });
    expect(groups?.stays.map(({ bar }) => bar)).toEqual([
      {
        width: 100,
        pool: { x: 0, width: 98.36 },
        hand: { x: 98.36, width: 1.64 },
        waiting: { x: 100, width: 0 },
      },
      {
        width: 96.72,
        pool: { x: 0, width: 0 },
        hand: { x: 0, width: 96.72 },
        waiting: { x: 96.72, width: 0 },
      },
    ]);
    expect([groups?.withWaiting, groups?.withReturns]).toEqual([false, true]);
  });
});
