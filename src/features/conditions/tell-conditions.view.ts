import { type Attribute, attributeIn, type Catalogue, optionIn } from '../../domain/conditions/catalogue.ts';
import type {
  Condition,
  ConditionGroup,
  Conditions,
  ConditionTest,
} from '../../domain/conditions/language.ts';
import type { OptionNode } from '../../domain/list/field-filter.ts';
import type { Translate } from '../../i18n.ts';
import { fillSentence, joinWords, tellDuration } from './sentence.view.ts';

/**
 * Conditions as a sentence (spec 04): 分类属于「退款」 且 客户等级是 VIP 或 SVIP. With the names of things instead of
 * their ids; what is out of use is marked, what is gone stays readable.
 */
export function tellConditions({ root }: Conditions, catalogue: Catalogue, t: Translate): string {
  return tellGroup(root, catalogue, t);
}

function tellGroup({ kind, of }: ConditionGroup, catalogue: Catalogue, t: Translate): string {
  if (of.length === 0) return t(kind === 'any' ? 'sentence.nothing' : 'sentence.everything');
  const members = of.map((each) => tellMember(each, of.length === 1 && kind !== 'none', catalogue, t));
  if (kind === 'none') return fillSentence(t, 'none', { members: members.join(t('sentence.or')) });
  return members.join(t(kind === 'all' ? 'sentence.and' : 'sentence.or'));
}

function tellMember(condition: Condition, isAlone: boolean, catalogue: Catalogue, t: Translate): string {
  if (condition.kind === 'test') return tellTest(condition, catalogue, t);
  const told = tellGroup(condition, catalogue, t);
  const isOne = isAlone || condition.of.length < 2 || condition.kind === 'none';
  return isOne ? told : t('sentence.brackets', { told });
}

/** One test as a sentence. */
export function tellTest(test: ConditionTest, catalogue: Catalogue, t: Translate): string {
  const attribute = attributeIn(catalogue, test.field);
  const label = attribute
    ? marked(attribute.label, attribute.retired === true, t)
    : t('sentence.unknown_attribute', { key: test.field.replace(/^f\./, '') });
  return fillSentence(t, phraseOf(test, attribute), { label, values: tellValue(test, attribute, t) });
}

function marked(label: string, isRetired: boolean, t: Translate): string {
  return isRetired ? t('sentence.retired', { label }) : label;
}

/** The key of the phrase: one of the operator, or of its own for a kind with which it is said in another way. */
function phraseOf({ operator, value }: ConditionTest, attribute: Attribute | undefined): string {
  const kind = attribute?.kind ?? 'choice';
  switch (operator) {
    case 'in':
    case 'not_in': {
      if (kind === 'tags' || kind === 'text') return `${operator}_${kind}`;
      const isTree = kind === 'category' || kind === 'department' || kind === 'tree';
      return isTree ? `${operator}_tree` : operator;
    }
    case 'at_least':
    case 'at_most':
      return kind === 'moment' || kind === 'time' ? `${operator}_moment` : operator;
    case 'is':
      return `${kind === 'working_hours' ? 'working_hours' : 'is'}_${value === true ? 'yes' : 'no'}`;
    default:
      return operator;
  }
}

function tellValue(
  { operator, value }: ConditionTest,
  attribute: Attribute | undefined,
  t: Translate,
): string {
  if (operator === 'within' || operator === 'older_than') return tellDuration(Number(value), t);
  if (value === null || typeof value === 'boolean') return '';
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return joinWords(
    values.map((each) => tellOne(String(each), attribute, t)),
    t,
  );
}

const QUOTED: readonly (Attribute['kind'] | undefined)[] = ['category', 'tree', 'text', 'tags'];

function tellOne(value: string, attribute: Attribute | undefined, t: Translate): string {
  const label = attribute?.options ? labelOf(attribute.options, value, t) : withUnit(value, attribute);
  return QUOTED.includes(attribute?.kind) ? t('sentence.quoted', { text: label }) : label;
}

function withUnit(value: string, attribute: Attribute | undefined): string {
  return attribute?.unit === undefined || attribute.unit === '' ? value : `${value} ${attribute.unit}`;
}

/** Its name; with those above it where that alone would not tell which one it is. */
function labelOf(options: readonly OptionNode[], value: string, t: Translate): string {
  const option = optionIn(options, value);
  if (!option) return t('sentence.unknown', { value });
  const name = option.path.at(-1) ?? value;
  const label = timesNamed(options, name) > 1 ? option.path.join(' / ') : name;
  return marked(label, option.retired, t);
}

function timesNamed(options: readonly OptionNode[], name: string): number {
  return options.reduce(
    (sum, { label, children = [] }) => sum + (label === name ? 1 : 0) + timesNamed(children, name),
    0,
  );
}
