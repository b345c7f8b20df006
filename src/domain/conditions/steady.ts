import type { Catalogue } from './catalogue.ts';
import type { Condition, Conditions, Operator } from './language.ts';

/** What changes with the clock alone; a moment is compared with a day, not with now. */
const BY_CLOCK: ReadonlySet<string> = new Set(['working_hours']);
const OF_NOW: ReadonlySet<Operator> = new Set(['within', 'older_than']);
/** What follows from the time that is measured, and so can't decide by what it is measured. */
const BY_TIME = /^sla(_|$)/;

/** What conditions may look at where nothing but a change of the ticket may change their answer (spec 05). */
export function steadyCatalogue({ attributes }: Catalogue): Catalogue {
  return {
    attributes: attributes
      .filter(({ key, kind }) => !BY_TIME.test(key) && !BY_CLOCK.has(kind))
      .map((attribute) => ({
        ...attribute,
        operators: attribute.operators.filter((operator) => !OF_NOW.has(operator)),
      })),
  };
}

/** The place of the first test whose answer changes by itself; null where there is none. */
export function findUnsteady(
  { root }: Conditions,
  catalogue: Catalogue,
): { readonly path: readonly (string | number)[]; readonly label: string } | null {
  const steady = new Map(steadyCatalogue(catalogue).attributes.map((each) => [each.key, each]));
  const labels = new Map(catalogue.attributes.map(({ key, label }) => [key, label]));
  const visit = (node: Condition, path: readonly (string | number)[]): ReturnType<typeof findUnsteady> => {
    if (node.kind === 'test') {
      const isSteady = steady.get(node.field)?.operators.includes(node.operator) === true;
      return isSteady ? null : { path: [...path, 'field'], label: labels.get(node.field) ?? node.field };
    }
    for (const [at, each] of node.of.entries()) {
      const found = visit(each, [...path, 'of', at]);
      if (found) return found;
    }
    return null;
  };
  return visit(root, ['root']);
}
