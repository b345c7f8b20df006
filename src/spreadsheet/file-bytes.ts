import { fstatSync, readSync } from 'node:fs';
import { unreadable } from './workbook.ts';

/** The bytes of an open file, any of them at any time, and never all of them at once. */
export interface FileBytes {
  readonly size: number;
  /** @throws Invalid when the file ends before */
  readonly read: (at: number, length: number) => Buffer;
}

/** How the container of the old .xls begins, and of workbooks with a password. */
export const COMPOUND = Buffer.from([0xd0, 0xcf, 0x11, 0xe0]);

const CHUNK = 64 * 1024;

export function fileBytes(fd: number): FileBytes {
  const { size } = fstatSync(fd);
  const read = (at: number, length: number): Buffer => {
    if (at < 0 || length < 0 || at + length > size) throw unreadable('sheet_damaged');
    const buffer = Buffer.allocUnsafe(length);
    for (let done = 0; done < length;) {
      const count = readSync(fd, buffer, done, length - done, at + done);
      if (count === 0) throw unreadable('sheet_damaged');
      done += count;
    }
    return buffer;
  };
  return { size, read };
}

/** Piece after piece, from `at` to `end`. */
export function* chunksOf({ read }: FileBytes, at: number, end: number): Generator<Buffer> {
  for (let from = at; from < end; from += CHUNK) yield read(from, Math.min(CHUNK, end - from));
}
