import { CLOSING_COLUMNS } from '../../domain/import/closing-columns.ts';
import { missingColumns, placeClosingColumns } from '../../domain/import/read-closing.ts';
import { LANGUAGES, translator, type Translate } from '../../i18n.ts';

export interface ClosingColumnsView {
  /** By the place of the column: what it is for, in words. */
  readonly roles: readonly { readonly word: string; readonly isOut: boolean }[];
  /** Which headings the sheet can't do without; null where it has them. */
  readonly missing: string | null;
}

/** How a closing sheet is read: by its headings, so there is nothing to choose (spec 06, "Bulk close by spreadsheet"). */
export function presentClosingColumns(headings: readonly string[], t: Translate): ClosingColumnsView {
  const places = placeClosingColumns(headings, (label) =>
    LANGUAGES.map((language) => translator(language)(label)),
  );
  const keys = new Map([...places].map(([key, index]) => [index, key]));
  const missing = missingColumns(places).map(({ label }) => t('import.quoted', { text: t(label) }));
  return {
    roles: headings.map((_heading, index) => {
      const column = CLOSING_COLUMNS.find(({ key }) => key === keys.get(index));
      if (!column) return { word: t('import.left_out'), isOut: true };
      if (column.isInput) return { word: t('import.closing_role.input'), isOut: false };
      return column.isNeeded
        ? { word: t('import.closing_role.ticket'), isOut: false }
        : { word: t('import.closing_role.told'), isOut: true };
    }),
    missing:
      missing.length === 0
        ? null
        : t('import.closing_missing', { columns: missing.join(t('form.list_separator')) }),
  };
}
