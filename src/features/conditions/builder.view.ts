import type { Attribute, Catalogue } from '../../domain/conditions/catalogue.ts';
import type { ConditionProblem, ProblemPlace } from '../../domain/conditions/problem.ts';
import { DEPTH_MAX, TESTS_MAX } from '../../domain/conditions/read-conditions.ts';
import type { Translate } from '../../i18n.ts';
import { pinyinOf } from '../../domain/search/initials.ts';
import {
  countTests,
  isRawGroup,
  levelsIn,
  type RawConditions,
  type RawGroup,
  type RawTest,
} from './condition-form.ts';
import type { ChangedForm } from './change-condition-form.ts';
import { presentValue, type ValueView } from './condition-value.view.ts';

/** The builder of conditions as `conditions/_builder` shows it (spec 04). */
export interface BuilderView {
  readonly prefix: string;
  /** How its own addresses end. */
  readonly query: string;
  readonly id: string;
  readonly root: GroupView;
  /** No further test fits in. */
  readonly isFull: boolean;
  /** How many do, in how many levels. */
  readonly most: number;
  readonly levels: number;
  /** The conditions were to be saved and could not be. */
  readonly isRefused: boolean;
  /** What the last step did, for those who don't see it. */
  readonly said: string;
}

export interface RowTools {
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly mayNest: boolean;
  readonly mayLift: boolean;
}

export interface GroupView {
  readonly isGroup: true;
  /** What the names of its inputs begin with, and the ids. */
  readonly name: string;
  readonly id: string;
  readonly label: string;
  readonly kinds: readonly { readonly value: string; readonly label: string; readonly selected: boolean }[];
  /** The word between its rows. */
  readonly between: string;
  /** What it means without rows. */
  readonly empty: string;
  readonly rows: readonly (GroupView | TestView)[];
  readonly isDeepest: boolean;
  readonly tools: RowTools;
  readonly problem: string;
  /** The focus comes here. */
  readonly isHere: boolean;
}

export interface TestView {
  readonly isGroup: false;
  readonly name: string;
  readonly id: string;
  readonly label: string;
  readonly field: string;
  /** null while it is to be chosen. */
  readonly attribute: string | null;
  /** Its field is out of use. */
  readonly mark: string;
  /** What there is to choose from, while it is. */
  readonly choices: readonly AttributeGroup[];
  readonly operators: readonly {
    readonly value: string;
    readonly label: string;
    readonly selected: boolean;
  }[];
  readonly value: ValueView;
  readonly tools: RowTools;
  readonly problem: string;
  /** Where in the row the focus comes; '' where it doesn't. */
  readonly here: '' | 'attribute' | 'operator' | 'value' | 'tools';
}

export interface AttributeGroup {
  readonly label: string;
  readonly attributes: readonly { readonly key: string; readonly label: string; readonly sound: string }[];
}

export interface BuilderParams {
  readonly catalogue: Catalogue;
  /** The catalogue is `steadyCatalogue`: its own steps keep to that. */
  readonly isSteady?: boolean;
  readonly raw: RawConditions;
  readonly problems?: readonly ConditionProblem[];
  readonly prefix?: string;
  readonly t: Translate;
  /** After a step: where the focus goes, and what was looked for. */
  readonly changed?: ChangedForm;
}

const KINDS = ['all', 'any', 'none'] as const;

interface Around extends Required<Pick<BuilderParams, 'prefix' | 't'>> {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly choices: () => readonly AttributeGroup[];
  readonly problems: ReadonlyMap<string, string>;
  readonly changed: ChangedForm | undefined;
  readonly isFull: boolean;
}

/** What the builder shows of conditions that are kept, or that were typed and not judged yet. */
export function presentBuilder(params: BuilderParams): BuilderView {
  const { catalogue, raw, prefix = 'c', t, changed } = params;
  const tests = countTests(raw.root);
  let choices: readonly AttributeGroup[] | null = null;
  const around: Around = {
    prefix,
    t,
    attributes: new Map(catalogue.attributes.map((attribute) => [attribute.key, attribute])),
    choices: () => (choices ??= groupAttributes(catalogue, t)),
    problems: tellProblems(params.problems ?? [], prefix, t),
    changed,
    isFull: tests >= TESTS_MAX,
  };
  const alone = { isFirst: true, isLast: true, mayNest: false, mayLift: false };
  return {
    prefix,
    query: `prefix=${prefix}${params.isSteady === true ? '&steady=1' : ''}`,
    id: idOf(prefix),
    root: presentGroup(around, raw.root, [], alone),
    isFull: around.isFull,
    isRefused: around.problems.size > 0,
    most: TESTS_MAX,
    levels: DEPTH_MAX,
    said: changed ? t(`condition_builder.said.${changed.step}`, { count: tests }) : '',
  };
}

function idOf(name: string): string {
  return name.replaceAll('.', '-');
}

function presentGroup(around: Around, group: RawGroup, place: readonly number[], tools: RowTools): GroupView {
  const { t, changed } = around;
  const name = [around.prefix, ...place].join('.');
  const kind = KINDS.find((each) => each === group.kind) ?? 'all';
  const isDeepest = place.length + 1 >= DEPTH_MAX;
  return {
    isGroup: true,
    name,
    id: idOf(name),
    label: place.length === 0 ? t('condition_builder.all_of') : labelOf('group', place, t),
    kinds: KINDS.map((each) => ({
      value: each,
      label: t(`condition_builder.kind.${each}`),
      selected: each === kind,
    })),
    between: t(`condition_builder.between.${kind}`),
    empty: t(`condition_builder.empty.${kind}`),
    rows: group.of.map((node, index) => {
      const below = [...place, index];
      const tools: RowTools = {
        isFirst: index === 0,
        isLast: index === group.of.length - 1,
        mayNest: place.length + 2 + levelsIn(node) <= DEPTH_MAX,
        mayLift: place.length > 0,
      };
      return isRawGroup(node)
        ? presentGroup(around, node, below, tools)
        : presentTest(around, node, below, tools);
    }),
    isDeepest,
    tools,
    problem: around.problems.get(name) ?? '',
    isHere: changed?.at === name,
  };
}

function labelOf(what: 'group' | 'row', place: readonly number[], t: Translate): string {
  return t(`condition_builder.${what}`, { place: place.map((index) => index + 1).join('.') });
}

function presentTest(around: Around, test: RawTest, place: readonly number[], tools: RowTools): TestView {
  const { t, changed } = around;
  const name = [around.prefix, ...place].join('.');
  const attribute = around.attributes.get(test.field);
  const operator = attribute?.operators.find((each) => each === test.operator) ?? attribute?.operators[0];
  const isHere = changed?.at === name;
  return {
    isGroup: false,
    name,
    id: idOf(name),
    label: labelOf('row', place, t),
    field: test.field,
    attribute: attribute?.label ?? null,
    mark: attribute?.retired ? t('condition_builder.retired') : '',
    choices: attribute ? [] : around.choices(),
    operators: (attribute?.operators ?? []).map((each) => ({
      value: each,
      label: operatorLabel(attribute?.kind ?? '', each, t),
      selected: each === operator,
    })),
    value: presentValue({
      attribute,
      operator: operator ?? '',
      value: operator === test.operator ? test.value : null,
      unit: test.unit,
      typed: isHere ? (changed?.find ?? '') : '',
      t,
    }),
    tools,
    problem: around.problems.get(name) ?? '',
    here: isHere ? placeIn(changed.step, operator ? (attribute?.operators.length ?? 0) : 0) : '',
  };
}

function placeIn(step: ChangedForm['step'], operators: number): TestView['here'] {
  if (operators === 0) return 'attribute';
  if (step === 'choose' && operators > 1) return 'operator';
  return step === 'choose' || step === 'find' ? 'value' : 'tools';
}

/** Moments come before and after, numbers are more and less. */
function operatorLabel(kind: string, operator: string, t: Translate): string {
  const isMoment = kind === 'moment' && (operator === 'at_least' || operator === 'at_most');
  return t(`condition_builder.operator.${isMoment ? `${operator}_moment` : operator}`);
}

const AREAS = ['ticket', 'customer', 'time', 'counts', 'custom'] as const;
type Area = (typeof AREAS)[number];

function areaOf({ key }: Attribute): Area {
  if (key.startsWith('f.')) return 'custom';
  if (key.startsWith('customer_') || key === 'phone') return 'customer';
  if (key.endsWith('_at') || key === 'status_since' || key === 'working_hours') return 'time';
  return key.endsWith('_count') || key === 'is_repeat' ? 'counts' : 'ticket';
}

function groupAttributes({ attributes }: Catalogue, t: Translate): AttributeGroup[] {
  return AREAS.map((area) => ({
    label: t(`condition_builder.area.${area}`),
    attributes: attributes
      .filter((attribute) => areaOf(attribute) === area && !attribute.retired)
      .map(({ key, label }) => ({ key, label, sound: pinyinOf(label) })),
  })).filter((group) => group.attributes.length > 0);
}

/** The problems in words, by the names of the rows that they belong to. */
function tellProblems(
  problems: readonly ConditionProblem[],
  prefix: string,
  t: Translate,
): Map<string, string> {
  const told = new Map<string, string>();
  for (const { path, code, params } of problems) {
    const name = [prefix, ...placeOf(path)].join('.');
    if (!told.has(name)) told.set(name, t(`condition_problem.${code}`, params));
  }
  return told;
}

/** The numbers that stand behind `of`; what comes after them is within the test. */
function placeOf(path: ProblemPlace): number[] {
  return path.flatMap((step, index) => (typeof step === 'number' && path[index - 1] === 'of' ? [step] : []));
}
