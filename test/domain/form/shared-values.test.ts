import { describe, expect, test } from 'vitest';
import type { FormField } from '../../../src/domain/form/field.ts';
import type { RawForm } from '../../../src/domain/form/raw-form.ts';
import { keepSharedValues } from '../../../src/domain/form/shared-values.ts';
import { aField } from './support.ts';

const other = { allowOther: true } as const;

describe('keepSharedValues', () => {
  test.each<[string, RawForm, FormField, FormField, RawForm]>([
    ['same field', { it: ' typed ' }, aField('text'), aField('text'), { it: ' typed ' }],
    ['even what would be refused', { it: '12,34' }, aField('money'), aField('number'), { it: '12,34' }],
    ['to a wider type', { it: 'x' }, aField('text'), aField('textarea'), { it: 'x' }],
    ['back to one line', { it: 'x\ny' }, aField('textarea'), aField('text'), { it: 'x\ny' }],
    ['written as text', { it: '2026-11-24' }, aField('date'), aField('text'), { it: '2026-11-24' }],
    ['text is no date', { it: 'x' }, aField('text'), aField('date'), {}],
    ['switch stays switch', { it: 'on' }, aField('switch'), aField('switch'), { it: 'on' }],
    ['switch is no text', { it: 'on' }, aField('switch'), aField('text'), {}],
    ['radio to select', { it: 'a' }, aField('radio'), aField('select'), { it: 'a' }],
    ['one to several', { it: 'a' }, aField('radio'), aField('checkbox'), { it: ['a'] }],
    ['several to one', { it: ['a', 'b'] }, aField('checkbox'), aField('radio'), {}],
    ['not offered there', { it: 'a' }, aField('radio'), aField('radio', { options: [] }), {}],
    ['retired there', { it: 'old' }, aField('radio'), aField('radio'), {}],
    ['those offered', { it: ['a', 'z'] }, aField('checkbox'), aField('multiselect'), { it: ['a'] }],
    [
      'other with its text',
      { it: 'other', it_other: 'x' },
      aField('radio', other),
      aField('select', other),
      { it: 'other', it_other: 'x' },
    ],
    ['no other there', { it: 'other', it_other: 'x' }, aField('radio', other), aField('select'), {}],
    ['another key', { it: 'x' }, aField('text'), aField('text', { key: 'that' }), {}],
    ['nothing typed', {}, aField('text'), aField('text'), {}],
  ])('%s', (_name, raw, from, to, kept) => {
    expect(keepSharedValues(raw, [from], [to])).toEqual(kept);
  });

  test('what no field had is not carried on', () => {
    expect(keepSharedValues({ it: 'x', status: 'closed' }, [aField('text')], [aField('text')])).toEqual({
      it: 'x',
    });
  });
});
