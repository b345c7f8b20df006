import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeSheet } from '../../../src/spreadsheet/write-sheet.ts';
import { writeWorkbook } from '../../../src/spreadsheet/write-workbook.ts';

/** What is written opens in LibreOffice without a word, where that is installed. */

const run = promisify(execFile);
const office = ['soffice', 'libreoffice']
  .flatMap((name) => (process.env['PATH'] ?? '').split(':').map((folder) => path.join(folder, name)))
  .find((file) => existsSync(file));

describe.skipIf(office === undefined)('LibreOffice (skipped where soffice is not installed)', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'gongdan-office-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** The first sheet as LibreOffice reads it; a file that it has to repair is not converted. */
  async function asText(content: Buffer): Promise<string> {
    await writeFile(path.join(folder, 'a.xlsx'), content);
    const profile = `-env:UserInstallation=file://${folder}/profile`;
    const output = ['--convert-to', 'csv:Text - txt - csv (StarCalc):44,34,76', '--outdir', folder];
    await run(office ?? '', [profile, '--headless', ...output, path.join(folder, 'a.xlsx')], {
      timeout: 100_000,
    });
    return readFile(path.join(folder, 'a.csv'), 'utf8');
  }

  test('a list', async () => {
    const rows = [['=1+1', -73.98, { moment: '2026-11-22T09:30' }] as const];
    const columns = [{ header: '标题' }, { header: '经度' }, { header: '创建', format: 'datetime' as const }];
    const text = await asText(await buffer(writeSheet({ name: '工单', columns, rows }, 'xlsx')));
    expect(text.trim().split('\n')).toEqual(['标题,经度,创建', '=1+1,-73.98,2026-11-22 09:30']);
  });

  test('a workbook to fill in', async () => {
    const choices = { labels: ['已解决', '未解决'], isOpen: false, hint: '请选择' };
    const content = await writeWorkbook({
      sheets: [
        {
          name: '待关闭工单',
          columns: [
            { header: '编号', width: 12, tone: 'told', format: 'text' },
            { header: '是否解决', width: 12, tone: 'required', choices },
          ],
          rows: [['GD261122-0001', null]],
          blankRows: 3,
        },
        { name: '填写说明', columns: [{ header: '列', width: 20 }], rows: [['是否解决']] },
      ],
      listsName: '选项',
    });
    expect((await asText(content)).trim().split('\n').slice(0, 2)).toEqual([
      '编号,是否解决',
      'GD261122-0001,',
    ]);
  });
});
