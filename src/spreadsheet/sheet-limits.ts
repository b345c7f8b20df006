/** What a file may hold: beyond that it is refused, with a sentence that says so (spec 06). */
export interface SheetLimits {
  readonly megabytes: number;
  /** Of one sheet, those that are not empty; below its headings when these are known. */
  readonly rows: number;
  readonly columns: number;
  /** In characters. */
  readonly cellLength: number;
  /** Of each part of a workbook that is read, unpacked. */
  readonly unpackedMegabytes: number;
  /** Files inside of a workbook. */
  readonly entries: number;
  /** How many times smaller packing may make a part; asked of parts that unpack to more than some megabytes. */
  readonly ratio: number;
  /** Of the process that reads. */
  readonly heapMegabytes: number;
}

/** Tickets: as much as supervisors have. A cell holds what Excel lets it hold. */
export const IMPORT_LIMITS: SheetLimits = {
  megabytes: 50,
  rows: 100_000,
  columns: 200,
  cellLength: 32_767,
  unpackedMegabytes: 600,
  entries: 10_000,
  ratio: 250,
  heapMegabytes: 512,
};

/** Categories, users and the like, which are read at once and shown as a whole. */
export const SHEET_LIMITS: SheetLimits = {
  megabytes: 5,
  rows: 10_000,
  columns: 50,
  cellLength: 2000,
  unpackedMegabytes: 100,
  entries: 1000,
  ratio: 250,
  heapMegabytes: 256,
};

/**
 * How long the process that reads may work without a sign of progress, and on one answer. Of an old .xls there is no
 * such sign until all of it is read, by a library that broken ones keep busy for ever: nobody waits long for those.
 */
export const READER_LIMITS = { silentMs: 60_000, silentOldMs: 20_000, answerMs: 300_000 } as const;
