import type { Readable } from 'node:stream';

/**
 * Where the bytes of attachments are, apart from what is known about them (spec 01, 10). A folder today; anything else
 * that can do these four may stand behind it. Names are made by `makeStoredName`, never by users.
 */
export interface FileStore {
  /** Takes all of it or nothing: when this has resolved, the file is there and survives a power cut. */
  readonly put: (name: string, content: Readable) => Promise<void>;
  /** Null when there is no such file. */
  readonly open: (name: string) => Promise<Readable | null>;
  /** It is fine when there is no such file. */
  readonly remove: (name: string) => Promise<void>;
  /** Everything there is, leftovers of broken writes included. */
  readonly list: () => AsyncIterable<StoredFile>;
}

export interface StoredFile {
  readonly name: string;
  readonly modifiedAt: Date;
}
