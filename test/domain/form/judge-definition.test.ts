import { describe, expect, test } from 'vitest';
import type { CustomField, FieldValidation } from '../../../src/domain/form/custom-field.ts';
import { wideningsOf } from '../../../src/domain/form/custom-field.ts';
import type { FieldOption, FieldType } from '../../../src/domain/form/field.ts';
import { FIELD_TYPES } from '../../../src/domain/form/field.ts';
import { judgeDefinition } from '../../../src/domain/form/judge-definition.ts';

/** What can't be a custom field (spec 02). */

function aField(
  type: FieldType,
  validation: FieldValidation = {},
  options: readonly FieldOption[] = [],
): CustomField {
  const flags = { sensitive: false, searchable: false, filterable: false, inList: false };
  return { key: 'f', name: '字段', type, help: '', options, validation, ...flags };
}

const one = { value: 'a', label: '甲' };

describe('refused', () => {
  test.each<[string, CustomField, object]>([
    [
      'fewer characters at most than at least',
      aField('text', { minLength: 5, maxLength: 4 }),
      { max_length: { code: 'below_minimum' } },
    ],
    ['a maximum below the minimum', aField('number', { min: 2, max: 1 }), { max: { code: 'below_minimum' } }],
    [
      'fewer rows at most than at least',
      aField('group', { minRows: 3, maxRows: 2, fields: [] }),
      { max_rows: { code: 'below_minimum' } },
    ],
    ['a bound that is no day', aField('date', { min: 'tomorrow' }), { earliest: { code: 'bound_invalid' } }],
    [
      'a day that does not exist',
      aField('date', { max: '2026-02-30' }),
      { latest: { code: 'bound_invalid' } },
    ],
    [
      'the end before the beginning',
      aField('date', { min: '2026-02-01', max: '2026-01-01' }),
      { latest: { code: 'below_minimum' } },
    ],
    [
      'a day as the bound of a time',
      aField('time', { min: 'today' }),
      { earliest: { code: 'time_invalid' } },
    ],
    ['a choice without options', aField('select'), { options: { code: 'options_missing' } }],
    [
      'only retired options',
      aField('radio', {}, [{ ...one, retired: true }]),
      { options: { code: 'options_missing' } },
    ],
    [
      'a value twice',
      aField('select', {}, [one, { value: 'a', label: '乙' }]),
      { options: { code: 'option_twice' } },
    ],
    [
      'a label twice',
      aField('select', {}, [one, { value: 'b', label: '甲' }]),
      { options: { code: 'option_twice' } },
    ],
    [
      'the value of 其他 beside 其他',
      aField('select', { allowOther: true }, [{ value: 'other', label: '别的' }]),
      { options: { code: 'option_reserved' } },
    ],
    ['a pattern that can blow up', aField('text', { pattern: '^(a+)+$' }), { pattern: {} }],
    ['a pattern that is none', aField('text', { pattern: '(' }), { pattern: {} }],
    [
      'a column that is a choice without choices',
      aField('group', {
        fields: [{ key: 'c', type: 'select', label: '原因', required: false, width: 'half' }],
      }),
      { fields: { code: 'column_without_choices' } },
    ],
    [
      'two columns of one name',
      aField('group', {
        fields: ['c', 'd'].map(
          (key) => ({ key, type: 'text', label: '原因', required: false, width: 'half' }) as const,
        ),
      }),
      { fields: { code: 'option_twice' } },
    ],
  ])('%s', (_name, field, problems) => {
    expect(judgeDefinition(field)).toMatchObject(problems);
  });
});

test.each<[string, CustomField]>([
  ['limits that are the same', aField('text', { minLength: 4, maxLength: 4 })],
  ['days relative to today', aField('date', { min: 'today-30', max: 'today+7' })],
  ['a moment', aField('datetime', { min: '2026-01-01T08:00', max: '2026-12-31' })],
  ['a time of day', aField('time', { min: '09:00', max: '18:00' })],
  [
    'a label again after the old one was retired',
    aField('select', {}, [{ value: 'b', label: '甲', retired: true }, one]),
  ],
  ['other as a value where 其他 is not offered', aField('select', {}, [{ value: 'other', label: '别的' }])],
])('%s is fine', (_name, field) => {
  expect(judgeDefinition(field)).toEqual({});
});

describe('a used field becomes wider, never narrower', () => {
  test.each(FIELD_TYPES)('%s', (type) => {
    const wider = wideningsOf(type);
    expect(wider[0]).toBe(type);
    // Whatever it may become takes at least as many types again: no way back to something narrower.
    for (const next of wider) expect(wider).toEqual(expect.arrayContaining([...wideningsOf(next)]));
  });

  test('a text becomes a long text, and not the other way', () => {
    expect(wideningsOf('text')).toContain('textarea');
    expect(wideningsOf('textarea')).toEqual(['textarea']);
    expect(wideningsOf('number')).toEqual(['number']);
  });
});
