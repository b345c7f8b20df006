import type { SheetRow } from '../domain/import/import-row.ts';
import { Invalid } from '../errors.ts';
import { openFile } from './open-file.ts';
import type { Answer, AnswerTo, Question } from './reader-messages.ts';
import { outlineSheets, soundRows } from './sound-rows.ts';
import type { SheetLimits } from './sheet-limits.ts';
import type { Workbook } from './workbook.ts';

/** The process that open-reader.ts starts: it answers one question after the other about the file it was handed. */

interface Asked {
  readonly limits: SheetLimits;
  readonly question: Question;
}

/** As the parent laid it out: 0–2 are the standard ones, 3 is the channel. */
const FILE_DESCRIPTOR = 4;

let workbook: Workbook | null = null;
let rows: AsyncIterator<SheetRow> | null = null;

async function answer({ limits, question }: Asked): Promise<AnswerTo<Question>> {
  workbook ??= await openFile(FILE_DESCRIPTOR, limits);
  switch (question.ask) {
    case 'outlines':
      return outlineSheets(workbook, limits, () => process.send?.('progress'));
    case 'rows':
      rows = soundRows(workbook, question, limits)[Symbol.asyncIterator]();
      return null;
    case 'batch':
      return takeBatch(question.size);
  }
}

async function takeBatch(size: number): Promise<SheetRow[]> {
  const batch: SheetRow[] = [];
  while (rows && batch.length < size) {
    const next = await rows.next();
    if (next.done === true) rows = null;
    else batch.push(next.value);
  }
  return batch;
}

async function reply(asked: Asked): Promise<void> {
  try {
    process.send?.({ ok: true, value: await answer(asked) } satisfies Answer);
  } catch (error) {
    const problem = error instanceof Invalid ? error.problems['file'] : undefined;
    if (!problem) throw error; // a fault of ours: the process ends, and whoever asked is told with what words
    process.send?.({ ok: false, code: problem.code, params: problem.params } satisfies Answer);
  }
}

process.on('message', (asked: Asked) => void reply(asked));
// Nobody is left to ask.
process.once('disconnect', () => process.exit());
