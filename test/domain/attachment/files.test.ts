import { expect, test } from 'vitest';
import { cleanFileName, extensionOf } from '../../../src/domain/attachment/file-name.ts';
import { formatFileSize } from '../../../src/domain/attachment/file-size.ts';
import {
  DEFAULT_TYPES,
  judgeContent,
  previewOf,
  refuseName,
} from '../../../src/domain/attachment/file-type.ts';

/** Names, sizes and types of files (spec 01 and 10). */

test.each([
  ['面单.png', '面单.png'],
  ['  a b.png ', 'a b.png'],
  ['../../a.png', 'a.png'],
  ['C:\\x\\a.png', 'a.png'],
  ['a.exe. . ', 'a.exe'],
  ['a\u202egnp.exe', 'agnp.exe'],
  ['a\0\r\n\t.png', 'a.png'],
  ['\ud83d.png', '.png'],
  ['é́.png', 'é́.png'],
  ['/', ''],
  ['...', ''],
  [`${'长'.repeat(300)}.tar.gz`, `${'长'.repeat(252)}.gz`],
  ['长'.repeat(300), '长'.repeat(255)],
  [`a.${'x'.repeat(300)}`, `a.${'x'.repeat(253)}`],
])('%j is kept as %j', (given, kept) => {
  expect(cleanFileName(given)).toBe(kept);
  expect(cleanFileName(kept)).toBe(kept);
});

test.each([
  ['a.PNG', 'png'],
  ['a.b.c', 'c'],
  ['.gitignore', 'gitignore'],
  ['a', ''],
  ['a.', ''],
  ['a.p ng', ''],
  ['a.ｐｎｇ', ''],
  ['a.constructor', ''],
])('the extension of %j is %j', (name, extension) => {
  expect(extensionOf(name)).toBe(extension);
});

test.each([
  [0, '0 B'],
  [193, '193 B'],
  [1023, '1023 B'],
  [1024, '1 KB'],
  [1434, '1.4 KB'],
  [10_188, '9.9 KB'],
  [10_200, '10 KB'],
  [217_088, '212 KB'],
  [1_468_006, '1.4 MB'],
  [5 * 1024 ** 4, '5120 GB'],
])('%d bytes are %j', (bytes, text) => {
  expect(formatFileSize(bytes)).toBe(text);
});

test('a setting can narrow the types, and allow nothing that a browser would run', () => {
  expect(refuseName('a.pdf', ['png', 'pdf'])).toBeNull();
  expect(refuseName('a.zip', ['png', 'pdf'])).toEqual({
    code: 'attachment_type',
    params: { name: 'a.zip', types: 'png pdf' },
  });
  for (const name of ['a.html', 'a.svg', 'a.js', 'a.exe', 'a.tostring', 'a.valueof']) {
    const extension = extensionOf(name);
    expect([name, refuseName(name, [...DEFAULT_TYPES, extension])?.code]).toEqual([name, 'attachment_type']);
    expect(judgeContent(name, { kind: extension, isText: true, isMarkup: false })).toBeNull();
  }
});

test('only pictures and PDF are shown by the browser itself', () => {
  const shown = DEFAULT_TYPES.filter((extension) => {
    const kinds = { kind: extension === 'jpeg' ? 'jpg' : extension, isText: true, isMarkup: false };
    return previewOf(judgeContent(`a.${extension}`, kinds) ?? '') !== null;
  });
  expect(shown).toEqual(['png', 'jpg', 'jpeg', 'gif', 'webp', 'pdf']);
});
