import { expect, test } from 'vitest';
import { defineField, type FieldDefinition } from '../../../src/domain/form/define-field.ts';

const ROW: FieldDefinition = {
  key: 'refund_amount',
  name: '退款金额',
  type: 'money',
  help: null,
  options: [],
  validation: {},
  sensitive: false,
};

test.each<[string, Partial<FieldDefinition>, object]>([
  ['as little as there is', {}, { key: 'refund_amount', type: 'money', required: false, width: 'half' }],
  ['long texts', { type: 'textarea' }, { width: 'full' }],
  ['limits', { validation: { min: 0.01, max: 50_000, unit: '元' } }, { min: 0.01, max: 50_000, unit: '元' }],
  [
    'required from the start',
    { validation: { required: true, default: 'x' } },
    { required: true, default: 'x' },
  ],
  ['types to come', { type: 'group', validation: { minRows: 1, fields: [] } }, { minRows: 1, fields: [] }],
  ['sensitive', { sensitive: true, help: '只填尾号' }, { sensitive: true, help: '只填尾号' }],
  ['options', { options: [{ value: 'a', label: '甲' }] }, { options: [{ value: 'a', label: '甲' }] }],
])('%s', (_name, row, expected) => {
  expect(defineField({ ...ROW, ...row })).toMatchObject({ label: '退款金额', ...expected });
});

test('what is no rule of a field, or not set, stays out', () => {
  const field = defineField({ ...ROW, validation: { key: 'other', label: 'x', visibleWhen: {}, min: null } });
  expect(field).toEqual({
    key: 'refund_amount',
    type: 'money',
    label: '退款金额',
    required: false,
    width: 'half',
  });
});
