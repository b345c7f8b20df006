import type { Translate } from '../../i18n.ts';
import { type PickView, presentPick } from './condition-value.view.ts';
import type { FoundOption, OptionLevel } from './find-options.ts';

export interface OptionsView {
  readonly options: readonly (PickView & { readonly branch: boolean })[];
  /** Where one gets back to from here; null at the top of the tree, and for what was searched. */
  readonly level: { readonly label: string; readonly up: string } | null;
  readonly more: number;
}

/** The list that opens below the input in which values are searched. */
export function presentOptions(
  found: readonly FoundOption[],
  level: OptionLevel | null,
  limit: number,
  t: Translate,
): OptionsView {
  return {
    options: found.slice(0, limit).map((option) => ({
      ...presentPick(option, false, t),
      branch: level !== null && option.hasChildren,
    })),
    level: level?.below ? { label: level.below.label, up: level.up ?? '' } : null,
    more: Math.max(0, found.length - limit),
  };
}
