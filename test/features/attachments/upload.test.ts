import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany } from '../../support/company.ts';
import { GIF, multipart, PDF, PNG, type SentFile } from '../../support/multipart.ts';
import { listen, type RawAnswer, type RawServer, type RawSession } from '../../support/raw-http.ts';
import { filesIn } from '../../support/stored-files.ts';

/** What may be uploaded is decided by what is in it; refusals are sentences, and leave nothing behind (spec 10). */

let it: TestApp;
let web: RawServer;
let tier1: RawSession;
let token = '';

beforeAll(async () => {
  it = await openTestApp();
  await aCompany(it.db);
  web = await listen(it.app.server);
  tier1 = web.session();
  await tier1.signIn('tier1');
  token = await tier1.token();
});
afterAll(async () => {
  await web.close();
  await it.close();
});

async function upload(files: readonly SentFile[]): Promise<RawAnswer> {
  const { headers, body } = multipart({ _csrf: token }, files);
  return tier1.send('/attachments', { method: 'POST', headers, body });
}

async function rows(): Promise<
  { id: number; original_name: string; content_type: string; stored_name: string }[]
> {
  return it.db('attachments').orderBy('id').select('id', 'original_name', 'content_type', 'stored_name');
}

/** Uploads one file; answers the row it became, or null, and the sentence. */
async function attempt(file: SentFile) {
  const before = await rows();
  const answer = await upload([file]);
  const after = await rows();
  expect((await filesIn(it.folder)).length, 'one file for each row').toBe(after.length);
  return {
    status: answer.status,
    sentence: answer.page.querySelector('.g-err')?.text.trim() ?? null,
    row: after.length > before.length ? (after.at(-1) ?? null) : null,
  };
}

const zipOf = (name: string): Buffer => {
  const header = Buffer.alloc(30);
  header.write('PK\x03\x04', 'latin1');
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, Buffer.from(name), Buffer.from('PK\x05\x06'), Buffer.alloc(18)]);
};

const HTML = '<!doctype html><script>alert(document.domain)</script>';
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';
const GBK = Buffer.from([0xb6, 0xa9, 0xb5, 0xa5, 0x2c, 0xbd, 0xf0, 0xb6, 0xee, 0x0a]); // 订单,金额

test.each<[string, SentFile, string]>([
  ['a picture', { name: '面单.png', content: PNG }, 'image/png'],
  ['in upper case', { name: '面单.PNG', content: PNG }, 'image/png'],
  ['a claim is not believed', { name: 'a.png', content: PNG, type: 'text/html' }, 'image/png'],
  ['a PDF', { name: '发票.pdf', content: PDF }, 'application/pdf'],
  ['a zip', { name: '日志.zip', content: zipOf('a.log') }, 'application/zip'],
  ['text', { name: '说明.txt', content: '客户说：两次都没收到 📦\r\n' }, 'text/plain'],
  ['text that begins like a bitmap', { name: 'a.txt', content: 'BM 型号的退货' }, 'text/plain'],
  ['GB 18030', { name: '订单.csv', content: GBK }, 'text/csv'],
  [
    'coloured logs',
    { name: 'app.log', content: '\x1b[31mERROR\x1b[0m <html> in the middle\n' },
    'text/plain',
  ],
  // Downloads say what they are, and never to sniff: that a script hides behind the pixels is of no use to it.
  [
    'a picture that is a script too',
    { name: 'a.gif', content: Buffer.concat([GIF, Buffer.from(HTML)]) },
    'image/gif',
  ],
])('kept: %s', async (_what, file, contentType) => {
  const { status, row } = await attempt(file);
  expect([status, row?.content_type, row?.original_name]).toEqual([200, contentType, file.name]);
});

const DISGUISED = '的内容与扩展名不符';
const NOT_ALLOWED = '的类型不能上传。可以上传：png jpg';

test.each<[string, SentFile, string]>([
  ['HTML', { name: 'a.html', content: HTML }, NOT_ALLOWED],
  ['HTML as a picture', { name: 'a.png', content: HTML, type: 'image/png' }, DISGUISED],
  ['HTML as text', { name: 'a.txt', content: HTML, type: 'text/plain' }, DISGUISED],
  [
    'HTML behind comments',
    { name: 'a.txt', content: `\n<!-- a -->${'<!---->'.repeat(150)}<HTML>` },
    DISGUISED,
  ],
  ['HTML behind a byte order mark', { name: 'a.txt', content: `\ufeff\n${HTML}` }, DISGUISED],
  ['SVG', { name: 'a.svg', content: SVG, type: 'image/svg+xml' }, NOT_ALLOWED],
  ['SVG as a picture', { name: 'a.png', content: SVG }, DISGUISED],
  ['SVG as text', { name: 'a.txt', content: `<?xml version="1.0"?>\n${SVG}` }, DISGUISED],
  ['a script', { name: 'a.js', content: 'alert(1)' }, NOT_ALLOWED],
  ['a program', { name: 'setup.exe', content: 'MZ\0\0' }, NOT_ALLOWED],
  ['a program as a document', { name: 'setup.pdf', content: 'MZ\0\0' }, DISGUISED],
  ['a program behind a second extension', { name: '发票.pdf.exe', content: PDF }, NOT_ALLOWED],
  ['one picture as another', { name: 'a.jpg', content: PNG }, DISGUISED],
  ['an archive as a document', { name: 'a.docx', content: zipOf('a.exe') }, DISGUISED],
  ['a picture as text', { name: 'a.txt', content: PNG }, DISGUISED],
  ['text as a picture', { name: 'a.png', content: 'not a picture' }, DISGUISED],
  [
    'an HTML page that is a PDF further down',
    { name: 'a.pdf', content: `${HTML}${PDF.toString()}` },
    DISGUISED,
  ],
  ['a cut-off picture', { name: 'a.png', content: PNG.subarray(0, 6) }, DISGUISED],
  ['zero bytes', { name: '空.txt', content: '' }, '“空.txt”是空文件，没有上传。'],
  ['no extension', { name: 'README', content: 'text' }, NOT_ALLOWED],
  ['a trailing dot', { name: 'a.html.', content: HTML }, NOT_ALLOWED],
  ['a reversed name', { name: 'a\u202egnp.exe', content: PNG }, NOT_ALLOWED],
  ['no name to speak of', { name: '\u202e. .', content: PNG }, '没有可用的文件名'],
  ['over the limit', { name: '大.txt', content: 'x'.repeat(20 * 1024 * 1024 + 1) }, '“大.txt”超过 20 MB'],
])('refused: %s', async (_what, file, sentence) => {
  const { status, row, sentence: said } = await attempt(file);
  expect([status, row]).toEqual([422, null]);
  expect(said).toContain(sentence);
});

test('a file of exactly the limit is kept', async () => {
  const { status } = await attempt({ name: 'a.txt', content: 'x'.repeat(20 * 1024 * 1024) });
  expect(status).toBe(200);
});

test.each<[string, SentFile, string]>([
  ['a path', { name: '../../../etc/cron.d/a.png', content: PNG }, 'a.png'],
  ['a path of Windows', { name: 'C:\\Users\\陈\\桌面\\a.png', content: PNG }, 'a.png'],
  ['a path, encoded', { name: '', disposition: `filename*=utf-8''..%2F..%2Fa.png`, content: PNG }, 'a.png'],
  ['line breaks', { name: 'a%0D%0Aset-cookie: x=1.png', content: PNG }, 'aset-cookie: x=1.png'],
  ['quotes and percent signs', { name: '“7"” 50%.png', content: PNG }, '“7"” 50%.png'],
  ['markup', { name: '<img src=x onerror=alert(1)>.png', content: PNG }, '<img src=x onerror=alert(1)>.png'],
  ['a direction mark', { name: 'a\u202e\u2066b.png', content: PNG }, 'ab.png'],
  [
    '300 bytes',
    { name: `${'工单截图'.repeat(24)}123456789.png`, content: PNG },
    `${'工单截图'.repeat(24)}123456789.png`,
  ],
  ['300 characters', { name: `${'a'.repeat(296)}.png`, content: PNG }, `${'a'.repeat(251)}.png`],
  ['300 emoji', { name: `${'📦'.repeat(296)}.png`, content: PNG }, `${'📦'.repeat(251)}.png`],
  [
    'half a pair',
    { name: '', disposition: `filename*=utf-16le''a%00%3D%D8.%00p%00n%00g%00`, content: PNG },
    'a.png',
  ],
])('a name with %s', async (_what, file, kept) => {
  const { status, row } = await attempt(file);
  expect([status, row?.original_name]).toEqual([200, kept]);
  expect(row?.stored_name).toMatch(/^[0-9a-f]{40}$/);
});

test('several at once: each is judged by itself', async () => {
  const before = (await rows()).length;
  const answer = await upload([
    { name: '一.png', content: PNG },
    { name: '二.html', content: HTML },
    { name: '三.pdf', content: PDF },
  ]);
  expect(answer.status).toBe(422);
  expect(
    answer.page.querySelectorAll('[name=attachment_ids]').map((each) => each.getAttribute('aria-label')),
  ).toEqual(['一.png', '三.pdf']);
  expect(answer.page.querySelectorAll('.g-err').length).toBe(1);
  expect((await rows()).length).toBe(before + 2);
});

test('more than the form takes: the first ten are kept, the others are told', async () => {
  const answer = await upload(
    Array.from({ length: 12 }, (_, index) => ({ name: `${index}.png`, content: PNG })),
  );
  expect(answer.page.querySelectorAll('[name=attachment_ids]').length).toBe(10);
  expect(answer.page.querySelectorAll('.g-err').map((each) => each.text.trim())).toEqual(
    Array(2).fill('一次最多附 10 个文件，请移除多余的，或分几次发送。'),
  );
});

test('two uploads at the same time do not touch each other', async () => {
  const texts = ['第一份'.repeat(200_000), '第二份'.repeat(200_000)];
  const answers = await Promise.all(texts.map((content) => upload([{ name: '同名.txt', content }])));
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  for (const [index, answer] of answers.entries()) {
    const id = answer.page.querySelector('[name=attachment_ids]')?.getAttribute('value');
    const file = await tier1.send(`/attachments/${id ?? ''}`);
    expect(file.text === texts[index]).toBe(true);
  }
});

test('nobody heaps up files without sending them', async () => {
  await it.db('attachments').whereNull('ticket_id').delete();
  const [user] = (await it.db('users').where('username', 'tier1').select('id')) as { id: number }[];
  await it.db.raw(
    `insert into attachments (uploader_id, original_name, stored_name, content_type, size_bytes, sha256)
     select ?, n || '.png', 'none' || n, 'image/png', 1, '' from generate_series(1, 200) n`,
    [user?.id ?? 0],
  );
  const files = (await filesIn(it.folder)).length;
  const answer = await upload([{ name: 'a.png', content: PNG }]);
  expect(answer.status).toBe(422);
  expect(answer.text).toContain('您有超过 200 个已上传但未发送的文件');
  expect((await filesIn(it.folder)).length).toBe(files);
});
