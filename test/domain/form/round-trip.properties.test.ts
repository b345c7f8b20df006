import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  FIELD_TYPES,
  type FieldType,
  type FieldValue,
  type FormField,
} from '../../../src/domain/form/field.ts';
import { parseForm } from '../../../src/domain/form/parse-form.ts';
import type { PresentedField } from '../../../src/domain/form/present-form.ts';
import { presentForm } from '../../../src/domain/form/present-form.ts';
import { checkCharacterOf } from '../../../src/domain/form/read-id-card.ts';
import { aField, TODAY, translator } from './support.ts';

/** Whatever is stored comes back unchanged from a form that nobody touched, and whatever is sent is answered. */

const t = await translator('zh-CN');

const text = fc
  .string({ minLength: 1, maxLength: 50, unit: 'grapheme' })
  .map((each) => `字${each.replace(/[\p{C}\s]/gu, '')}`);
const day = fc
  .date({ min: new Date('1950-01-01'), max: new Date('2026-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const several = fc
  .uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 })
  .map((list) => list.toSorted());
const idCard = fc
  .tuple(fc.integer({ min: 110_000, max: 659_999 }), day, fc.integer({ min: 0, max: 999 }))
  .map(([place, birth, serial]) => `${place}${birth.replaceAll('-', '')}${String(serial).padStart(3, '0')}`)
  .map((digits) => digits + checkCharacterOf(digits));
const files = fc.uniqueArray(fc.constantFrom('11', '12'), { minLength: 1 });
const count = fc.integer({ min: 1, max: 9_999_999 });
const optional = { requiredKeys: ['sku'] } satisfies { requiredKeys: ['sku'] };
const row = fc.record({ sku: text, count, why: fc.constant('a') }, optional);

const STORED: Readonly<Record<FieldType, fc.Arbitrary<FieldValue>>> = {
  text,
  textarea: fc.tuple(text, text).map((lines) => lines.join('\n')),
  radio: fc.constantFrom('a', 'b'),
  select: fc.constantFrom('a', 'c'),
  checkbox: several,
  multiselect: several,
  number: fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((each) => Math.round(each * 1000) / 1000 + 0),
  money: fc.integer({ min: 0, max: 1e9 }).map((cents) => cents / 100),
  date: day,
  datetime: fc.tuple(day, clock).map((parts) => parts.join('T')),
  time: clock,
  phone: fc.integer({ min: 0, max: 99_999_999 }).map((end) => `+86138${String(end).padStart(8, '0')}`),
  email: fc.integer({ min: 0 }).map((each) => `u${each}@example.com`),
  url: fc.integer({ min: 0 }).map((each) => `https://example.com/${each}?x=1`),
  switch: fc.boolean(),
  id_card: idCard,
  cascade: fc.constantFrom('330106', '330102', '71'),
  file: files,
  image: files,
  user: fc.constant(7),
  department: fc.constant(7),
  group: fc.array(row, { minLength: 1, maxLength: 20 }),
};

/** What a browser sends of a field as it is drawn. */
function sentBy(field: PresentedField): [string, string | string[]][] {
  if (field.rows) return field.rows.filled.flat().flatMap(sentBy);
  if (field.control === 'switch') return field.checked ? [[field.name, 'on']] : [];
  if (field.control === 'files') return [[field.name, field.files.map(({ id }) => id)]];
  const offered = [...field.options, ...field.optionGroups.flatMap(({ options }) => options)];
  if (offered.length > 0)
    return [[field.name, offered.flatMap(({ value, selected }) => (selected ? [value] : []))]];
  return [[field.name, field.value]];
}

describe.each(FIELD_TYPES)('%s', (type) => {
  const field: FormField = aField(type);

  test('stored, shown, sent untouched: stored again as it was', () => {
    fc.assert(
      fc.property(STORED[type], (stored) => {
        const values = { it: stored };
        const raw = Object.fromEntries(presentForm({ fields: [field], t, values }).flatMap(sentBy));
        // As an edit reads it, and as a new form would.
        for (const context of [{ today: TODAY, stored: values }, { today: TODAY }]) {
          expect(parseForm([field], raw, context)).toEqual({ ok: true, values });
        }
      }),
      { numRuns: 100 },
    );
  });
});

const fields = FIELD_TYPES.map((type) => aField(type, { key: type, allowOther: type === 'radio' }));
const name = fc.oneof(
  fc.constantFrom(...FIELD_TYPES),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'radio_other',
    'group.0.sku',
    'group.7.count',
    'group.1.__proto__',
  ),
  fc.tuple(fc.nat(), fc.string()).map(([index, key]) => `group.${index}.${key}`),
  fc.string(),
);
const answer = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.string({ unit: 'binary' }), { maxLength: 4 }),
  fc.constantFrom('11', '7', '330106', 'a', 'on', '\0', '\ud800', '2026-02-30'),
);
const anything = fc.oneof(answer, fc.anything());

test('no form, whatever it says, makes it throw; nor does showing it again', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(name, anything), { maxLength: 12 }), (entries) => {
      const raw = Object.fromEntries(entries) as Record<string, string>;
      const parsed = parseForm(fields, raw, { today: TODAY });
      if (parsed.ok) expect(Object.getPrototypeOf(parsed.values)).toBe(Object.prototype);
      for (const { params } of Object.values(parsed.ok ? {} : parsed.problems))
        expect(params).toBeTypeOf('object');
    }),
    { numRuns: 1000 },
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(name, answer), { maxLength: 12 }), (entries) => {
      const raw = Object.fromEntries(entries);
      const parsed = parseForm(fields, raw, { today: TODAY });
      presentForm({ fields, t, raw, problems: parsed.ok ? {} : parsed.problems });
    }),
    { numRuns: 500 },
  );
  expect(({} as Record<string, unknown>)['sku']).toBeUndefined();
});
