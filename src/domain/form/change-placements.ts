import { CALLER_KEYS } from './built-in-fields.ts';
import { arrange, isAlwaysRequired, isOwn, isRequiredBySystem, type Placement } from './placement.ts';

/** So many fields in one form: what still can be filled in, and drawn. */
export const PLACEMENT_LIMIT = 200;

/** One step of editing a template (spec 02). Positions count among those below the category. */
export type PlacementChange =
  | { readonly kind: 'add'; readonly field: string; readonly at?: number }
  | { readonly kind: 'move'; readonly field: string; readonly to: number }
  | { readonly kind: 'step'; readonly field: string; readonly by: -1 | 1 }
  | { readonly kind: 'remove'; readonly field: string }
  | { readonly kind: 'override'; readonly field: string; readonly overrides: Overrides }
  | { readonly kind: 'replace'; readonly placements: readonly Placement[] };

/** What the template's editor sets; what is left out is as the field's definition says. */
export type Overrides = Pick<Placement, 'required' | 'help' | 'default' | 'width' | 'visibleWhen'>;

/** The placements after a step; the same where it can't be done: a field twice, one that has to stay. */
export function changePlacements(before: readonly Placement[], change: PlacementChange): Placement[] {
  const placements = arrange(before);
  const from = placements.findIndex(({ field }) => 'field' in change && field === change.field);
  const found = placements[from];
  switch (change.kind) {
    case 'replace':
      return arrange(change.placements);
    case 'add':
      if (found || placements.length >= PLACEMENT_LIMIT) return placements;
      return arrange(inserted(placements, { field: change.field }, change.at ?? Number.MAX_SAFE_INTEGER));
    case 'remove':
      return isRequiredBySystem(change.field) ? placements : placements.filter((each) => each !== found);
    case 'move':
      if (!found || isFixed(found)) return placements;
      return inserted(
        placements.filter((each) => each !== found),
        found,
        change.to,
      );
    case 'step':
      if (!found || isFixed(found)) return placements;
      return inserted(
        placements.filter((each) => each !== found),
        found,
        Math.max(from - fixedIn(placements) + change.by, 0),
      );
    case 'override':
      return placements.map((each) => (each === found ? overridden(each, change.overrides) : each));
  }
}

/** Whether it stands above the category, where nothing moves. */
export function isFixed({ field }: Placement): boolean {
  return CALLER_KEYS.includes(field);
}

function fixedIn(placements: readonly Placement[]): number {
  return placements.filter(isFixed).length;
}

function inserted(placements: readonly Placement[], one: Placement, at: number): Placement[] {
  const index = Math.min(fixedIn(placements) + at, placements.length);
  return [...placements.slice(0, index), one, ...placements.slice(index)];
}

function overridden(before: Placement, overrides: Overrides): Placement {
  const { field, minLength, maxLength, placeholder } = before;
  const { required, visibleWhen, ...others } = overrides;
  return {
    field,
    ...(minLength !== undefined && { minLength }),
    ...(maxLength !== undefined && { maxLength }),
    ...(placeholder !== undefined && { placeholder }),
    ...others,
    ...(required !== undefined && !isAlwaysRequired(field) && { required }),
    ...(visibleWhen && !isOwn(field) && { visibleWhen }),
  };
}
