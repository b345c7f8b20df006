import { crc32, deflateRawSync } from 'node:zlib';

/** What a zip file may say of itself, true or not. */
export interface ZipClaims {
  readonly flags?: number;
  readonly size?: number;
  readonly checksum?: number;
}

/** A zip file of texts and bytes by their names. */
export function zipOf(files: Readonly<Record<string, string | Buffer>>, claims: ZipClaims = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let start = 0;
  for (const [name, content] of Object.entries(files)) {
    const { local, central } = entryOf(name, Buffer.from(content), start, claims);
    parts.push(local);
    directory.push(central);
    start += local.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(start, 16);
  return Buffer.concat([...parts, entries, end]);
}

function entryOf(name: string, content: Buffer, start: number, claims: ZipClaims) {
  const packed = deflateRawSync(content);
  const title = Buffer.from(name);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(claims.flags ?? 0, 2);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(claims.checksum ?? crc32(content), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(claims.size ?? content.length, 18);
  common.writeUInt16LE(title.length, 22);
  const place = Buffer.alloc(14);
  place.writeUInt32LE(start, 10);
  const marked = (mark: number, ...rest: Buffer[]): Buffer => {
    const head = Buffer.alloc(4);
    head.writeUInt32LE(mark, 0);
    return Buffer.concat([head, ...rest]);
  };
  return {
    local: marked(0x04034b50, common, title, packed),
    central: marked(0x02014b50, Buffer.from([20, 0]), common, place, title),
  };
}
