import { z } from 'zod';
import { attributeIn, type Catalogue } from './catalogue.ts';
import { type Condition, type ConditionGroup, type Conditions, OPERATORS } from './language.ts';
import { type ConditionProblem, type ProblemPlace, problemAt } from './problem.ts';
import { readTestValue } from './read-value.ts';

/** Groups within groups, the outermost counted. */
export const DEPTH_MAX = 5;
export const TESTS_MAX = 100;

export type ConditionsReading =
  | { readonly ok: true; readonly conditions: Conditions }
  | { readonly ok: false; readonly problems: readonly ConditionProblem[] };

const Outside = z.object({ version: z.literal(1), root: z.unknown() });
const Node = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['all', 'any', 'none']), of: z.array(z.unknown()) }),
  z.object({ kind: z.literal('test'), field: z.string(), operator: z.string(), value: z.unknown() }),
]);
type TestNode = Extract<z.infer<typeof Node>, { kind: 'test' }>;

/** What is known while a tree is walked through; groups inside each other are counted, so that no tree is too deep. */
interface Walk {
  readonly catalogue: Catalogue;
  /** What was chosen while it was in use may stay. */
  readonly kept: ReadonlySet<string>;
  readonly problems: ConditionProblem[];
  tests: number;
  groups: number;
}

/**
 * Judges conditions that somebody wants to save (spec 04): the shape, then the meaning by what the installation has.
 * Values come back as they are stored: ids as numbers, phones in full, each value once. Whatever is handed in, the
 * answer is conditions or problems.
 * @param kept as they stand now: what they name may stay, although it is out of use since
 */
export function readConditions(
  raw: unknown,
  catalogue: Catalogue,
  kept: Conditions | null = null,
): ConditionsReading {
  const outside = Outside.safeParse(raw);
  if (!outside.success) return { ok: false, problems: [problemAt([], 'unreadable')] };
  const walk: Walk = { catalogue, kept: namedIn(kept), problems: [], tests: 0, groups: 0 };
  const root = readNode(outside.data.root, ['root'], 1, walk);
  if (root !== null && root.kind === 'test') walk.problems.push(problemAt(['root'], 'unreadable'));
  if (walk.problems.length > 0 || root === null || root.kind === 'test') {
    return { ok: false, problems: walk.problems };
  }
  return { ok: true, conditions: { version: 1, root } };
}

/** Each value with its attribute, and the attributes themselves. */
function namedIn(kept: Conditions | null): ReadonlySet<string> {
  const named = new Set<string>();
  const waiting: Condition[] = kept === null ? [] : [kept.root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.kind !== 'test') {
      waiting.push(...node.of);
      continue;
    }
    named.add(node.field);
    const values = Array.isArray(node.value) ? (node.value as readonly unknown[]) : [];
    for (const value of values) named.add(`${node.field} ${String(value)}`);
  }
  return named;
}

function readNode(raw: unknown, place: ProblemPlace, depth: number, walk: Walk): Condition | null {
  const node = Node.safeParse(raw);
  if (!node.success) return refuse(walk, problemAt(place, 'unreadable'));
  return node.data.kind === 'test'
    ? readTest(node.data, place, walk)
    : readGroup(node.data, place, depth, walk);
}

function readGroup(
  { kind, of }: { kind: ConditionGroup['kind']; of: readonly unknown[] },
  place: ProblemPlace,
  depth: number,
  walk: Walk,
): ConditionGroup | null {
  walk.groups += 1;
  if (depth > DEPTH_MAX) return refuse(walk, problemAt(place, 'too_deep', { max: DEPTH_MAX }));
  if (of.length > TESTS_MAX || walk.groups > TESTS_MAX) {
    return refuse(walk, problemAt(place, 'too_many_tests', { max: TESTS_MAX }));
  }
  const members = of.map((each, index) => readNode(each, [...place, 'of', index], depth + 1, walk));
  return { kind, of: members.filter((member) => member !== null) };
}

function readTest(node: TestNode, place: ProblemPlace, walk: Walk): Condition | null {
  walk.tests += 1;
  if (walk.tests > TESTS_MAX) {
    // Said once, however many there are.
    return walk.tests > TESTS_MAX + 1
      ? null
      : refuse(walk, problemAt(place, 'too_many_tests', { max: TESTS_MAX }));
  }
  const { field } = node;
  if (field === '') return refuse(walk, problemAt([...place, 'field'], 'no_attribute'));
  const attribute = attributeIn(walk.catalogue, field);
  if (!attribute) return refuse(walk, problemAt([...place, 'field'], 'unknown_attribute'));
  if (attribute.retired === true && !walk.kept.has(field)) {
    return refuse(walk, problemAt([...place, 'field'], 'retired_attribute', { label: attribute.label }));
  }
  const operator = OPERATORS.find((each) => each === node.operator);
  if (operator === undefined || !attribute.operators.includes(operator)) {
    return refuse(walk, problemAt([...place, 'operator'], 'unfit_operator', { label: attribute.label }));
  }
  const isKept = (value: string): boolean => walk.kept.has(`${field} ${value}`);
  const reading = readTestValue(node.value, attribute, operator, isKept);
  if (!reading.ok) return refuse(walk, problemAt([...place, 'value'], reading.code, reading.params));
  return { kind: 'test', field, operator, value: reading.value };
}

function refuse(walk: Walk, problem: ConditionProblem): null {
  walk.problems.push(problem);
  return null;
}
