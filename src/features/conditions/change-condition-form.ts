import { DEPTH_MAX, TESTS_MAX } from '../../domain/conditions/read-conditions.ts';
import type { RawForm } from '../../domain/form/parse-form.ts';
import { answersIn } from '../../domain/form/raw-form.ts';
import {
  countTests,
  isRawGroup,
  levelsIn,
  type RawCondition,
  type RawConditions,
  type RawGroup,
  readConditionForm,
} from './condition-form.ts';

/** What a button of the builder does with the place that it names. */
const STEPS = [
  'add',
  'add_group',
  'remove',
  'up',
  'down',
  'nest',
  'lift',
  /** Chooses another attribute; `choose` shows what belongs to the one that was chosen. */
  'ask',
  'choose',
  'find',
] as const;
type Step = (typeof STEPS)[number];

/** The form after a step. */
export interface ChangedForm {
  readonly raw: RawConditions;
  /** The place that the eyes go to next, e.g. `c.0.1`, and what was typed there to find values. */
  readonly at: string;
  readonly step: Step;
  readonly find: string;
}

type Place = readonly number[];
const NEW_TEST: RawCondition = { kind: 'test', field: '', operator: '', value: null };

/**
 * What a step of the builder makes of its form (spec 04): rows are added, removed, moved and nested by buttons that send
 * `_step`, with and without a script. Editors ask it first and show the form again where it answers; null where no step
 * was sent, and the form is to be saved.
 * @throws Invalid where no browser can have sent it
 */
export function changeConditionForm(body: RawForm, prefix = 'c'): ChangedForm | null {
  const sent = answersIn(body['_step'])[0];
  const [name, at = ''] = sent?.split(':') ?? [];
  const step = STEPS.find((each) => each === name);
  if (!step || (at !== prefix && !at.startsWith(`${prefix}.`))) return null;
  const { root } = readConditionForm(body, prefix);
  const place = at.split('.').slice(1).map(Number);
  const changed = mayBe(step, root, place) ? take(root, place, step) : { root, place };
  return {
    raw: { version: 1, root: changed.root },
    at: [prefix, ...changed.place].join('.'),
    step,
    find: step === 'find' ? (answersIn(body[`${at}.find`])[0] ?? '').slice(0, 100) : '',
  };
}

/** Whether there is such a place, and room for what the step adds. */
function mayBe(step: Step, root: RawGroup, place: Place): boolean {
  const node = nodeAt(root, place);
  if (!node) return false;
  if (step === 'nest') return place.length + 1 + levelsIn(node) <= DEPTH_MAX;
  if (step === 'add_group' && place.length + 2 > DEPTH_MAX) return false;
  return !step.startsWith('add') || countTests(root) < TESTS_MAX;
}

interface Changed {
  readonly root: RawGroup;
  readonly place: Place;
}

function take(root: RawGroup, place: Place, step: Step): Changed {
  const [above, index] = [place.slice(0, -1), place.at(-1)];
  switch (step) {
    case 'add':
      return append(root, place, NEW_TEST);
    case 'add_group':
      return append(root, place, { kind: 'any', of: [NEW_TEST] });
    case 'ask':
      return { root: change(root, place, () => [NEW_TEST]), place };
    case 'choose':
    case 'find':
      return { root, place };
    default:
      return index === undefined ? { root, place } : rearrange(root, above, index, step);
  }
}

/** What a step does to the row `index` of the group at a place. */
function rearrange(root: RawGroup, above: Place, index: number, step: Step): Changed {
  const place = [...above, index];
  const node = nodeAt(root, place);
  if (!node) return { root, place };
  switch (step) {
    case 'remove': {
      const without = change(root, place, () => []);
      const left = groupAt(without, above)?.of.length ?? 0;
      return { root: without, place: left === 0 ? above : [...above, Math.min(index, left - 1)] };
    }
    case 'nest':
      return { root: change(root, place, () => [{ kind: 'any', of: [node] }]), place };
    case 'lift':
      return lift(root, place, node);
    case 'up':
      return move(root, above, index, index - 1);
    default:
      return move(root, above, index, index + 1);
  }
}

/** Out of its group, to stand right behind it; a group that is left empty goes. */
function lift(root: RawGroup, place: Place, node: RawCondition): Changed {
  const above = place.slice(0, -1);
  const at = above.at(-1);
  if (at === undefined) return { root, place };
  const left = change(root, place, () => []);
  const isEmpty = groupAt(left, above)?.of.length === 0;
  return {
    root: change(left, above, (group) => (isEmpty ? [node] : [group, node])),
    place: [...above.slice(0, -1), isEmpty ? at : at + 1],
  };
}

function move(root: RawGroup, above: Place, from: number, to: number): Changed {
  const group = groupAt(root, above);
  const [moved, other] = [group?.of[from], group?.of[to]];
  if (!moved || !other) return { root, place: [...above, from] };
  const there = change(root, [...above, to], () => [moved]);
  return { root: change(there, [...above, from], () => [other]), place: [...above, to] };
}

function append(root: RawGroup, place: Place, node: RawCondition): Changed {
  const group = groupAt(root, place);
  if (!group) return { root, place };
  const longer: RawGroup = { ...group, of: [...group.of, node] };
  const isTest = !isRawGroup(node);
  return {
    root: place.length === 0 ? longer : change(root, place, () => [longer]),
    place: isTest ? [...place, group.of.length] : [...place, group.of.length, 0],
  };
}

function nodeAt(root: RawCondition, place: Place): RawCondition | undefined {
  let at: RawCondition | undefined = root;
  for (const index of place) at = at && isRawGroup(at) ? at.of[index] : undefined;
  return at;
}

function groupAt(root: RawCondition, place: Place): RawGroup | undefined {
  const node = nodeAt(root, place);
  return node && isRawGroup(node) ? node : undefined;
}

/** The tree with other nodes in the place of one; the root stays. */
function change(root: RawGroup, place: Place, to: (node: RawCondition) => readonly RawCondition[]): RawGroup {
  const [index, ...below] = place;
  if (index === undefined) return root;
  return {
    ...root,
    of: root.of.flatMap((node, at) => {
      if (at !== index) return [node];
      if (below.length === 0) return to(node);
      return isRawGroup(node) ? [change(node, below, to)] : [node];
    }),
  };
}
