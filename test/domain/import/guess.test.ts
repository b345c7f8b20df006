import { describe, expect, test } from 'vitest';
import { SHIPPED_PRESETS } from '../../../seeds/reference/import-presets.ts';
import { guessColumns } from '../../../src/domain/import/guess-columns.ts';
import { guessHeader } from '../../../src/domain/import/guess-header.ts';
import { guessPlan } from '../../../src/domain/import/guess-plan.ts';
import type { ImportKind } from '../../../src/domain/import/import-plan.ts';
import { aConfig, rowsOf } from './support.ts';

/** What a sheet's rows and columns are, by their names and contents (spec 06, "Upload" and "Map"). */

const HEADINGS = ['投诉人', '联系电话', '投诉标题', '投诉内容'];
const LINE = [
  '张三',
  '13800138000',
  '退款一直不到账',
  '我在上个月买了一台空调，到现在退款还没有到账，客服一直推脱。',
];

describe('guessHeader', () => {
  test.each([
    ['the first row', [HEADINGS, LINE, LINE], 1],
    ['below a title', [['2025 年 11 月投诉登记表'], HEADINGS, LINE], 2],
    ['below a merged title', [['投诉登记表', '投诉登记表', '投诉登记表', '投诉登记表'], HEADINGS, LINE], 2],
    [
      'below blank lines and a note',
      [[''], ['说明：请勿改动。', '制表人：李四'], [], HEADINGS, LINE, LINE],
      4,
    ],
    ['headings of two lines', [['客户', '客户', '投诉', '投诉'], HEADINGS, LINE], 2],
    ['headings that come twice', [HEADINGS, HEADINGS, LINE], 1],
    ['garbled ones', [HEADINGS.map((each) => Buffer.from(each).toString('latin1')), LINE], 1],
    [
      'unknown words',
      [
        ['alpha', 'beta', 'gamma'],
        ['1', '2020-01-01', '3.5'],
        ['2', '2020-01-02', '4'],
      ],
      1,
    ],
    ['nothing at all', [[], ['']], 1],
  ])('%s', (_name, lines, number) => {
    expect(guessHeader(rowsOf(...lines))).toBe(number);
  });
});

const cars = [
  '482028',
  '一汽马自达',
  '阿特兹',
  '2020款 2.5L',
  '阿特兹B柱异响 车内异响严重',
  'H93,H15,',
  '2020/6/8',
  '信息审核',
];
const CARS = 'id brand car_model type desc problem datetime status'.split(' ');
const ANIMALS = [
  'Unique Key',
  'Created Date',
  'Closed Date',
  'Complaint Type',
  'Descriptor',
  'Latitude',
  'Longitude',
];
const animal = [
  '64345465',
  '3/14/2025 1:20',
  '3/14/2025 1:59',
  'Animal-Abuse',
  'Neglected',
  '40.65',
  '-73.88',
];
const BANK = [
  'Complaint ID',
  'Submitted via',
  'Date submitted',
  'Date received',
  'State',
  'Product',
  'Issue',
  'Company response to consumer',
];
const bank = [
  '4848023',
  'Referral',
  '2021-10-24',
  '2021-10-27',
  'NY',
  'Mortgage',
  'Applying for a mortgage',
  'Closed with explanation',
];

describe('guessColumns', () => {
  const cases: readonly [
    string,
    ImportKind,
    readonly string[],
    readonly string[],
    readonly (string | null)[],
  ][] = [
    ['a register', 'tickets', HEADINGS, LINE, ['customer_name', 'phone', 'title', 'description']],
    [
      'heimao',
      'tickets',
      ['投诉标题', '投诉详情', '投诉对象', '投诉问题', '投诉要求'],
      [
        '退货不退款',
        '商家联系不上，四五天都不回信息了，退货了不退款。',
        '阿里客服',
        '不予退款,服务不到位',
        '退款',
      ],
      ['title', 'description', 'description', 'description', 'description'],
    ],
    [
      'cars',
      'history',
      CARS,
      cars,
      [
        'order_number',
        'description',
        'description',
        'description',
        'description',
        'description',
        'created_at',
        'outcome',
      ],
    ],
    [
      'animals',
      'history',
      ANIMALS,
      animal,
      ['order_number', 'created_at', 'closed_at', 'title', 'description', null, null],
    ],
    [
      'a bank',
      'history',
      BANK,
      bank,
      ['order_number', 'source', 'created_at', null, null, 'description', 'title', 'comment'],
    ],
    [
      'levels of categories',
      'tickets',
      ['一级分类', '二级分类', '三级分类', '问题描述', '紧急程度', '渠道'],
      ['售后', '订单问题', '退款问题', '退款一直没有到账', '高', '微信'],
      ['category', 'category', 'category', 'description', 'priority', 'source'],
    ],
    [
      'custom fields by label, key and a longer name',
      'tickets',
      ['客户退款金额(元)', 'refund_reason', '地区', '商品 / 货号', '问题描述'],
      ['12.5', '商品损坏', '浙江', 'A1', '坏了'],
      ['refund_amount', 'refund_reason', 'region', 'goods.0.sku', 'description'],
    ],
    [
      'contents alone',
      'tickets',
      ['甲', '乙', '丙', '丁'],
      [
        '138****1234',
        '售后/订单问题/退款问题',
        '我在上个月买了一台空调，到现在退款还没有到账，客服一直推脱不办。',
        '紧急',
      ],
      ['phone', 'category', 'description', 'priority'],
    ],
    [
      'the past',
      'history',
      ['受理时间', '办结时间', '经办人', '是否解决', '满意度', '处理结果', '未解决原因', '诉求'],
      ['2020/6/8', '2020/6/9', '张伟', '已解决', '满意', '已为客户退款', '', '要求退款'],
      [
        'created_at',
        'closed_at',
        'handler',
        'outcome',
        'satisfaction',
        'comment',
        'unsolved_reason',
        'description',
      ],
    ],
    ['two phones', 'tickets', ['手机号', '联系电话'], ['13800138000', '13900139000'], ['phone', null]],
  ];
  test.each(cases)('%s', (_name, kind, headings, line, columns) => {
    expect(guessColumns(rowsOf(line, line), headings, aConfig(kind))).toEqual(columns);
  });
});

describe('guessPlan', () => {
  const presets = SHIPPED_PRESETS.map(({ name, plan }, index) => ({ id: index + 1, name, plan }));

  test('the preset that knows the headings says what the sheet lacks', () => {
    const headings = ['投诉对象', '投诉标题', '投诉详情', '投诉要求', '投诉问题'];
    const head = rowsOf(['黑猫投诉'], headings, [
      '阿里客服',
      '退货不退款',
      '商家联系不上。',
      '退款',
      '不予退款',
    ]);
    const { plan, presetId } = guessPlan(head, aConfig(), presets);
    expect(presetId).toBe(1);
    expect(plan).toMatchObject({
      headerRow: 2,
      headings,
      columns: ['description', 'title', 'description', 'description', 'description'],
      constants: { source: 'heimao', customer_name: '黑猫用户' },
    });
  });

  test('a sheet that no preset knows came through another channel', () => {
    const { plan, presetId } = guessPlan(rowsOf(['标题', '年份'], ['坏了', '2020']), aConfig(), presets);
    expect([presetId, plan.constants]).toEqual([null, { source: 'other' }]);
  });
});
