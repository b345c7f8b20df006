import { once } from 'node:events';
import { chmod, chown, cp, mkdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findBinaries } from '../../src/db/embedded/binaries.ts';
import { canReach, chooseAccount, isRoot, run } from '../../src/db/embedded/run-as.ts';
import {
  keep,
  patience,
  repository,
  start,
  startChild,
  storedNumbers,
  temporaryFolder,
  undoAll,
} from '../fixtures/embedded-postgres.ts';

const nobody = { name: 'nobody', uid: 65_534, gid: 65_534 };
const nobodyCanRunUs =
  isRoot() && (await canReach(repository, nobody)) && (await canReach(dirname(process.execPath), nobody));

afterEach(undoAll);

describe.runIf(isRoot())('embedded PostgreSQL, started by root', () => {
  it('runs the server as somebody else, also below a folder that only root may enter', async () => {
    const closed = join(await temporaryFolder(), 'home');
    await mkdir(closed, { mode: 0o700 });
    const dataDir = join(closed, 'data');
    const first = await start(dataDir);
    expect((await stat(`/proc/${first.pid}`)).uid).not.toBe(0);
    await keep(first.url, 3);
    process.kill(first.pid, 'SIGKILL');
    expect(await vi.waitFor(() => storedNumbers(first.url), patience)).toEqual([3]);
    await first.stop();
    expect(await storedNumbers((await start(dataDir)).url)).toEqual([3]);
  });

  it('copies programs without links, in a folder that only root may enter, to where they can be run', async () => {
    const folder = await temporaryFolder();
    await chmod(folder, 0o755);
    const account = await chooseAccount([]);
    const installed = await findBinaries({ account, dataDir: folder, log: () => undefined });
    const closed = join(folder, 'closed');
    await mkdir(closed, { mode: 0o700 });
    await cp(join(dirname(installed.postgres), '..', '..'), closed, {
      recursive: true,
      filter: (source) => !/\.a$|\/(share|postgresql)$/.test(source),
    });
    const links = JSON.parse(await readFile(join(closed, 'native', 'pg-symlinks.json'), 'utf8')) as {
      target: string;
    }[];
    for (const { target } of links) await rm(join(closed, target), { force: true });

    const log: string[] = [];
    const options = {
      account,
      dataDir: folder,
      packageFolder: closed,
      log: (message: string) => log.push(message),
    };
    const { postgres } = await findBinaries(options);
    expect(postgres.startsWith(join(folder, 'postgres-binaries-'))).toBe(true);
    expect(log.join('\n')).toContain("can't be run from there");
    expect((await run(postgres, ['--version'], { account, cwd: '/' })).output).toContain('PostgreSQL');
  });

  it.runIf(nobodyCanRunUs)('leaves a folder of an ordinary user usable for that user', async () => {
    const dataDir = await temporaryFolder();
    await chown(dataDir, nobody.uid, nobody.gid);
    const child = await startChild(dataDir, { uid: nobody.uid, gid: nobody.gid });
    expect((await stat(`/proc/${child.pid}`)).uid).toBe(nobody.uid);
    await keep(child.url, 4);
    child.process.stdin?.end();
    await once(child.process, 'exit');

    const asRoot = await start(dataDir);
    expect((await stat(`/proc/${asRoot.pid}`)).uid).toBe(nobody.uid);
    expect(await storedNumbers(asRoot.url)).toEqual([4]);
    await asRoot.stop();

    const again = await startChild(dataDir, { uid: nobody.uid, gid: nobody.gid });
    expect(await storedNumbers(again.url)).toEqual([4]);
  });

  it.runIf(nobodyCanRunUs)('tells an ordinary user that a folder is out of bounds', async () => {
    const dataDir = await temporaryFolder();
    await chmod(dataDir, 0o755);
    await expect(startChild(dataDir, { uid: nobody.uid, gid: nobody.gid })).rejects.toThrow('DATA_DIR');
  });
});
