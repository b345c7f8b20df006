import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../../../src/config.ts';
import type { ImportKind, ImportPlan } from '../../../src/domain/import/import-plan.ts';
import type { CheckedRow } from '../../../src/domain/import/import-row.ts';
import { openRowReader } from '../../../src/domain/import/row-reader.ts';
import { parseCsv } from '../../support/complaints.ts';
import { aConfig, aPlan } from './support.ts';

/** One row of a sheet as a ticket, or what is wrong with it (spec 06, "Check" and "Historical data"). */

type Cells = Readonly<Record<string, string>>;

/** What nobody has to say where a test is about something else. */
const USUAL: Cells = { customer_name: '张三', description: '坏了', category: '虚假宣传' };

/** Reads cells by their targets. */
function read(cells: Cells, more: Partial<ImportPlan> = {}, kind: ImportKind = 'tickets'): CheckedRow {
  const all = { ...USUAL, ...cells };
  const columns = Object.keys(all);
  const plan = aPlan(
    columns.map((target) => `列 ${target}`),
    { columns, ...more },
  );
  return openRowReader(plan, aConfig(kind))({ number: 2, cells: Object.values(all) });
}

const codesOf = ({ problems }: CheckedRow) => problems.map(({ code, target }) => `${code} ${target ?? ''}`);
const kindsOf = ({ cleaned }: CheckedRow) => cleaned.map(({ kind, target }) => `${kind} ${target}`);

describe('the category', () => {
  test.each([
    ['售后/订单问题/退款问题', 1],
    ['售后 ＞ 订单问题 ＞ 退款问题', 1],
    ['售后－订单问题－换货问题', 2],
    ['售后 → 订单问题 | 退款问题', 1],
    ['退款问题', 1],
    ['订单问题/退款问题', 1],
    ['物流问题-其他', 3],
  ])('%s', (category, id) => {
    expect(read({ category }).prepared?.categoryId).toBe(id);
  });

  test.each([
    ['退货退款', { text: '退货退款', context: 'category' }],
    ['其他', { text: '其他', context: 'several', count: 2 }],
  ])('%s is asked for', (category, params) => {
    const row = read({ category });
    expect(row).toMatchObject({ state: 'invalid', prepared: null });
    expect(row.problems).toEqual([
      { column: 2, target: 'category', text: category, code: 'import:value_unknown', params },
    ]);
    const said = read({ category }, { values: { category: { [category]: '3' } } });
    expect(said.prepared?.categoryId).toBe(3);
  });

  test('one column a level, in whatever order', () => {
    const plan = aPlan(['三级分类', '一级分类', '二级分类', '内容', '姓名'], {
      columns: ['category', 'category', 'category', 'description', 'customer_name'],
    });
    const row = openRowReader(
      plan,
      aConfig(),
    )({
      number: 2,
      cells: ['退款问题', '售后', '订单问题', '坏了', '张三'],
    });
    expect(row.prepared?.categoryId).toBe(1);
  });

  test('the constant where the cell is empty; with neither it is missing', () => {
    expect(read({ category: '' }, { constants: { category: '2' } }).prepared?.categoryId).toBe(2);
    expect(codesOf(read({ category: '' }))).toEqual(['import:category_missing category']);
    expect(codesOf(read({ category: '' }, { constants: { category: '99' } }))).toEqual([
      'import:category_gone category',
    ]);
  });
});

describe('answers', () => {
  const valuesOf = (cells: Cells) => read({ category: '退款问题', ...cells }).prepared?.values;

  test.each([
    ['source', '微信', 'wechat'],
    ['source', 'WeChat', 'wechat'],
    ['source', 'HEIMAO', 'heimao'],
    ['priority', '紧急', 'urgent'],
    ['refund_amount', '￥1,234.50', 1234.5],
    ['refund_amount', '１２元', 12],
    ['refund_reason', ' 商品损坏 ', 'broken'],
    ['bought_on', '2026年6月8日', '2026-06-08'],
    ['is_returned', '是', true],
    ['is_returned', '×', false],
    ['wishes', '退款、道歉', ['refund', 'sorry']],
    ['wishes', '退款；再买一台', ['refund', 'other:再买一台']],
    ['region', '浙江 / 杭州', '3301'],
    ['region', '南京', '3201'],
    ['goods.0.sku', 'A-1', undefined],
    ['phone', '+86 138-0013-8000', '13800138000'],
    ['phone', '１３８００１３８０００', '13800138000'],
    ['phone', '1.3800138000E+10', '13800138000'],
    ['phone', '138****8000', '138****8000'],
    ['order_number', 'Ａ１２３', 'A123'],
  ])('%s %s', (target, text, value) => {
    expect(valuesOf({ [target]: text })?.[target]).toEqual(value);
  });

  test('a cell of a group is its first row', () => {
    expect(valuesOf({ 'goods.0.sku': 'A-1' })?.['goods']).toEqual([{ sku: 'A-1' }]);
  });

  test('what begins a form by hand begins it here; the category says its priority', () => {
    expect(read({}).prepared?.values).toMatchObject({ source: 'phone', priority: 'high', title: '坏了' });
    expect(read({ category: '退款问题' }).prepared?.values['priority']).toBe('normal');
  });

  test('several texts become one', () => {
    const plan = aPlan(['投诉对象', '投诉详情', '投诉要求', '姓名'], {
      columns: ['description', 'description', 'description', 'customer_name'],
      constants: { category: '4' },
    });
    const row = openRowReader(plan, aConfig())({ number: 2, cells: ['阿里', '不退款。还骂人', '', '张三'] });
    expect(row.prepared?.values).toMatchObject({
      description: '不退款。还骂人\n投诉对象：阿里',
      title: '不退款',
    });
  });

  test.each<[string, string, string]>([
    ['source', '抖音', 'import:value_unknown source'],
    ['priority', '特急', 'import:value_unknown priority'],
    ['refund_reason', '已停用', 'import:value_unknown refund_reason'],
    ['refund_amount', '十二', 'form:number_invalid refund_amount'],
    ['bought_on', '昨天', 'form:date_invalid bought_on'],
    ['is_returned', '也许', 'import:value_unknown is_returned'],
    ['phone', '1380O138000', 'import:phone_letter phone'],
    ['phone', '1380013800', 'import:phone_length phone'],
    ['phone', '1.38E+10', 'import:phone_rounded phone'],
    ['title', '长'.repeat(201), 'form:too_long title'],
    ['description', '', 'form:required description'],
    ['customer_name', '', 'form:customer_required phone'],
    ['description', '????????????', 'import:garbled description'],
  ])('%s %s is told', (target, text, code) => {
    const row = read({ category: '退款问题', [target]: text });
    expect(row.state).toBe('invalid');
    expect(codesOf(row)).toEqual([code]);
  });

  test('somebody says what a text means, once for all', () => {
    const row = read({ source: '抖音' }, { values: { source: { 抖音: 'other' } } });
    expect(row.prepared?.values['source']).toBe('other');
  });

  test('fields that the form lacks or does not show are left out, and told', () => {
    expect(kindsOf(read({ refund_amount: '12' }))).toEqual(['left_out refund_amount']);
    const hidden = read({ category: '退款问题', courier: '顺丰', is_returned: '否' });
    expect([hidden.state, ...kindsOf(hidden)]).toEqual(['ready', 'left_out courier']);
  });

  test('what is tidied is told', () => {
    const row = read({
      ...{ category: '退款问题', phone: '138 0013 8000', title: '坏\u00a0了\u0007', order_number: '１' },
      ...{ bought_on: '2026/6/8', refund_amount: '￥5' },
    });
    expect(kindsOf(row)).toEqual([
      'phone phone',
      'control title',
      'spaces title',
      'width order_number',
      'date bought_on',
      'number refund_amount',
    ]);
  });
});

describe('rows that are no complaint', () => {
  const plan = aPlan(['投诉标题', '投诉详情', '备注'], { columns: ['title', 'description', null] });
  const reader = openRowReader(plan, aConfig());
  test.each([
    ['the headings again', ['投诉标题', ' 投诉详情 ', '备注'], 'import:repeated_header'],
    [
      'the headings, garbled',
      plan.headings.map((each) => Buffer.from(each).toString('latin1')),
      'import:repeated_header',
    ],
    ['nothing in the columns that are read', ['', ' ', '见附件'], 'import:empty_row'],
    ['the example of a template', ['', '【示例】怎么填', ''], 'import:example_row'],
  ])('%s', (_name, cells, code) => {
    const row = reader({ number: 9, cells });
    expect([row.state, row.identity, ...row.problems.map((each) => each.code)]).toEqual([
      'ignored',
      null,
      code,
    ]);
  });
});

describe('historical tickets', () => {
  const past = (cells: Cells) =>
    read({ created_at: '2020/6/8 9:05', closed_at: '2020/6/9', ...cells }, {}, 'history');

  test('their times, handler and result; required custom fields may be missing', () => {
    const cells = {
      handler: '张伟',
      outcome: '未解决',
      unsolved_reason: '客户未回复',
      satisfaction: '非常满意',
    };
    expect(past({ ...cells, comment: '已电话沟通' }).prepared?.past).toEqual({
      createdAt: '2020-06-08T09:05:00+08:00',
      closedAt: '2020-06-09T00:00:00+08:00',
      handlerId: 7,
      groupId: 3,
      outcome: 'unsolved',
      unsolvedReason: 'no_reply',
      satisfaction: 'satisfied',
      comment: '已电话沟通',
    });
  });

  test('a handler who is not known, or not known apart, stays in the comment', () => {
    const row = past({ handler: '李娜', comment: '已退款' });
    expect(row.prepared?.past).toMatchObject({ handlerId: null, comment: '已退款\n列 handler：李娜' });
    expect(kindsOf(row)).toContain('kept_in_comment handler');
    expect(past({ handler: 'LINA' }).prepared?.past?.handlerId).toBe(8);
  });

  test('a phone number that can be nobody’s is kept as it stands', () => {
    const row = past({ phone: '1380O138000' });
    expect([row.state, row.prepared?.values['phone'], ...kindsOf(row)]).toEqual([
      ...['ready', '1380O138000', 'phone_kept phone'],
      ...['date created_at', 'date closed_at'],
    ]);
  });

  test('closed on the day it was made, where only days are told', () => {
    expect(past({ closed_at: '2020/6/8' }).prepared?.past?.closedAt).toBe('2020-06-08T09:05:00+08:00');
  });

  test.each<[Cells, string]>([
    [{ created_at: '' }, 'import:created_missing created_at'],
    [{ closed_at: '' }, 'import:closed_missing closed_at'],
    [{ closed_at: '2020/6/7' }, 'import:closed_before_created closed_at'],
    [{ closed_at: '2027/1/1' }, 'import:time_in_future closed_at'],
    [{ created_at: '前天' }, 'import:time_unreadable created_at'],
    [{ outcome: '信息审核' }, 'import:value_unknown outcome'],
    [{ satisfaction: '中等偏上' }, 'import:value_unknown satisfaction'],
  ])('%j is told', (cells, code) => {
    expect(codesOf(past(cells))).toEqual([code]);
  });
});

describe('identity', () => {
  const text = '今天费劲折腾了好久，邀请了好多朋友同学，之前都很顺利';
  const other = { description: text, phone: '138 0013 8000', title: '助力成功却不加钱' };
  const idOf = (cells: Cells) => read(cells).identity;
  const garble = (cells: Cells, how: (each: string) => string): Cells =>
    Object.fromEntries(
      Object.entries(cells).map(([key, each]) => [key, how(Buffer.from(each).toString('latin1'))]),
    );

  test('the same in another writing and order, another for another complaint', () => {
    const same = { title: '助力成功却不加钱 ', phone: '+8613800138000', description: text };
    expect(idOf(same)).toBe(idOf(other));
    expect(idOf({ ...same, title: '助力失败' })).not.toBe(idOf(other));
  });

  test('a garbled row that can be repaired has that of its sound twin', () => {
    const twin = read(garble({ ...USUAL, ...other }, (each) => each.trim()));
    expect(twin).toMatchObject({ state: 'ready', wasGarbled: true, identity: idOf(other) });
  });

  test('one that lost bytes has the rest of it', () => {
    const lost = read(garble({ ...USUAL, ...other }, (each) => each.replaceAll(/[\u0080-\u009f]/g, '')));
    expect(lost).toMatchObject({ state: 'invalid', wasGarbled: true });
    expect(lost.identity).toBe(`lost-${idOf(other)?.split('-')[1] ?? ''}`);
  });
});

const REAL = path.resolve(projectRoot, '../shared/data/chitian_heimao.csv');
if (!existsSync(REAL)) process.stdout.write(`row-reader: ${REAL} is absent, its test is skipped\n`);

test.skipIf(!existsSync(REAL))('three scrapes, one of them garbled, hold a hundred complaints', () => {
  const [headings = [], ...rows] = parseCsv(readFileSync(REAL, 'utf8'));
  const plan = aPlan(headings, {
    columns: ['title', 'description', 'description', 'description', 'description'],
    constants: { category: '4', source: 'heimao', customer_name: '黑猫用户' },
  });
  const reader = openRowReader(plan, aConfig());
  const checked = rows.map((cells, index) =>
    reader({ number: index + 2, cells: cells.map((cell) => cell.trim()) }),
  );
  const garbled = checked.filter(({ wasGarbled }) => wasGarbled);
  const sound = new Set(checked.filter(({ wasGarbled }) => !wasGarbled).map(({ identity }) => identity));
  expect(checked.filter(({ state }) => state === 'ignored')).toHaveLength(3);
  expect(garbled).toHaveLength(99);
  expect(garbled.filter(({ identity }) => !sound.has(identity))).toEqual([]);
  expect(sound.size - 1).toBe(100);
});
