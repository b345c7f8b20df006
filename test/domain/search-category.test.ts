import { describe, expect, test } from 'vitest';
import { initialsOf } from '../../src/domain/search/initials.ts';
import { matchCategories, type Searchable } from '../../src/domain/search/match-category.ts';

describe('initialsOf', () => {
  test.each([
    ['退款问题', 'tkwt'],
    ['银行卡', 'yhk'],
    ['重复扣款', 'cfkk'],
    ['VIP客户', 'vipkh'],
    ['7天无理由', '7twly'],
    ['App 闪退', 'appst'],
    ['退款/换货', 'tkhh'],
    ['（退款）', 'tk'],
    ['ＡＰＰ ３天', 'app3t'],
    ['', ''],
    ['——', ''],
  ])('%s: %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});

const TREE = [
  '售后',
  '售后 / 订单问题',
  '售后 / 订单问题 / 退款问题',
  '售后 / 订单问题 / 申请退款',
  '售后 / 订单问题 / 换货问题',
  '售后 / App 与账号',
  '售后 / App 与账号 / App 闪退',
  '售后 / App 与账号 / 图库打不开',
  '投诉',
  '投诉 / 退款投诉',
  '投诉 / 退款投诉 / 到账太慢',
].map((path, at): Searchable => {
  const names = path.split(' / ');
  const name = names.at(-1) ?? '';
  return { id: at + 1, name, initials: initialsOf(name), path: names };
});

const found = (typed: string, limit = 20): string[] =>
  matchCategories(TREE, typed, limit).map(({ node }) => node.name);
/** The name with what is emphasised in brackets. */
const emphasised = (typed: string): string[] =>
  matchCategories(TREE, typed, 20).map(
    ({ node, from, to }) => `${node.name.slice(0, from)}[${node.name.slice(from, to)}]${node.name.slice(to)}`,
  );

describe('matchCategories', () => {
  test('words: the beginning of a name first, then its inside, then the names above', () => {
    expect(found('退款')).toEqual(['退款问题', '退款投诉', '申请退款', '到账太慢']);
  });

  test('pinyin initials: the same, behind the words', () => {
    // 图库打不开 begins with t and k too.
    expect(found('tk')).toEqual(['退款问题', '图库打不开', '退款投诉', '申请退款']);
    expect(found('tkwt')).toEqual(['退款问题']);
  });

  test('a name that begins with what was typed stands before one whose initials do', () => {
    const nodes = [
      { id: 1, name: '案例', initials: 'al', path: ['案例'] },
      { id: 2, name: 'Alpha', initials: 'alpha', path: ['Alpha'] },
    ];
    expect(matchCategories(nodes, 'al', 5).map(({ node }) => node.id)).toEqual([2, 1]);
  });

  test('the names above count, across levels', () => {
    expect(found('订单问题')).toEqual(['订单问题', '退款问题', '申请退款', '换货问题']);
    expect(found('订单问题退款')).toEqual(['退款问题']);
  });

  test.each([
    ['TK', 'tk'],
    [' 退 款 ', '退款'],
    ['ＴＫ', 'tk'],
    ['退款\n', '退款'],
  ])('%j is as good as %s', (typed, plain) => {
    expect(found(typed)).toEqual(found(plain));
  });

  test('every category is found by its own name and by its own initials, among the first', () => {
    for (const node of TREE) {
      expect([node.name, found(node.name)[0]]).toEqual([node.name, node.name]);
      expect([node.name, found(node.initials)]).toEqual([node.name, expect.arrayContaining([node.name])]);
    }
  });

  test('what matched is emphasised, in names with spaces too', () => {
    expect(emphasised('退款')).toEqual(['[退款]问题', '[退款]投诉', '申请[退款]', '[]到账太慢']);
    expect(emphasised('sqtk')).toEqual(['[申请退款]']);
    expect(emphasised('闪退')).toEqual(['App [闪退]']);
    expect(emphasised('st')).toEqual(['App [闪退]']);
    expect(emphasised('appst')).toEqual(['[App 闪退]']);
  });

  test('ties stay in the order of the tree, and the limit holds', () => {
    expect(found('问题')).toEqual(['订单问题', '退款问题', '换货问题', '申请退款']);
    expect(found('问题', 2)).toEqual(['订单问题', '退款问题']);
    expect(found('问题', 0)).toEqual([]);
  });

  test.each(['', '   ', 'zzz', '%', '退货款', '\u0000', '.*'])('%j finds nothing', (typed) => {
    expect(found(typed)).toEqual([]);
  });
});
