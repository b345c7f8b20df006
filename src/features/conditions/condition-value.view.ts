import type { Attribute } from '../../domain/conditions/catalogue.ts';
import type { Translate } from '../../i18n.ts';
import { SPAN_UNITS, type SpanUnit, UNIT_MINUTES, type ValueInput, valueInputOf } from './condition-form.ts';
import { findOptions, type FoundOption, optionsOf } from './find-options.ts';

/** So many values lie open; more are searched. */
const FEW = 12;
const HITS = 20;

/** The value of a test as its row shows it (spec 04). */
export interface ValueView {
  readonly input: ValueInput;
  /** Choices to tick: all of a short list, of a long one those that were chosen. */
  readonly picks: readonly PickView[];
  /** A long list is searched: what was typed, and what was found by it; null for a short one. */
  readonly search: { readonly typed: string; readonly hits: readonly PickView[] } | null;
  readonly text: string;
  /** Of the input; numbers are typed as texts, whose mistakes can be shown again. */
  readonly type: 'text' | 'number' | 'date' | 'time';
  readonly unit: string;
  readonly units: readonly { readonly value: SpanUnit; readonly label: string; readonly selected: boolean }[];
  readonly answers: readonly { readonly value: string; readonly label: string; readonly selected: boolean }[];
}

export interface PickView {
  readonly value: string;
  readonly label: string;
  /** What it hangs below. */
  readonly above: string;
  readonly selected: boolean;
  /** Why it is marked: out of use, or not there any more. */
  readonly mark: string;
}

interface ValueParams {
  readonly attribute: Attribute | undefined;
  readonly operator: string;
  readonly value: unknown;
  readonly unit: SpanUnit | undefined;
  readonly typed: string;
  readonly t: Translate;
}

const NOTHING: ValueView = {
  input: 'none',
  picks: [],
  search: null,
  text: '',
  type: 'text',
  unit: '',
  units: [],
  answers: [],
};

export function presentValue({ attribute, operator, value, unit, typed, t }: ValueParams): ValueView {
  const own = valueInputOf(operator);
  if (!attribute || own === 'none') return NOTHING;
  const input = own === 'any' && !attribute.options ? 'words' : own;
  switch (input) {
    case 'any':
      return { ...NOTHING, input, ...presentPicks(attribute, textsIn(value), typed, t) };
    case 'words':
      return { ...NOTHING, input, text: textsIn(value).join(t('form.list_separator')) };
    case 'bound':
      return { ...NOTHING, input, text: textOf(value), type: typeOf(attribute), unit: attribute.unit ?? '' };
    case 'span':
      return { ...NOTHING, input, ...presentSpan(value, { operator, unit }, t) };
    case 'is':
      return { ...NOTHING, input, answers: presentAnswers(value, t) };
  }
}

function typeOf({ kind }: Attribute): ValueView['type'] {
  if (kind === 'moment') return 'date';
  return kind === 'time' ? 'time' : kind === 'number' ? 'number' : 'text';
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map(textOf) : [];
}

function presentPicks(
  attribute: Attribute,
  chosen: readonly string[],
  typed: string,
  t: Translate,
): Pick<ValueView, 'picks' | 'search'> {
  const options = optionsOf(attribute);
  const byValue = new Map(options.map((option) => [option.value, option]));
  const strangers = chosen
    .filter((value) => !byValue.has(value))
    .map((value): PickView => {
      return { value, label: value, above: '', selected: true, mark: t('condition_builder.unknown') };
    });
  const pick = (option: FoundOption): PickView => presentPick(option, chosen.includes(option.value), t);
  const offered = options.filter(({ retired, value }) => !retired || chosen.includes(value));
  if (offered.length <= FEW) return { picks: [...offered.map(pick), ...strangers], search: null };
  const picked = chosen.flatMap((value) => byValue.get(value) ?? []);
  const hits = typed.trim() === '' ? [] : findOptions(attribute, typed, HITS);
  return {
    picks: [...picked.map(pick), ...strangers],
    search: { typed, hits: hits.filter(({ value }) => !chosen.includes(value)).map(pick) },
  };
}

/** One value to tick. */
export function presentPick(option: FoundOption, selected: boolean, t: Translate): PickView {
  return {
    value: option.value,
    label: option.label,
    above: option.above.join(' / '),
    selected,
    mark: option.retired ? t('condition_builder.retired') : '',
  };
}

/** Minutes in the unit that they were typed in, else in the largest that they fill. */
function presentSpan(
  value: unknown,
  { operator, unit: typed }: Pick<ValueParams, 'operator' | 'unit'>,
  t: Translate,
): Pick<ValueView, 'text' | 'units'> {
  const minutes = typeof value === 'number' ? value : null;
  const largest = SPAN_UNITS.findLast((each) => (minutes ?? 1) % UNIT_MINUTES[each] === 0);
  const unit = typed ?? (minutes ? (largest ?? 'minutes') : 'hours');
  return {
    text: minutes === null ? textOf(value) : String(Number((minutes / UNIT_MINUTES[unit]).toFixed(6))),
    units: SPAN_UNITS.map((each) => ({
      value: each,
      label: t(`condition_builder.${operator}.${each}`),
      selected: each === unit,
    })),
  };
}

/** Yes, until somebody says no. */
function presentAnswers(value: unknown, t: Translate): ValueView['answers'] {
  const isNo = String(value) === 'false';
  return [
    { value: 'true', label: t('condition_builder.yes'), selected: !isNo },
    { value: 'false', label: t('condition_builder.no'), selected: isNo },
  ];
}
