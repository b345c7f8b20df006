import { inflateRawSync } from 'node:zlib';

export interface Archive {
  readonly state: 'sound' | 'encrypted' | 'too_heavy' | 'not_read';
  /** Of the files in it. */
  readonly names: readonly string[];
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;

/**
 * Looks through a zip file before anyone unpacks it. What it says about its sizes may be a lie, so every entry is
 * unpacked here with a limit, and thrown away.
 */
export function openArchive(content: Buffer, maxUnpacked: number): Archive {
  try {
    return examine(content, maxUnpacked);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    return { state: code === 'ERR_BUFFER_TOO_LARGE' ? 'too_heavy' : 'not_read', names: [] };
  }
}

function examine(content: Buffer, maxUnpacked: number): Archive {
  const names: string[] = [];
  let unpacked = 0;
  const end = content.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || content.readUInt32LE(end) !== END) return { state: 'not_read', names };
  const count = content.readUInt16LE(end + 10);
  let at = content.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (content.readUInt32LE(at) !== ENTRY) return { state: 'not_read', names };
    if ((content.readUInt16LE(at + 8) & 1) === 1) return { state: 'encrypted', names };
    const method = content.readUInt16LE(at + 10);
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => content.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const start = content.readUInt32LE(at + 42);
    const data = start + 30 + content.readUInt16LE(start + 26) + content.readUInt16LE(start + 28);
    const packed = content.subarray(data, data + content.readUInt32LE(at + 20));
    if (method === DEFLATED)
      unpacked += inflateRawSync(packed, { maxOutputLength: Math.max(1, maxUnpacked - unpacked) }).length;
    else if (method === STORED) unpacked += packed.length;
    else return { state: 'not_read', names };
    if (unpacked > maxUnpacked) return { state: 'too_heavy', names };
    names.push(content.toString('utf8', at + 46, at + 46 + nameLength));
    at += 46 + nameLength + extra + comment;
  }
  return { state: 'sound', names };
}
