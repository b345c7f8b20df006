import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ATTACHMENTS, BUILT_IN_FIELDS, isBuiltIn } from '../../../src/domain/form/built-in-fields.ts';
import { changePlacements, type PlacementChange } from '../../../src/domain/form/change-placements.ts';
import type { FieldDefinition } from '../../../src/domain/form/define-field.ts';
import { diffForms } from '../../../src/domain/form/diff-forms.ts';
import { displayValue } from '../../../src/domain/form/display-value.ts';
import type { FieldValues, FormField } from '../../../src/domain/form/field.ts';
import { judgePlacements } from '../../../src/domain/form/judge-placements.ts';
import { parseForm } from '../../../src/domain/form/parse-form.ts';
import {
  arrange,
  buildForm,
  FIRST_PLACEMENTS,
  isRequiredBySystem,
  type Placement,
  placementsOf,
} from '../../../src/domain/form/placement.ts';
import { rawFromValues } from '../../../src/domain/form/raw-form.ts';
import { translator } from '../../../src/i18n.ts';

/** Whatever administrators do to a template, tickets made before go on by the version they were made with (spec 02). */

const t = translator('zh-CN');
const TODAY = '2026-11-24';
const KEYS = ['amount', 'reason', 'note', 'day', 'call'] as const;
const TYPES = ['number', 'select', 'text', 'date', 'switch'] as const;

function definitionOf(key: (typeof KEYS)[number], round: number): FieldDefinition {
  const type = TYPES[KEYS.indexOf(key)] ?? 'text';
  const options = ['a', 'b', 'c'].map((value, index) => ({
    value: `${value}${round % 3}`,
    label: `${value} ${round}`,
    ...(index === round % 4 && { retired: true }),
  }));
  return {
    key,
    name: `${key} ${round}`,
    type,
    help: round % 2 === 0 ? null : `help ${round}`,
    options: type === 'select' ? options : [],
    validation: type === 'number' ? { min: round, max: round + 100 } : {},
    sensitive: false,
  };
}

type Step =
  | { readonly kind: 'edit'; readonly change: PlacementChange }
  | { readonly kind: 'define'; readonly key: (typeof KEYS)[number]; readonly round: number }
  | { readonly kind: 'retire'; readonly key: (typeof KEYS)[number] }
  | { readonly kind: 'publish' };

const anyKey = fc.constantFrom(...KEYS);
const anyField = fc.constantFrom<string>(
  ...KEYS,
  'title',
  'phone',
  'description',
  'order_number',
  ATTACHMENTS,
);
const at = fc.integer({ min: 0, max: 12 });
const edit = (change: fc.Arbitrary<PlacementChange>): fc.Arbitrary<Step> =>
  change.map((each) => ({ kind: 'edit', change: each }));
const overrides = fc.record(
  {
    required: fc.boolean(),
    help: fc.constantFrom('h', 'i'),
    width: fc.constantFrom('full' as const, 'half' as const),
    visibleWhen: fc.record({ field: anyField, in: fc.subarray(['on', 'a0', 'a1', 'b1', '']) }),
  },
  { requiredKeys: [] },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  edit(fc.record({ kind: fc.constant('add' as const), field: anyField, at })),
  edit(fc.record({ kind: fc.constant('move' as const), field: anyField, to: at })),
  edit(
    fc.record({
      kind: fc.constant('step' as const),
      field: anyField,
      by: fc.constantFrom(-1 as const, 1 as const),
    }),
  ),
  edit(fc.record({ kind: fc.constant('remove' as const), field: anyField })),
  edit(fc.record({ kind: fc.constant('override' as const), field: anyField, overrides })),
  fc.record({ kind: fc.constant('define' as const), key: anyKey, round: fc.integer({ min: 0, max: 9 }) }),
  fc.record({ kind: fc.constant('retire' as const), key: anyKey }),
  fc.constant<Step>({ kind: 'publish' }),
);

interface Ticket {
  /** Of the version as the database has it: a text, that nobody's later change can reach. */
  readonly version: string;
  readonly values: FieldValues;
  readonly shown: readonly string[];
}

/** What `completeFields` adds to the product's own fields, as far as rules are concerned. */
function complete(stored: readonly FormField[]): FormField[] {
  return stored
    .filter(({ key }) => key !== ATTACHMENTS)
    .map((field) => (isBuiltIn(field.key) ? { ...BUILT_IN_FIELDS[field.key], ...field } : field));
}

function answersTo(fields: readonly FormField[]): FieldValues {
  const answer = (field: FormField): [string, FieldValues[string]] => {
    const [offered] = (field.options ?? []).filter(({ retired }) => retired !== true);
    if (field.type === 'select' || field.type === 'radio') return [field.key, offered?.value ?? 'phone'];
    if (field.type === 'number') return [field.key, Number(field.min ?? 0) + 1];
    if (field.type === 'date') return [field.key, TODAY];
    return [field.key, field.type === 'switch' ? true : `text of ${field.key}`];
  };
  return Object.fromEntries(fields.map(answer));
}

function makeTicket(version: string): Ticket {
  const fields = complete(JSON.parse(version) as FormField[]);
  const parsed = parseForm(fields, rawFromValues(fields, answersTo(fields)), { today: TODAY });
  expect(parsed).toMatchObject({ ok: true });
  const values = parsed.ok ? parsed.values : {};
  return { version, values, shown: show(fields, values) };
}

function show(fields: readonly FormField[], values: FieldValues): string[] {
  return fields.map((field) => displayValue(field, values[field.key], t));
}

// The source field has its choices from the settings; here it is a text like others.
const START = FIRST_PLACEMENTS.filter(({ field }) => field !== 'source');

test('old tickets show and validate by their own version after any sequence of changes', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const definitions = new Map<string, FieldDefinition>(KEYS.map((key) => [key, definitionOf(key, 0)]));
      const retired = new Set<string>();
      let placements: readonly Placement[] = START;
      const tickets: Ticket[] = [];
      for (const each of [...steps, { kind: 'publish' } as const]) {
        if (each.kind === 'edit') placements = changePlacements(placements, each.change);
        else if (each.kind === 'define') definitions.set(each.key, definitionOf(each.key, each.round));
        else if (each.kind === 'retire') retired.add(each.key);
        else {
          const stored = buildForm(placements, definitions).filter(({ key }) => key !== 'source');
          const fields = complete(stored);
          const judged = judgePlacements({ placements, definitions, retired, fields, today: TODAY });
          if (judged.length === 0) tickets.push(makeTicket(JSON.stringify(stored)));
        }
        expect(new Set(placements.map(({ field }) => field)).size).toBe(placements.length);
        for (const key of ['phone', 'description', 'priority', ATTACHMENTS].filter(isRequiredBySystem))
          expect(placements.map(({ field }) => field)).toContain(key);
      }
      for (const { version, values, shown } of tickets) {
        const fields = complete(JSON.parse(version) as FormField[]);
        expect(show(fields, values)).toEqual(shown);
        const again = parseForm(fields, rawFromValues(fields, values), { today: TODAY });
        expect(again).toEqual({ ok: true, values });
      }
    }),
    { numRuns: 300 },
  );
});

test('placements read back from a form make that form again', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const definitions = new Map<string, FieldDefinition>(KEYS.map((key) => [key, definitionOf(key, 3)]));
      const placements = steps.reduce<readonly Placement[]>(
        (before, each) => (each.kind === 'edit' ? changePlacements(before, each.change) : before),
        FIRST_PLACEMENTS,
      );
      const form = buildForm(placements, definitions);
      const again = buildForm(arrange(placementsOf(form, definitions)), definitions);
      expect(again).toEqual(form);
      expect(diffForms(form, again)).toEqual([]);
    }),
  );
});

test('a difference names what came, went, changed and moved, with as few moves as can be', () => {
  const field = (key: string, more: Partial<FormField> = {}): FormField => ({
    ...{ key, type: 'text', label: key, required: false, width: 'half' },
    ...more,
  });
  const before = ['a', 'b', 'c', 'd', 'e'].map((key) => field(key));
  const after = [field('e'), field('a', { required: true }), field('c'), field('d'), field('f')];
  expect(diffForms(before, after)).toEqual([
    { kind: 'moved', key: 'e', label: 'e' },
    {
      kind: 'changed',
      key: 'a',
      label: 'a',
      properties: [{ property: 'required', from: undefined, to: true }],
    },
    { kind: 'added', key: 'f', label: 'f' },
    { kind: 'removed', key: 'b', label: 'b' },
  ]);
});
