/** The addresses of files that are made of tickets (spec 06): see paths.ts. */
export const exportPaths = {
  list: '/exports',
  file: { pattern: '/exports/:id/file', to: (id: number) => `/exports/${id}/file` },
  cancel: { pattern: '/exports/:id/cancel', to: (id: number) => `/exports/${id}/cancel` },
  /** The workbook that selected tickets are closed with. */
  closing: '/tickets/bulk/close/sheet',
  /** The workbook that tickets of a category are written into; without one, the page to choose it. */
  template: '/imports/template',
} as const;
