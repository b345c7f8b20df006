import { Readable } from 'node:stream';
import type { ActorCtx } from '../../context.ts';
import { Invalid } from '../../errors.ts';
import { SHEET_TYPES } from '../../spreadsheet/write-sheet.ts';
import { type ListRequest, readListAddress } from '../tickets/list-request.ts';
import {
  countMatching,
  countVisible,
  type ListRow,
  readAllRows,
  readRowsOf,
} from '../tickets/ticket-list.query.ts';
import { closingContent } from './closing-content.ts';
import type { ExportWish, Words } from './export-wish.ts';
import { listContent } from './list-content.ts';

/** Told after every some hundred rows how many there were; whoever throws here stops the export. */
export type Heard = (rows: number) => Promise<void>;

/**
 * The bytes of an export, made while they are read (spec 06), whether somebody waits for them or not. What the actor may
 * not read is not among them. Inside a transaction: its snapshot keeps a ticket that somebody touches meanwhile from
 * moving past the reader, or coming twice.
 */
export async function openContent(
  ctx: ActorCtx,
  wish: ExportWish,
  words: Words,
  heard?: Heard,
): Promise<Readable> {
  if (wish.kind === 'closing') {
    const tickets = wish.picks
      ? readRowsOf(ctx, wish.picks)
      : readAllRows(ctx, unfinished(requestOf(wish)), false);
    return Readable.from([await closingContent(ctx, counting(tickets, heard), words)]);
  }
  const rows = (withValues: boolean): AsyncIterable<ListRow[]> =>
    counting(readAllRows(ctx, requestOf(wish), withValues), heard);
  return listContent(ctx, wish, words, rows);
}

/** How many rows it would have by now. */
export async function countWished(ctx: ActorCtx, wish: ExportWish): Promise<number> {
  if (wish.kind === 'list') return countMatching(ctx, requestOf(wish));
  return wish.picks ? countVisible(ctx, wish.picks) : countMatching(ctx, unfinished(requestOf(wish)));
}

export function contentType(wish: ExportWish): string {
  return SHEET_TYPES[wish.kind === 'list' ? wish.format : 'xlsx'];
}

/** @throws Invalid when it is no list of ours */
function requestOf({ list }: ExportWish): ListRequest {
  const request = readListAddress(list);
  if (!request) throw new Invalid({ from: { code: 'unusable', params: { key: 'from' } } });
  return { ...request, cursor: null };
}

/** What is closed already needs no closing. */
function unfinished(request: ListRequest): ListRequest {
  return { ...request, status: request.status ?? 'open' };
}

async function* counting(pages: AsyncIterable<ListRow[]>, heard?: Heard): AsyncGenerator<ListRow[]> {
  let rows = 0;
  for await (const page of pages) {
    yield page;
    rows += page.length;
    await heard?.(rows);
  }
}
