import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ctx } from '../../../src/context.ts';
import { sweepAttachments } from '../../../src/features/attachments/sweep-attachments.ts';
import { sweepImportFiles } from '../../../src/features/imports/sweep-import-files.ts';
import { workOffImports } from '../../../src/features/imports/work-off-imports.ts';
import { createFolderStore } from '../../../src/storage/folder-store.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company, type Person } from '../../support/company.ts';
import { formState } from '../../support/form-state.ts';
import { multipart } from '../../support/multipart.ts';
import { listen, type RawAnswer, type RawServer, type RawSession } from '../../support/raw-http.ts';
import { filesIn } from '../../support/stored-files.ts';

/** The five steps over HTTP, without scripts: who may, what is refused and how, the same file, versions (spec 06). */

let it: TestApp;
let company: Company;
let web: RawServer;
let now = new Date();
const sessions = new Map<Person, RawSession>();

beforeAll(async () => {
  it = await openTestApp({ now: () => now });
  company = await aCompany(it.db);
  web = await listen(it.app.server);
});
afterAll(async () => {
  await web.close();
  await it.close();
});

const ctx = (): Ctx => ({
  db: it.db,
  files: createFolderStore(it.folder),
  now: () => now,
  log: pino({ level: process.env['TEST_LOG'] ?? 'silent' }),
  zone: 'Asia/Shanghai',
  sourceIp: null,
});

async function as(person: Person): Promise<RawSession> {
  const known = sessions.get(person);
  if (known) return known;
  const session = web.session();
  await session.signIn(person);
  sessions.set(person, session);
  return session;
}

const HEADER = '投诉人,联系电话,投诉标题,投诉内容,问题归类';
let serial = 0;
/** A file that no other test sends. */
function csv(rows: readonly string[] = ['甲,13800000001,没退款,一直没有退款,退款问题']): string {
  serial += 1;
  return [
    HEADER,
    ...rows.map((row) => `${row}`),
    `第 ${serial} 份,1390000${String(serial).padStart(4, '0')},不退款,说了 ${serial} 次,换货问题`,
  ].join('\n');
}

async function upload(
  person: Person,
  content: string | Buffer,
  fields: Readonly<Record<string, string>> = {},
  name = '投诉.csv',
): Promise<RawAnswer> {
  const session = await as(person);
  const sent = { _csrf: await session.token(), kind: 'tickets', preset_id: '', ...fields };
  return session.send('/imports/new', {
    method: 'POST',
    ...multipart(sent, [{ name, content, input: 'file' }]),
  });
}

const stored = async (): Promise<string[]> => (await filesIn(it.folder)).map((file) => path.basename(file));

const idIn = (answer: RawAnswer): number => Number(/\/imports\/(\d+)/.exec(answer.location ?? '')?.[1]);

async function post(
  person: Person,
  path: string,
  values: Readonly<Record<string, string>>,
): Promise<RawAnswer> {
  const session = await as(person);
  return session.post(path, new URLSearchParams(values).toString());
}

/** The form of the mapping as the page has it. */
async function mapping(person: Person, id: number): Promise<Record<string, string>> {
  const { page } = await (await as(person)).send(`/imports/${id}/map`);
  const form = formState(page, `/imports/${id}/map`) as Record<string, string | string[]>;
  const entries = Object.entries(form).filter(([name]) => name !== '_csrf' && name !== 'intent');
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

async function stateOf(id: number): Promise<{ state: string; version: number; plan: { values: object } }> {
  return (await it.db('imports').where({ id }).first('state', 'version', 'plan')) as {
    state: string;
    version: number;
    plan: { values: object };
  };
}

/** Uploaded, mapped as guessed, checked. */
async function checked(person: Person, content = csv()): Promise<number> {
  const id = idIn(await upload(person, content));
  const answer = await post(person, `/imports/${id}/map`, {
    ...(await mapping(person, id)),
    intent: 'check',
  });
  expect([answer.status, answer.location]).toEqual([303, `/imports/${id}/check`]);
  await workOffImports(ctx());
  expect((await stateOf(id)).state).toBe('checked');
  return id;
}

describe('who may', () => {
  test('nobody without the permission, on any route', async () => {
    const routes = it.app.routes.filter(({ path }) => path.startsWith('/imports'));
    expect(routes.length).toBeGreaterThan(12);
    for (const person of ['tier1', 'review', 'aftersales', 'ops'] as const) {
      const session = await as(person);
      for (const { method, path } of routes) {
        const address = path.replaceAll(/:\w+/g, '1');
        const answer =
          method === 'get' ? await session.send(address) : await session.post(address, 'version=1');
        expect(`${person} ${method} ${path} ${answer.status}`).toBe(`${person} ${method} ${path} 403`);
      }
    }
  });

  test("another's import does not exist; who configures sees all, and alone may undo", async () => {
    const id = idIn(await upload('admin', csv()));
    const manager = await as('manager');
    for (const rest of ['', '/map', '/check', '/failed.xlsx'])
      expect((await manager.send(`/imports/${id}${rest}`)).status).toBe(404);
    for (const rest of ['/map', '/check', '/value', '/run', '/cancel', '/discard'])
      expect([rest, (await manager.post(`/imports/${id}${rest}`, 'version=1')).status]).toEqual([rest, 404]);
    expect(
      (await manager.send(`/live?connection=1b4e28ba-2fa1-41d2-883f-0016d3cca427&import=${id}`)).status,
    ).toBe(404);
    const own = idIn(await upload('manager', csv()));
    expect((await manager.send(`/imports/${own}/undo`)).status).toBe(403);
    const list = async (person: Person): Promise<string[]> => {
      const { page } = await (await as(person)).send('/imports');
      return page.querySelectorAll('td.g-c-file a').map((link) => link.getAttribute('href') ?? '');
    };
    expect(await list('manager')).not.toContain(`/imports/${id}`);
    expect(await list('admin')).toEqual(expect.arrayContaining([`/imports/${id}`, `/imports/${own}`]));
    expect((await (await as('admin')).send(`/imports/${own}/map`)).status).toBe(200);
  });

  test('closing in bulk asks for its own permission', async () => {
    const role = it.db('roles').where('key', 'ticket_admin').select('id');
    const grant = { role_id: role, permission: 'ticket.bulk_close' };
    await it.db('role_permissions').where(grant).delete();
    expect((await upload('manager', csv(), { kind: 'closing' })).status).toBe(403);
    const { page } = await (await as('manager')).send('/imports/new');
    expect(page.querySelector('input[value=closing]')).toBeNull();
    await it.db('role_permissions').insert({ ...grant, scope: 'all' });
    expect((await upload('manager', csv(), { kind: 'closing' })).status).toBe(303);
  });

  test('a form of another session, and one of another site, change nothing', async () => {
    const manager = await as('manager');
    const sent = multipart({ _csrf: 'x', kind: 'tickets' }, [
      { name: 'a.csv', content: csv(), input: 'file' },
    ]);
    const before = await stored();
    expect((await manager.send('/imports/new', { method: 'POST', ...sent })).status).toBe(403);
    expect(await stored()).toEqual(before);
    const id = idIn(await upload('manager', csv()));
    expect((await manager.send(`/imports/${id}/discard`, { method: 'POST', body: '_csrf=x' })).status).toBe(
      403,
    );
    expect((await stateOf(id)).state).toBe('uploaded');
  });
});

describe('step 1', () => {
  const HOSTILE: readonly (readonly [name: string, content: string | Buffer, says: RegExp])[] = [
    ['空的.csv', '', /空/],
    ['网页.xls', '<html><table><tr><td>1</td></tr></table></html>', /./],
    ['图片.xlsx', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xd, 0xa, 0x1a, 0xa]), /./],
    ['断了.xlsx', Buffer.from('PK\u0003\u0004 and nothing more'), /./],
  ];
  test.each(HOSTILE)(
    '%s is refused beside the input, and leaves nothing behind',
    async (name, content, says) => {
      const before = await stored();
      const answer = await upload('manager', content, { kind: 'history' }, name);
      expect(answer.status).toBe(422);
      const sentence = answer.page.querySelector('.g-bad #file-text')?.text.trim() ?? '';
      expect(sentence).toMatch(says);
      expect(sentence).not.toContain('form.problem');
      // What else was chosen stays.
      expect(answer.page.querySelector('input[value=history]')?.hasAttribute('checked')).toBe(true);
      expect(await stored()).toEqual(before);
    },
  );

  test('no file at all, an unknown kind, a preset that is gone', async () => {
    const session = await as('manager');
    const without = multipart({ _csrf: await session.token(), kind: 'tickets', preset_id: '' });
    const answer = await session.send('/imports/new', { method: 'POST', ...without });
    expect([answer.status, answer.page.querySelector('#file-text')?.text.trim()]).toEqual([
      422,
      '请选择一个 .xlsx、.xls 或 .csv 文件。',
    ]);
    const before = await stored();
    expect((await upload('manager', csv(), { kind: 'everything' })).status).toBe(422);
    expect((await upload('manager', csv(), { preset_id: '999999' })).status).toBe(404);
    expect(await stored()).toEqual(before);
  });

  test('the same file again is told before anything else, and going on is a choice', async () => {
    const content = csv();
    const first = await checked('manager', content);
    const { version } = await stateOf(first);
    await post('manager', `/imports/${first}/run`, { version: String(version), duplicates: 'skip' });
    await workOffImports(ctx());
    const again = await upload('manager', content);
    const manager = await as('manager');
    const told = await manager.send(again.location ?? '');
    expect(told.status).toBe(200);
    expect(told.text).toContain('已由 主管 导入过：新建 2 张');
    expect(told.page.querySelector(`a[href="/imports/${first}"]`)).not.toBeNull();
    const id = idIn(again);
    expect(told.page.querySelector(`a[href="/imports/${id}/map"]`)?.text).toBe('仍然继续');
    // Somebody else hears of it, too; where they can't look they get no link.
    await it.db('user_roles').where('user_id', company.people.rd).delete();
    await it.db('user_roles').insert({
      user_id: company.people.rd,
      role_id: it.db('roles').where('key', 'ticket_admin').select('id'),
    });
    const other = await (await as('rd')).send((await upload('rd', content)).location ?? '');
    expect(other.text).toContain('已由 主管 导入过');
    expect(other.page.querySelector(`a[href="/imports/${first}"]`)).toBeNull();
    // None of its rows is imported twice.
    await post('manager', `/imports/${id}/map`, { ...(await mapping('manager', id)), intent: 'check' });
    await workOffImports(ctx());
    const page = (await manager.send(`/imports/${id}/check`)).page;
    expect(page.querySelector('[aria-disabled=true]')?.text).toContain('没有可导入的行');
  });
});

describe('step 2', () => {
  test('columns are guessed; a change is kept with its version, a stale one is told and not lost', async () => {
    const id = idIn(await upload('manager', csv()));
    const form = await mapping('manager', id);
    expect(form).toMatchObject({ 'column.0': 'customer_name', 'column.1': 'phone', 'column.2': 'title' });
    expect((await post('manager', `/imports/${id}/map`, { ...form, intent: 'save' })).location).toBe(
      '/imports',
    );
    const stale = await post('manager', `/imports/${id}/map`, { ...form, 'column.2': '', intent: 'save' });
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('在别处有了改动');
    expect(formState(stale.page, `/imports/${id}/map`)['column.2'] ?? '').toBe('');
    const { version } = await stateOf(id);
    expect(formState(stale.page, `/imports/${id}/map`)['version']).toBe(String(version));
  });

  test('two columns for one field, or no category, stand in the way of a check', async () => {
    const id = idIn(await upload('manager', csv()));
    const form = { ...(await mapping('manager', id)), 'column.0': 'phone', 'column.4': '', intent: 'check' };
    const answer = await post('manager', `/imports/${id}/map`, { ...form, 'constant.category': '' });
    expect(answer.status).toBe(422);
    expect(answer.page.querySelector('#column-1-error')?.text.trim()).toContain('投诉人');
    expect(answer.page.querySelector('#constant-category-error')?.text.trim()).toContain('分类');
    expect((await stateOf(id)).state).toBe('uploaded');
  });

  test('other headings are read anew, without saving anything', async () => {
    const id = idIn(await upload('manager', csv()));
    const before = await stateOf(id);
    const form = { ...(await mapping('manager', id)), header_row: '2', intent: 'reread' };
    const answer = await post('manager', `/imports/${id}/map`, form);
    expect(answer.status).toBe(200);
    expect(answer.page.querySelector('#heading-1')?.text).toBe('13800000001');
    expect(await stateOf(id)).toEqual(before);
  });

  test('nonsense is as if it had not been sent', async () => {
    const id = idIn(await upload('manager', csv()));
    const form = await mapping('manager', id);
    const odd = {
      ...form,
      sheet: '77',
      header_row: '-1',
      'column.0': '__proto__',
      'constant.__proto__': 'x',
      preset_id: 'x',
    };
    const answer = await post('manager', `/imports/${id}/map`, { ...odd, intent: 'refresh' });
    expect(answer.status).toBe(200);
    const shown = formState(answer.page, `/imports/${id}/map`);
    expect(shown).toMatchObject({ sheet: '0', header_row: '1' });
    expect(shown['column.0'] ?? '').toBe('');
  });

  test('a preset is saved under a name of its own, and reads the next file whatever the order of its columns', async () => {
    const id = idIn(await upload('manager', csv()));
    const form = { ...(await mapping('manager', id)), 'column.4': 'category', intent: 'save_preset' };
    const named = { ...form, preset_name: '某平台' };
    expect((await post('manager', `/imports/${id}/map`, { ...form, preset_name: ' ' })).status).toBe(422);
    const saved = await post('manager', `/imports/${id}/map`, named);
    expect(saved.status).toBe(200);
    const twice = await post('manager', `/imports/${id}/map`, named);
    expect([twice.status, twice.page.querySelector('#preset-name-error')?.text.trim()]).toEqual([
      422,
      '这个名称已经有了，请换一个。',
    ]);
    const preset = (await it.db('import_presets').where('name', '某平台').first('id')) as { id: number };
    const other = idIn(
      await upload('manager', '问题归类,联系电话,投诉内容\n退款问题,13800000009,没退', {
        preset_id: String(preset.id),
      }),
    );
    expect(await mapping('manager', other)).toMatchObject({
      'column.0': 'category',
      'column.1': 'phone',
      preset_id: String(preset.id),
    });
  });
});

describe('presets', () => {
  test('one is renamed and deleted with its version; a shipped one stays, whatever its name', async () => {
    const rows = (await it.db('import_presets').orderBy('id').select('id', 'key', 'name', 'version')) as {
      id: number;
      key: string | null;
      name: string;
      version: number;
    }[];
    const shipped = rows.find(({ key }) => key !== null);
    const own = rows.find(({ key }) => key === null);
    if (!shipped || !own) throw new Error('there should be presets of both sorts');
    const rename = (id: number, values: Readonly<Record<string, string>>) =>
      post('manager', `/imports/presets/${id}/rename`, values);
    expect((await rename(own.id, { version: '1', name: shipped.name.toUpperCase() })).status).toBe(422);
    expect((await rename(own.id, { version: '1', name: '某平台二' })).status).toBe(303);
    expect((await rename(own.id, { version: '1', name: '某平台三' })).status).toBe(409);
    expect((await rename(shipped.id, { version: '1', name: '改了名' })).status).toBe(303);
    expect((await post('manager', `/imports/presets/${shipped.id}/remove`, { version: '2' })).status).toBe(
      409,
    );
    expect((await post('manager', `/imports/presets/${own.id}/remove`, { version: '1' })).status).toBe(409);
    expect((await post('manager', `/imports/presets/${own.id}/remove`, { version: '2' })).status).toBe(303);
    expect((await post('manager', `/imports/presets/${own.id}/remove`, { version: '2' })).status).toBe(404);
    const actions = (await it
      .db('audit_log')
      .where('subject_type', 'import_preset')
      .orderBy('id')
      .pluck('action')) as string[];
    expect(actions).toEqual([
      'import_preset_created',
      'import_preset_renamed',
      'import_preset_renamed',
      'import_preset_deleted',
    ]);
  });
});

describe('step 3 to 5', () => {
  test('a text that is not known is given a meaning, which counts after a new check and for the next file', async () => {
    const rows = [
      '甲,13800000011,一,没有退款,退货退款',
      '乙,13800000012,二,没有退款,退货退款',
      '丙,138O0000013,三,没有退款,退款问题',
    ];
    const id = await checked('manager', csv(rows));
    const manager = await as('manager');
    const { page } = await manager.send(`/imports/${id}/check?tab=values`);
    expect(page.querySelectorAll('.g-foundtb tbody tr')).toHaveLength(1);
    const said = {
      target: 'category',
      found: '退货退款',
      value: String(company.categories.refund),
      remember: 'on',
    };
    expect((await post('manager', `/imports/${id}/value`, { ...said, value: '999999' })).status).toBe(422);
    const answer = await post('manager', `/imports/${id}/value`, said);
    expect(answer.location).toBe(`/imports/${id}/check?tab=values`);
    const after = await manager.send(`/imports/${id}/check?tab=values`);
    expect(after.text).toContain('已说明 1 个值');
    const { version } = await stateOf(id);
    await post('manager', `/imports/${id}/check`, { version: String(version) });
    await workOffImports(ctx());
    const states = (await it
      .db('import_rows')
      .where('import_id', id)
      .orderBy('row_number')
      .pluck('state')) as string[];
    expect(states).toEqual(['ready', 'ready', 'invalid', 'ready']);
    const next = await checked('manager', csv(['丁,13800000014,四,没有退款,退货退款']));
    expect((await stateOf(next)).plan.values).toEqual({
      category: { 退货退款: String(company.categories.refund) },
    });
    expect(await it.db('import_rows').where({ import_id: next, state: 'invalid' })).toEqual([]);
  });

  test('the run is begun with the version that was looked at, once; the result tells, the workbook has the rest', async () => {
    const id = await checked(
      'manager',
      csv(['甲,138O0000021,一,没有退款,退款问题', '=1+1,13800000022,二,没有退款,退款问题']),
    );
    const { version } = await stateOf(id);
    const run = (values: Readonly<Record<string, string>>) => post('manager', `/imports/${id}/run`, values);
    const stale = await run({ version: String(version - 1), duplicates: 'skip' });
    expect([stale.status, stale.text.includes('有了变化')]).toEqual([409, true]);
    expect((await run({ version: String(version), duplicates: 'twice' })).status).toBe(422);
    expect((await run({ version: String(version), duplicates: 'skip' })).location).toBe(`/imports/${id}`);
    expect((await run({ version: String(version), duplicates: 'skip' })).status).toBe(409);
    const manager = await as('manager');
    expect((await manager.send(`/imports/${id}`)).text).toContain('正在导入');
    expect((await manager.send(`/imports/${id}/failed.xlsx`)).status).toBe(404);
    await workOffImports(ctx());
    const { text, page } = await manager.send(`/imports/${id}`);
    expect(text).toContain('查看 2 张工单');
    expect(page.querySelector(`a[href="/tickets?view=all&import=${id}"]`)).not.toBeNull();
    expect(page.querySelectorAll('.g-foundtb tbody tr')).toHaveLength(1);
    const file = await it.client().get('/'); // signed out: nothing of it
    expect(file.status).toBe(303);
    const client = it.client();
    await client.signIn('manager');
    const { status, headers, body } = await client.download(`/imports/${id}/failed.xlsx`);
    expect([status, headers['content-type']]).toEqual([
      200,
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ]);
    const again = idIn(await upload('manager', body, { like: String(id) }, '未导入.xlsx'));
    const form = await mapping('manager', again);
    expect([form['column.1'], form['column.5'] ?? '']).toEqual(['phone', '']);
  });

  test('nothing is discarded that has begun; an upload goes with its file', async () => {
    const id = idIn(await upload('manager', csv()));
    const { stored_name: name } = (await it.db('imports').where({ id }).first('stored_name')) as {
      stored_name: string;
    };
    expect(await stored()).toContain(name);
    expect((await post('manager', `/imports/${id}/discard`, {})).location).toBe('/imports');
    expect(await stored()).not.toContain(name);
    const begun = (await it.db('imports').whereNotNull('started_at').first('id')) as { id: number };
    expect((await post('admin', `/imports/${begun.id}/discard`, {})).status).toBe(409);
  });

  test('an import is undone by who configures, after a second look', async () => {
    const id = await checked('manager', csv(['戊,13800000031,一,没有退款,退款问题']));
    await post('manager', `/imports/${id}/run`, {
      version: String((await stateOf(id)).version),
      duplicates: 'skip',
    });
    await workOffImports(ctx());
    const admin = await as('admin');
    expect(
      (await admin.send(`/imports/${id}`)).page.querySelector(`a[href="/imports/${id}/undo"]`),
    ).not.toBeNull();
    expect((await admin.send(`/imports/${id}/undo`)).text).toContain('将删除这次导入新建的 2 张工单');
    expect((await post('admin', `/imports/${id}/undo`, {})).location).toBe(`/imports/${id}`);
    expect((await admin.send(`/imports/${id}`)).text).toContain('撤销，导入的工单已全部删除');
    expect((await post('admin', `/imports/${id}/undo`, {})).status).toBe(409);
  });
});

test('files of imports are no strays, and go after a month; what was imported stays', async () => {
  const id = idIn(await upload('manager', csv()));
  const { stored_name: name } = (await it.db('imports').where({ id }).first('stored_name')) as {
    stored_name: string;
  };
  now = new Date(Date.now() + 3 * 24 * 3_600_000);
  await sweepAttachments(ctx());
  expect(await stored()).toContain(name);
  now = new Date(Date.now() + 31 * 24 * 3_600_000);
  expect((await sweepImportFiles(ctx())).removed).toBeGreaterThan(0);
  expect(await stored()).not.toContain(name);
  now = new Date();
  sessions.clear();
  expect((await (await as('manager')).send(`/imports/${id}/map`)).location).toBe(`/imports/${id}`);
  const page = await (await as('manager')).send(`/imports/${id}`);
  expect([page.status, page.text.includes('文件已经到期移除')]).toEqual([200, true]);
});
