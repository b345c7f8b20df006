import { mkdtemp, mkdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sweepAttachments } from '../../../src/features/attachments/sweep-attachments.ts';
import type { FileStore } from '../../../src/storage/file-store.ts';
import { createFolderStore } from '../../../src/storage/folder-store.ts';
import { makeStoredName } from '../../../src/storage/stored-name.ts';
import { openTestApp, type TestApp } from '../../support/app.ts';
import { aCompany, type Company } from '../../support/company.ts';
import { multipart, PNG } from '../../support/multipart.ts';
import { listen } from '../../support/raw-http.ts';
import { filesIn } from '../../support/stored-files.ts';
import { asPerson, aTicket } from '../../support/tickets.ts';

/** Bytes on the disk: all of a file or nothing of it, and nothing for ever that nobody knows of (spec 01, 10). */

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gongdan-store-'));
  return () => rm(folder, { recursive: true, force: true });
});

async function listed(store: FileStore): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of store.list()) names.push(name);
  return names;
}

describe('a folder as storage', () => {
  test('what was put is there, under its own name alone', async () => {
    const store = createFolderStore(path.join(folder, 'not', 'there', 'yet'));
    const name = makeStoredName();
    const content = Buffer.from([...Array(300_000).keys()].map((byte) => byte % 256));
    await store.put(name, Readable.from([content.subarray(0, 99), content.subarray(99)]));
    const read = await store.open(name);
    expect(read && (await buffer(read)).equals(content)).toBe(true);
    expect((await filesIn(folder)).map((file) => path.basename(file))).toEqual([name]);
    expect(await listed(store)).toEqual([name]);
    await store.remove(name);
    await store.remove(name);
    expect(await store.open(name)).toBeNull();
  });

  test('a source that breaks leaves nothing', async () => {
    const store = createFolderStore(folder);
    const source = new Readable({
      read() {
        this.push('half');
        this.destroy(new Error('line dead'));
      },
    });
    await expect(store.put(makeStoredName(), source)).rejects.toThrow('line dead');
    expect(await filesIn(folder)).toEqual([]);
  });

  test('a disk that is full leaves nothing', async () => {
    const store = createFolderStore(folder);
    const name = makeStoredName();
    await mkdir(path.join(folder, name.slice(0, 2)));
    // What is written there finds no space left on the device.
    await symlink('/dev/full', path.join(folder, name.slice(0, 2), `${name}.part`));
    await expect(store.put(name, Readable.from([PNG]))).rejects.toThrow('ENOSPC');
    expect(await store.open(name)).toBeNull();
    expect(await listed(store)).toEqual([]);
  });

  test.each(['../../etc/passwd', 'ab', '', 'ABCDEF0123', 'ab/../../x', 'abcd\0'])(
    'no name of a user is ever a place: %j',
    async (name) => {
      const store = createFolderStore(folder);
      await expect(store.open(name)).rejects.toThrow('not a stored name');
      await expect(store.put(name, Readable.from(['x']))).rejects.toThrow('not a stored name');
    },
  );
});

test('while the disk takes nothing, an upload is answered in words, and there is no row', async () => {
  await writeFile(path.join(folder, 'file'), '');
  // A folder below a file can't be made, whoever one is.
  const it = await openTestApp({ files: createFolderStore(path.join(folder, 'file', 'attachments')) });
  const company = await aCompany(it.db);
  const web = await listen(it.app.server);
  try {
    const tier1 = web.session();
    await tier1.signIn('tier1');
    const fields = { _csrf: await tier1.token() };
    const big = { name: '截图.txt', content: 'x'.repeat(1_000_000) };
    const answer = await tier1.send('/attachments', { method: 'POST', ...multipart(fields, [big]) });
    expect(answer.status).toBe(503);
    expect(answer.page.querySelector('.g-err')?.text).toContain('“截图.txt”没能保存');

    // The note waits for it: nothing is written that says less than was meant.
    const number = await aTicket(it.db, company);
    const note = multipart({ ...fields, version: 1, remark: '见附件' }, [big]);
    const refused = await tier1.send(`/tickets/${number}/note`, { method: 'POST', ...note });
    expect(refused.status).toBe(422);
    expect(refused.page.querySelector('textarea[name=remark]')?.text.trim()).toBe('见附件');
    expect(await it.db('attachments').select('id')).toEqual([]);
    expect(await it.db('ticket_events').where('type', 'ticket_noted').select('id')).toEqual([]);
  } finally {
    await web.close();
    await it.close();
  }
});

describe('the sweep', () => {
  let it: TestApp;
  let company: Company;
  const HOUR = 3_600_000;

  beforeAll(async () => {
    it = await openTestApp();
    company = await aCompany(it.db);
  });
  afterAll(() => it.close());

  /** A file that was stored some hours ago; with a row or without. */
  async function aFile(age: number, row: 'unsent' | 'sent' | null): Promise<string> {
    const store = createFolderStore(it.folder);
    const name = makeStoredName();
    await store.put(name, Readable.from([PNG]));
    const at = new Date(Date.now() - age * HOUR);
    await utimes(path.join(it.folder, name.slice(0, 2), name), at, at);
    if (row === null) return name;
    const number = row === 'sent' ? await aTicket(it.db, company) : null;
    const event = number
      ? ((await it
          .db('ticket_events as e')
          .join('tickets as t', 't.id', 'e.ticket_id')
          .where('t.number', number)
          .first('e.id', 'e.ticket_id')) as { id: number; ticket_id: number })
      : null;
    await it.db('attachments').insert({
      ...{ uploader_id: company.people.tier1, original_name: 'a.png', stored_name: name },
      ...{ content_type: 'image/png', size_bytes: PNG.length, sha256: '', created_at: at },
      ...{ ticket_id: event?.ticket_id ?? null, event_id: event?.id ?? null },
    });
    return name;
  }

  const sweep = async () =>
    sweepAttachments({ ...(await asPerson(it.db, company, 'tier1')), files: createFolderStore(it.folder) });
  const left = async () => ({
    files: (await filesIn(it.folder)).map((file) => path.basename(file)).sort(),
    rows: ((await it.db('attachments').select('stored_name')) as { stored_name: string }[])
      .map((row) => row.stored_name)
      .sort(),
  });

  test('takes what was never sent for a day, and what no row speaks of; in several processes at once', async () => {
    const sent = await aFile(1000, 'sent');
    const fresh = await aFile(23, 'unsent');
    const underWay = await aFile(23, null);
    for (let more = 0; more < 3; more += 1) {
      await aFile(25, 'unsent');
      await aFile(25, null);
    }
    const half = path.join(
      it.folder,
      sent.slice(0, 2),
      `${makeStoredName().replace(/^../, sent.slice(0, 2))}.part`,
    );
    await writeFile(half, 'half');
    await utimes(half, new Date(0), new Date(0));
    // Somebody is just sending one that is due: it is passed over.
    const claimed = await aFile(25, 'unsent');
    const trx = await it.db.transaction();
    await trx('attachments').where('stored_name', claimed).forUpdate().select('id');

    const runs = await Promise.all([sweep(), sweep(), sweep()]);
    expect(runs.reduce((sum, run) => sum + (run['forgotten'] ?? 0), 0)).toBe(3);
    await trx.rollback();
    expect(await left()).toEqual({
      files: [sent, fresh, underWay, claimed].sort(),
      rows: [sent, fresh, claimed].sort(),
    });
    expect(await sweep()).toEqual({ forgotten: 1, strays: 0 });
  });

  test('the files of another database are left alone', async () => {
    const before = await left();
    const strangers = await Promise.all(Array.from({ length: 25 }, () => aFile(25, null)));
    expect(await sweep()).toEqual({ forgotten: 0, strays: 0 });
    expect((await left()).files).toEqual([...before.files, ...strangers].sort());
    for (const name of strangers)
      expect((await readFile(path.join(it.folder, name.slice(0, 2), name))).length).toBe(PNG.length);
  });
});
