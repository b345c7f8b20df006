/**
 * The columns of a bulk-close sheet (spec 06, "Bulk close by spreadsheet"): what says which ticket a row is, and what is
 * filled in to close it. The sheet that goes out and the reading of what comes back share this table.
 */
export interface ClosingColumn {
  readonly key: ClosingKey;
  /** Its heading, as a key of the locales; the sheet is read by the headings of both languages, in any order. */
  readonly label: string;
  /** To be filled in: the key is that of the close form's field. Everything else says what was exported. */
  readonly isInput: boolean;
  /** Without its heading the sheet can't be read. */
  readonly isNeeded: boolean;
}

export type ClosingKey =
  | 'number'
  | 'version'
  | 'title'
  | 'customer'
  | 'phone'
  | 'category'
  | 'status'
  | 'group'
  | 'handler'
  | 'created'
  | ClosingInput;

/** Those of the close form (spec 01). */
export const CLOSING_INPUTS = [
  'outcome',
  'unsolved_reason',
  'satisfaction',
  'comment',
  'overdue_reason',
  'callback_method',
] as const;
export type ClosingInput = (typeof CLOSING_INPUTS)[number];

/** In the order of the sheet. */
export const CLOSING_COLUMNS: readonly ClosingColumn[] = [
  told('number', 'ticket.column.number', true),
  told('version', 'export.closing.version', true),
  told('title', 'ticket.column.title'),
  told('customer', 'ticket.column.customer'),
  told('phone', 'ticket.field.phone'),
  told('category', 'ticket.column.category'),
  told('status', 'ticket.column.status'),
  told('group', 'ticket.form.target_group'),
  told('handler', 'ticket.form.target_person'),
  told('created', 'ticket.column.created'),
  input('outcome', 'ticket.form.outcome'),
  input('unsolved_reason', 'ticket.form.unsolved_reason'),
  input('satisfaction', 'ticket.form.satisfaction'),
  input('comment', 'ticket.form.close_comment'),
  input('overdue_reason', 'ticket.form.overdue_reason'),
  input('callback_method', 'ticket.form.callback_method'),
];

function told(key: Exclude<ClosingKey, ClosingInput>, label: string, isNeeded = false): ClosingColumn {
  return { key, label, isInput: false, isNeeded };
}

function input(key: ClosingInput, label: string): ClosingColumn {
  return { key, label, isInput: true, isNeeded: key === 'outcome' };
}
