import type { OptionNode } from '../list/field-filter.ts';
import type { AttributeKind } from './attributes.ts';
import type { Operator } from './language.ts';

export { type AttributeKind, operatorsOf } from './attributes.ts';

/** Something that conditions can look at, as the installation has it: with what can be chosen (spec 04). */
export interface Attribute {
  /** As tests name it: `category`, or `f.<key>` for a custom field. */
  readonly key: string;
  readonly kind: AttributeKind;
  /** In the reader's language. */
  readonly label: string;
  readonly operators: readonly Operator[];
  /** What can be chosen, retired ones too; ids as texts. Absent where anything can be typed. */
  readonly options?: readonly OptionNode[];
  readonly unit?: string;
  /** Its field is not in use any more: still told of, no longer offered. */
  readonly retired?: true;
}

export interface Catalogue {
  readonly attributes: readonly Attribute[];
}

/** The attribute that a test names; undefined where there is none. */
export function attributeIn({ attributes }: Catalogue, key: string): Attribute | undefined {
  return attributes.find((attribute) => attribute.key === key);
}

/** An option wherever it stands in its tree, with the labels from the top; it is retired if anything above it is. */
export function optionIn(
  options: readonly OptionNode[],
  wanted: string,
): { readonly path: readonly string[]; readonly retired: boolean } | undefined {
  for (const { value, label, retired = false, children = [] } of options) {
    if (value === wanted) return { path: [label], retired };
    const below = optionIn(children, wanted);
    if (below) return { path: [label, ...below.path], retired: retired || below.retired };
  }
  return undefined;
}
