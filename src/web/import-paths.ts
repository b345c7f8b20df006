/** The addresses of spreadsheets of tickets (spec 06, 11): see paths.ts. */

const one = (rest: string): { pattern: string; to: (id: number) => string } => ({
  pattern: `/imports/:id${rest}`,
  to: (id) => `/imports/${id}${rest}`,
});

export const importPaths = {
  list: '/imports',
  new: '/imports/new',
  presets: {
    list: '/imports/presets',
    rename: {
      pattern: '/imports/presets/:id/rename',
      to: (id: number) => `/imports/presets/${id}/rename`,
    },
    remove: {
      pattern: '/imports/presets/:id/remove',
      to: (id: number) => `/imports/presets/${id}/remove`,
    },
  },
  /** Where it stands: what to do next, or how it came out. */
  show: one(''),
  map: one('/map'),
  check: one('/check'),
  /** What a text of the sheet means. */
  value: one('/value'),
  run: one('/run'),
  cancel: one('/cancel'),
  undo: one('/undo'),
  discard: one('/discard'),
  /** The tickets that it has made. */
  tickets: (id: number) => `/tickets?view=all&import=${id}`,
  /** The rows that were not imported, as they were, with the reasons. */
  failed: one('/failed.xlsx'),
  /** What was tidied on the way, and all of it as a workbook. */
  cleaning: one('/cleaning'),
  cleanings: one('/cleaning.xlsx'),
  /** The figures of the file beside those of the system. */
  comparison: one('/comparison'),
} as const;
