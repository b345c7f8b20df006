import type { ImportWords, Named } from '../../domain/category/plan-import.ts';
import { type ColumnNames, IMPORT_COLUMNS, type ImportColumn } from '../../domain/category/read-import.ts';
import { MAX_DEPTH } from '../../domain/category/tree.ts';
import { PRIORITIES } from '../../domain/ticket/status.ts';
import { LANGUAGES, translator } from '../../i18n.ts';

/** The words of the spreadsheet of categories: it is written in one language, and read in any. */

const translators = LANGUAGES.map(translator);
const inAll = (key: string, params?: Record<string, unknown>): string[] =>
  translators.map((t) => t(key, params));

export const levels = Array.from({ length: MAX_DEPTH }, (_each, at) => at + 1);

export function columnNames(): ColumnNames {
  const attributes = IMPORT_COLUMNS.map((column) => [column, inAll(`config.category.column.${column}`)]);
  return {
    levels: levels.map((level) => inAll(`config.category.column.level_${level}`)),
    attributes: Object.fromEntries(attributes) as Record<ImportColumn, string[]>,
  };
}

export function importWords(known: { templates: readonly Named[]; groups: readonly Named[] }): ImportWords {
  return {
    ...known,
    priorities: new Map(
      PRIORITIES.flatMap((priority) =>
        inAll(`ticket.priority.${priority}`).map((word) => [word.toLowerCase(), priority]),
      ),
    ),
    yes: [...inAll('form.yes').map((word) => word.toLowerCase()), 'true', '1', 'y'],
    no: [...inAll('form.no').map((word) => word.toLowerCase()), 'false', '0', 'n'],
  };
}
