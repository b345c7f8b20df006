import { expect, test } from 'vitest';
import { mentionedIn } from '../../src/domain/message/mentioned-in.ts';

const PEOPLE = [
  { id: 1, name: '林知夏', username: 'lin.zx' },
  { id: 2, name: '林知', username: 'lz' },
  { id: 3, name: '纪舟', username: 'rd' },
  { id: 4, name: '王伟', username: 'wang1' },
  { id: 5, name: '王伟', username: 'wang12' },
  { id: 6, name: 'Mary Ann', username: 'mary' },
  { id: 7, name: '100%_折\\扣', username: 'promo_x' },
  { id: 8, name: '长'.repeat(100), username: 'long' },
  { id: 9, name: 'a@b', username: 'a-b' },
];

test.each<[string, string, number[]]>([
  ['a name with no space behind it', '@林知夏请看', [1]],
  ['the longest name that fits', '@林知夏', [1]],
  ['the shorter name where it is meant', '@林知，看', [2]],
  ['each of two', '@林知夏@纪舟 请看', [1, 3]],
  ['one person once', '@纪舟 @rd @纪舟', [3]],
  ['everyone of the same name', '@王伟', [4, 5]],
  ['user names, the longest that fits', '@wang12 请看', [5]],
  ['capitals or not', '@WANG1，@mary ann', [4, 6]],
  ['a name with a space in it', '@Mary Ann: please', [6]],
  ['a user name before Chinese, at the end of a sentence, at the end', '@rd请看 @lz. @mary', [3, 2, 6]],
  ['not the beginning of another word', '@rdx @lzz @wang123 @rd_team', []],
  ['not an e-mail address', 'service@rd.com, a.b@lz, 写信到 x@mary', []],
  ['not a domain', '@rd.example.com @lz-2', []],
  ['a user name with a dot', '@lin.zx。', [1]],
  ['signs that mean something elsewhere', '@100%_折\\扣 @promo_x', [7]],
  ['a sign alone is no pattern', '@100 @%', []],
  ['a name of a hundred characters', `@${'长'.repeat(100)}短`, [8]],
  ['a name with an @ in it', '@a@b 你好', [9]],
  ['nobody', '邮箱 @ 我，@@@ @查无此人', []],
  ['nothing', '', []],
])('%s', (_what, text, ids) => {
  expect(mentionedIn(text, PEOPLE)).toEqual(ids);
});

test('five hundred of them in five thousand characters are read in no time', () => {
  const crowd = Array.from({ length: 2000 }, (_, id) => ({ id, name: `客服${id}`, username: `agent${id}` }));
  const text = Array.from({ length: 500 }, (_, index) => `@客服${index}，`)
    .join('')
    .slice(0, 5000);
  const started = performance.now();
  expect(mentionedIn(text, crowd)).toHaveLength(500);
  expect(mentionedIn('@'.repeat(5000), crowd)).toEqual([]);
  expect(performance.now() - started).toBeLessThan(2000);
});
