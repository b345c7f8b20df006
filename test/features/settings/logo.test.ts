import { afterAll, beforeAll, expect, test } from 'vitest';
import { sweepAttachments } from '../../../src/features/attachments/sweep-attachments.ts';
import { createFolderStore } from '../../../src/storage/folder-store.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany } from '../../support/company.ts';
import { jobCtx } from '../../support/messages.ts';
import { GIF, multipart, PDF, PNG, type SentFile } from '../../support/multipart.ts';
import { listen, type RawAnswer, type RawServer, type RawSession } from '../../support/raw-http.ts';
import { filesIn } from '../../support/stored-files.ts';

/** The company's logo (spec 10): a picture by its content, on every page, and never a way in for a script. */

let it: TestApp;
let web: RawServer;
let admin: RawSession;

beforeAll(async () => {
  it = await openTestApp();
  await aCompany(it.db);
  web = await listen(it.app.server);
  admin = web.session();
  await admin.signIn('admin');
});
afterAll(async () => {
  await web.close();
  await it.close();
});

const LOGO = '/admin/settings/company/logo';
const version = async (): Promise<number> => {
  const row = (await it.db('settings').where('key', 'company_logo').first('version')) as
    { version: number } | undefined;
  return row?.version ?? 0;
};

async function upload(files: readonly SentFile[], sent?: number): Promise<RawAnswer> {
  const fields = { _csrf: await admin.token(), 'version.company_logo': sent ?? (await version()) };
  const { headers, body } = multipart(fields, files);
  return admin.send(LOGO, { method: 'POST', headers, body });
}

const address = async (session: RawSession, path: string): Promise<string | undefined> =>
  (await session.send(path)).page.querySelector('.g-brand .g-logo')?.getAttribute('src');

test.each<[string, readonly SentFile[], string]>([
  ['nothing', [], '没有收到文件'],
  [
    'an SVG',
    [{ name: 'a.svg', content: '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>' }],
    '只能是 PNG',
  ],
  ['an SVG that calls itself PNG', [{ name: 'a.png', content: '<svg onload="alert(1)"/>' }], '只能是 PNG'],
  ['HTML that calls itself JPEG', [{ name: 'a.jpg', content: '<script>1</script>' }], '只能是 PNG'],
  ['a GIF', [{ name: 'a.gif', content: GIF }], '只能是 PNG'],
  ['a PDF', [{ name: 'a.pdf', content: PDF }], '只能是 PNG'],
  ['201 KB', [{ name: 'a.png', content: Buffer.concat([PNG, Buffer.alloc(201 * 1024)]) }], '不能超过 200 KB'],
  ['an empty file', [{ name: 'a.png', content: '' }], '空文件'],
  [
    'two at once',
    [
      { name: 'a.png', content: PNG },
      { name: 'b.png', content: PNG },
    ],
    '最多附 1 个',
  ],
])('%s is refused in words, and leaves no file', async (_name, files, sentence) => {
  const answer = await upload(files);
  expect([answer.status, answer.page.querySelector('#logo-error')?.text.includes(sentence)]).toEqual([
    422,
    true,
  ]);
  expect(await filesIn(it.folder)).toEqual([]);
});

test('a picture is on every page at once, also before signing in, at an address of its own', async () => {
  // What may be attached to tickets has no say here.
  await it.db('settings').insert({ key: 'attachment_types', value: '["pdf"]' });
  expect((await upload([{ name: '云杉.png', content: PNG, type: 'text/html' }])).status).toBe(303);
  const here = await address(admin, '/');
  expect(here).toMatch(/^\/logo\/[0-9a-f]{20}$/);
  expect(await address(web.session(), '/login')).toBe(here);
  const picture = await web.session().send(here ?? '');
  expect([
    picture.status,
    picture.headers['content-type'],
    picture.headers['x-content-type-options'],
  ]).toEqual([200, 'image/png', 'nosniff']);
  expect(picture.headers['cache-control']).toContain('immutable');
  expect(picture.headers['content-security-policy']).toContain('sandbox');
  expect((await web.session().send('/logo/00000000000000000000')).status).toBe(404);
});

test('a new one takes the place of the old one, its file goes, and the sweep leaves it alone', async () => {
  const before = await address(admin, '/');
  const other = Buffer.concat([PNG, Buffer.from([0])]);
  expect((await upload([{ name: 'b.png', content: other }])).status).toBe(303);
  const after = await address(admin, '/');
  expect(after).not.toBe(before);
  expect((await web.session().send(before ?? '')).status).toBe(404);
  expect((await filesIn(it.folder)).length).toBe(1);
  const later = {
    ...jobCtx(it.db, () => new Date(Date.now() + 3 * 86_400_000)),
    files: createFolderStore(it.folder),
  };
  expect(await sweepAttachments(later)).toMatchObject({ strays: 0 });
  expect((await web.session().send(after ?? '')).status).toBe(200);
});

test('an old page is told, and its file goes', async () => {
  const answer = await upload([{ name: 'c.png', content: PNG }], 0);
  expect([
    answer.status,
    answer.page.querySelector('[data-setting=company_logo] .g-stop')?.text.includes('b.png'),
  ]).toEqual([409, true]);
  expect((await filesIn(it.folder)).length).toBe(1);
});

test('it can be taken away, and the log tells all of it', async () => {
  const answer = await admin.post(`${LOGO}/remove`, `version.company_logo=${await version()}`);
  expect(answer.status).toBe(303);
  expect(await address(admin, '/')).toBeUndefined();
  expect(await filesIn(it.folder)).toEqual([]);
  const log = (await it.db('audit_log').where('subject_id', 'company_logo').orderBy('id')) as {
    changes: { company_logo: unknown };
  }[];
  expect(log.map(({ changes }) => changes.company_logo)).toEqual([
    [null, '云杉.png'],
    ['云杉.png', 'b.png'],
    ['b.png', null],
  ]);
});
