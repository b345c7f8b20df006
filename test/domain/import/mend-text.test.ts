import { describe, expect, test } from 'vitest';
import { mendText, survivorsOf, survivorsOfLost } from '../../../src/domain/import/mend-text.ts';

/** Texts that were UTF-8 and were read as something else (spec 06, cleaning). */

const SOUND = '今日必下平台强制下款，虚假宣传';
const asLatin1 = (text: string) => Buffer.from(text).toString('latin1');
const asGbk = (text: string) => new TextDecoder('gb18030').decode(Buffer.from(text));
const as1252 = (text: string) => new TextDecoder('windows-1252').decode(Buffer.from(text));

describe('mendText', () => {
  test.each([
    ['Latin-1', asLatin1(SOUND)],
    ['CP1252', as1252(SOUND)],
    ['GBK', asGbk('拼多多虚假宣传天天现金，明明分享的人够了')],
    ['Latin-1, its last byte trimmed away as a space', asLatin1('服务不到位，假').slice(0, -1).trim()],
  ])('repairs %s', (_name, garbled) => {
    const { text, state } = mendText(garbled);
    expect(state).not.toBe('sound');
    expect(text).toMatch(
      /^(今日必下平台强制下款，虚假宣传|拼多多虚假宣传天天现金，明明分享的人够|服务不到位，)/,
    );
  });

  test('a byte that is trimmed as a no-break space comes back', () => {
    const word = '传销虚'; // ends in the byte 0x9a; 「虠」 would end in 0xa0
    expect(mendText(asLatin1(`${word}虠`).trim())).toEqual({ text: `${word}虠`, state: 'mended' });
  });

  test.each([
    'café au lait, déjà vu à Köln',
    'Öl für Übungen – ÄÖ Test',
    '拼多多天天领红包虚假',
    '您好？？还有人在吗????',
    '联通客服，鎏金手表，銮驾',
    'naïve façade Ångström',
    '',
  ])('leaves sound text alone: %s', (text) => {
    expect(mendText(text)).toEqual({ text, state: 'sound' });
  });

  test.each(['????????', '锟斤拷锟斤拷', '\ufffd\ufffd\ufffd投诉'])('says that %s is lost', (text) => {
    expect(mendText(text).state).toBe('lost');
  });

  test('what survives is the same for a text and its garbled twin that lost bytes', () => {
    const damaged = as1252(SOUND).replaceAll(/[\u0080-\u009f]/g, '?');
    const withoutControls = asLatin1(SOUND).replaceAll(/[\u0080-\u009f]/g, '');
    for (const lost of [damaged, withoutControls]) expect(survivorsOfLost(lost)).toBe(survivorsOf(SOUND));
  });
});
