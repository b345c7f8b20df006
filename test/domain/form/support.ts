import { readFileSync } from 'node:fs';
import { createInstance } from 'i18next';
import type { FieldProblem, FieldType, FieldValue, FormField } from '../../../src/domain/form/field.ts';
import { parseForm } from '../../../src/domain/form/parse-form.ts';
import type { RawAnswer, RawForm } from '../../../src/domain/form/raw-form.ts';
import type { Translate } from '../../../src/domain/form/translate.ts';

/** A field with what its type needs; a test names only what it is about. */
export function aField(type: FieldType, extra: Partial<FormField> = {}): FormField {
  return {
    key: 'it',
    type,
    label: '项目',
    required: false,
    width: 'half',
    ...(CHOICE_TYPES.includes(type) && { options: OPTIONS }),
    ...NEEDS[type],
    ...extra,
  };
}

export const CHOICE_TYPES: readonly FieldType[] = ['radio', 'select', 'checkbox', 'multiselect'];

const half = { required: false, width: 'half' } as const;

/** A tree with a retired branch, and a leaf at the top. */
export const TREE = [
  {
    value: '33',
    label: '浙江',
    children: [
      {
        value: '3301',
        label: '杭州',
        children: [
          { value: '330106', label: '西湖' },
          { value: '330102', label: '上城' },
        ],
      },
      { value: '3302', label: '宁波', retired: true, children: [{ value: '330203', label: '海曙' }] },
    ],
  },
  { value: '71', label: '台湾' },
] as const;

const people = [
  { value: '7', label: '林知夏' },
  { value: '8', label: '韩屿', retired: true },
] as const;
const file = { size: '2 KB', icon: 'photo', preview: 'picture', isSent: false } as const;
const files = [
  { value: '11', label: '正面.png', file },
  { value: '12', label: '背面.png', file },
] as const;

/** What a field of its type can't do without. */
const NEEDS: Partial<Record<FieldType, Partial<FormField>>> = {
  cascade: { options: TREE },
  user: { options: people },
  department: { options: people },
  file: { options: files },
  image: { options: files },
  group: {
    fields: [
      { ...half, key: 'sku', type: 'text', label: '货号', required: true },
      { ...half, key: 'count', type: 'number', label: '数量', min: 1, decimals: 0 },
      { ...half, key: 'why', type: 'select', label: '原因', options: [{ value: 'a', label: '破损' }] },
    ],
  },
};

export const OPTIONS = [
  { value: 'a', label: '甲' },
  { value: 'b', label: '乙' },
  { value: 'c', label: '丙' },
  { value: 'old', label: '旧项', retired: true },
] as const;

export const TODAY = '2026-11-24';

/** The real sentences, through the real library. */
export async function translator(language: 'zh-CN' | 'en'): Promise<Translate> {
  const file = new URL(`../../../src/locales/${language}/form.json`, import.meta.url);
  const form: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const i18n = createInstance();
  await i18n.init({
    lng: language,
    resources: { [language]: { translation: { form } } },
    interpolation: { escapeValue: false },
  });
  return (key, params) => (params === undefined ? i18n.t(key) : i18n.t(key, params));
}

export type Expected = { readonly value: FieldValue } | { readonly empty: true } | FieldProblem;

export const empty = { empty: true } as const;
export const value = (stored: FieldValue) => ({ value: stored });
export const refused = (code: string, params: FieldProblem['params'] = {}): FieldProblem => ({
  code,
  params,
});
export const long = (length: number, character = '字') => character.repeat(length);

/** What a form of this field alone makes of an answer. */
export function parseOne(field: FormField, answer: RawAnswer, other?: string): Expected {
  const raw: RawForm = { [field.key]: answer, ...(other !== undefined && { [`${field.key}_other`]: other }) };
  const parsed = parseForm([field], raw, { today: TODAY });
  if (!parsed.ok) return parsed.problems[field.key] ?? { code: 'none', params: {} };
  const stored = parsed.values[field.key];
  return stored === undefined ? empty : value(stored);
}
