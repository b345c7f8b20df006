import { pino } from 'pino';
import { connect } from '../../src/db/connection.ts';
import { workOffExports } from '../../src/features/exports/work-off-exports.ts';
import { createFolderStore } from '../../src/storage/folder-store.ts';

/** A process of its own that makes the exports of a database, to be killed: `work-off-exports.ts URL FOLDER`. */

const [url = '', folder = ''] = process.argv.slice(2);
const db = connect(url);
await workOffExports({
  db,
  files: createFolderStore(folder),
  now: () => new Date(),
  log: pino({ level: 'silent' }),
  zone: 'Asia/Shanghai',
  sourceIp: null,
});
await db.destroy();
