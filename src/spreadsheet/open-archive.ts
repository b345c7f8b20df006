import { pipeline, Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { chunksOf, type FileBytes } from './file-bytes.ts';
import type { SheetLimits } from './sheet-limits.ts';
import { unreadable } from './workbook.ts';

/** A zip file whose parts are read one at a time, piece by piece. */
export interface Archive {
  /** Of its parts, in small letters and with slashes: as writers of workbooks differ in these. */
  readonly names: ReadonlySet<string>;
  /** The text of a part. @throws Invalid when it is damaged, or unpacks to more than the limits allow */
  readonly text: (name: string) => AsyncIterable<string>;
}

interface Entry {
  readonly method: number;
  readonly encrypted: boolean;
  readonly checksum: number;
  readonly packed: number;
  readonly start: number;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;
const MEGABYTE = 1024 * 1024;
/** Parts that stay below this are not asked how well they were packed. */
const SMALL = 8 * MEGABYTE;

/**
 * Reads the directory of a zip file; what it says of sizes is not believed: the parts are measured while they unpack.
 * @throws Invalid when it is cut off, or has too many parts
 */
export function openArchive(file: FileBytes, limits: SheetLimits): Archive {
  const entries = readDirectory(file, limits.entries);
  async function* text(name: string): AsyncGenerator<string> {
    const entry = entries.get(name);
    if (!entry) throw unreadable('sheet_damaged');
    const decoder = new TextDecoder();
    let size = 0;
    let checksum = 0;
    for await (const chunk of unpack(file, entry)) {
      size += chunk.length;
      const isBomb = size > SMALL && size > entry.packed * limits.ratio;
      if (isBomb || size > limits.unpackedMegabytes * MEGABYTE) throw unreadable('sheet_too_heavy');
      checksum = crc32(chunk, checksum);
      yield decoder.decode(chunk, { stream: true });
    }
    if (entry.checksum !== 0 && checksum !== entry.checksum) throw unreadable('sheet_damaged');
    yield decoder.decode();
  }
  return { names: new Set(entries.keys()), text };
}

async function* unpack(file: FileBytes, entry: Entry): AsyncGenerator<Buffer> {
  if (entry.encrypted) throw unreadable('sheet_encrypted');
  if (entry.packed === 0) return;
  const header = file.read(entry.start, 30);
  if (header.readUInt32LE(0) !== LOCAL) throw unreadable('sheet_damaged');
  const start = entry.start + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const packed = chunksOf(file, start, start + entry.packed);
  try {
    yield* entry.method === DEFLATED ? inflated(packed) : packed;
  } catch (error) {
    // zlib's words are about bits, and in English.
    if (error instanceof Error && 'code' in error && /^(Z_|ERR_)/.test(String(error.code)))
      throw unreadable('sheet_damaged');
    throw error;
  }
}

function inflated(packed: Iterable<Buffer>): AsyncIterable<Buffer> {
  // What fails in the pipeline fails in its last stream, which is read.
  return pipeline(Readable.from(packed), createInflateRaw({ chunkSize: 64 * 1024 }), () => undefined);
}

function readDirectory(file: FileBytes, most: number): Map<string, Entry> {
  const { count, start, size } = findDirectory(file);
  if (count > most) throw unreadable('sheet_too_heavy');
  const directory = file.read(start, size);
  const entries = new Map<string, Entry>();
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > size || directory.readUInt32LE(at) !== ENTRY) throw unreadable('sheet_damaged');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      directory.readUInt16LE(at + offset),
    ) as [number, number, number];
    const nameEnd = at + 46 + nameLength;
    const name = directory.toString('utf8', at + 46, nameEnd);
    const method = directory.readUInt16LE(at + 10);
    if (method !== STORED && method !== DEFLATED && !name.endsWith('/')) throw unreadable('sheet_not_read');
    const [packed, begin] = longSizes(directory, at, directory.subarray(nameEnd, nameEnd + extraLength));
    entries.set(name.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase(), {
      method,
      encrypted: (directory.readUInt16LE(at + 8) & 1) === 1,
      checksum: directory.readUInt32LE(at + 16),
      packed,
      start: begin,
    });
    at = nameEnd + extraLength + commentLength;
  }
  return entries;
}

/** The last record of a zip file, with a comment of any length behind it. */
function findDirectory(file: FileBytes): { count: number; start: number; size: number } {
  const length = Math.min(file.size, 22 + 0xffff);
  const offset = file.size - length;
  const tail = file.read(offset, length);
  const at = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (at < 0 || at + 22 > length || tail.readUInt32LE(at) !== END) throw unreadable('sheet_damaged');
  const found = {
    count: tail.readUInt16LE(at + 10),
    size: tail.readUInt32LE(at + 12),
    start: tail.readUInt32LE(at + 16),
  };
  const isLong = found.count === 0xffff || found.size === 0xffffffff || found.start === 0xffffffff;
  return isLong && at + offset >= 20 ? findLongDirectory(file, offset + at - 20) : found;
}

function findLongDirectory(file: FileBytes, at: number): { count: number; start: number; size: number } {
  const locator = file.read(at, 20);
  if (locator.readUInt32LE(0) !== LOCATOR_64) throw unreadable('sheet_damaged');
  const record = file.read(Number(locator.readBigUInt64LE(8)), 56);
  if (record.readUInt32LE(0) !== END_64) throw unreadable('sheet_damaged');
  const [count, size, start] = [32, 40, 48].map((offset) => Number(record.readBigUInt64LE(offset))) as [
    number,
    number,
    number,
  ];
  return { count, size, start };
}

/** Packed size and start of an entry; sizes beyond 32 bits, and those of cautious writers, stand in an extra field. */
function longSizes(directory: Buffer, at: number, extra: Buffer): [packed: number, start: number] {
  const short = [24, 20, 42].map((offset) => directory.readUInt32LE(at + offset));
  if (!short.includes(0xffffffff)) return [short[1] ?? 0, short[2] ?? 0];
  for (let from = 0; from + 4 <= extra.length; from += 4 + extra.readUInt16LE(from + 2)) {
    if (extra.readUInt16LE(from) !== 1) continue;
    let next = from + 4;
    const sizes = short.map((size) => {
      if (size !== 0xffffffff) return size;
      if (next + 8 > extra.length) throw unreadable('sheet_damaged');
      next += 8;
      return Number(extra.readBigUInt64LE(next - 8));
    });
    return [sizes[1] ?? 0, sizes[2] ?? 0];
  }
  throw unreadable('sheet_damaged');
}
