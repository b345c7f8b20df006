import type { Attribute, Catalogue } from '../../domain/conditions/catalogue.ts';
import type { OptionNode } from '../../domain/list/field-filter.ts';
import { initialsOf } from '../../domain/search/initials.ts';
import { matchCategories } from '../../domain/search/match-category.ts';

/** One value that an attribute may have, as pickers show it. */
export interface FoundOption {
  readonly value: string;
  readonly label: string;
  /** Names of what it hangs below, from the top. */
  readonly above: readonly string[];
  /** Kept only because something has it still. */
  readonly retired: boolean;
  readonly hasChildren: boolean;
}

/** All options of an attribute, parents before their children (spec 04). */
export function optionsOf({ options }: Attribute): FoundOption[] {
  return flatten(options ?? [], null);
}

/** What hangs below something that is out of use is so, too. */
function flatten(options: readonly OptionNode[], below: FoundOption | null): FoundOption[] {
  return options.flatMap((option) => {
    const found = present(option, below);
    return [found, ...flatten(option.children ?? [], found)];
  });
}

function present(option: OptionNode, below: FoundOption | null): FoundOption {
  return {
    value: option.value,
    label: option.label,
    above: below ? [...below.above, below.label] : [],
    retired: option.retired === true || below?.retired === true,
    hasChildren: (option.children ?? []).some(({ retired }) => retired !== true),
  };
}

/** The options whose names, those above them, or pinyin initials hold what was typed; the best first. */
export function findOptions(attribute: Attribute, typed: string, limit: number): FoundOption[] {
  const offered = optionsOf(attribute).filter(({ retired }) => !retired);
  const isLatin = /^[a-z0-9 ]+$/i.test(typed.normalize('NFKC').trim());
  const searchable = offered.map((option, id) => ({
    id,
    name: option.label,
    initials: isLatin ? initialsOf(option.label) : '',
    path: [...option.above, option.label],
  }));
  return matchCategories(searchable, typed, limit).flatMap(({ node }) => offered[node.id] ?? []);
}

/** One level of a tree of options: what hangs below one of them, or stands at the top. */
export interface OptionLevel {
  readonly options: readonly FoundOption[];
  /** The one that they hang below; null at the top. */
  readonly below: FoundOption | null;
  /** Where one level up is; null at the top. */
  readonly up: string | null;
}

/** The level below an option; the top where there is no such option. */
export function levelBelow(attribute: Attribute, at: string): OptionLevel {
  const trail = trailTo(attribute.options ?? [], at) ?? [];
  let below: FoundOption | null = null;
  for (const node of trail) below = present(node, below);
  const options = (trail.at(-1)?.children ?? attribute.options ?? []).map((node) => present(node, below));
  return {
    options: options.filter(({ retired }) => !retired),
    below,
    up: below ? (trail.at(-2)?.value ?? '') : null,
  };
}

function trailTo(options: readonly OptionNode[], at: string): OptionNode[] | null {
  for (const option of options) {
    if (option.value === at) return [option];
    const below = trailTo(option.children ?? [], at);
    if (below) return [option, ...below];
  }
  return null;
}

/** The same with nothing out of use. */
export function allInUse({ attributes }: Catalogue): Catalogue {
  return {
    attributes: attributes.map(({ retired: _retired, options, ...attribute }) => ({
      ...attribute,
      ...(options && { options: inUse(options) }),
    })),
  };
}

function inUse(options: readonly OptionNode[]): OptionNode[] {
  return options.map(({ value, label, children }) => ({
    ...{ value, label },
    ...(children && { children: inUse(children) }),
  }));
}
