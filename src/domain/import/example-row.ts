/** The mark of the languages of the product: 【示例】 and [Example]. */
const MARKED = /^\s*(【示例】|\[Example\])/i;

/**
 * Whether a description is that of the example row of a template workbook (spec 06): whoever leaves it in the sheet does
 * not mean it.
 */
export function isExampleText(description: string): boolean {
  return MARKED.test(description);
}
