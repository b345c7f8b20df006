import { describe, expect, test } from 'vitest';
import { describeProblems } from '../../../src/domain/form/describe-problems.ts';
import type { FormField } from '../../../src/domain/form/field.ts';
import type { PresentedField, PresentFormInput } from '../../../src/domain/form/present-form.ts';
import { presentForm } from '../../../src/domain/form/present-form.ts';
import { aField, OPTIONS, TODAY, translator } from './support.ts';

const t = await translator('zh-CN');
const en = await translator('en');

function presentOne(field: FormField, input: Omit<PresentFormInput, 'fields' | 't'> = {}): PresentedField {
  const [presented] = presentForm({ fields: [field], t, ...input });
  if (presented === undefined) throw new Error('nothing presented');
  return presented;
}

const options = (...labels: string[]) => labels.map((label, index) => ({ value: `o${index}`, label }));

describe('which control', () => {
  test.each([
    ['segment', aField('radio', { options: options('已解决', '未解决') })],
    ['segment', aField('radio', { options: options('满意', '一般', '不满意', '未接触到') })],
    ['segment', aField('radio', { width: 'full', options: options('短信', '电话', '在线客服', '到店') })],
    ['radios', aField('radio', { options: options('原路退回客户付款账户', '退到客户指定的银行卡') })],
    ['radios', aField('radio', { options: options('一', '二', '三', '四', '五') })],
    ['radios', aField('radio', { options: options('一', '二'), allowOther: true })],
    ['select', aField('radio', { options: options('1', '2', '3', '4', '5', '6', '7') })],
    ['select', aField('select', { options: options('一') })],
    ['checks', aField('checkbox')],
    ['checks', aField('multiselect')],
    ['textarea', aField('textarea')],
    ['switch', aField('switch')],
    ['input', aField('money')],
  ] as const)('%s', (control, field) => {
    expect(presentOne(field).control).toBe(control);
  });

  test.each([
    ['text', 'text', undefined],
    ['number', 'text', undefined],
    ['money', 'text', 'decimal'],
    ['date', 'date', undefined],
    ['datetime', 'datetime-local', undefined],
    ['time', 'time', undefined],
    ['phone', 'tel', undefined],
    ['email', 'email', undefined],
    ['url', 'url', undefined],
  ] as const)('%s: %s %s', (type, inputType, inputMode) => {
    expect(presentOne(aField(type))).toMatchObject({ inputType, inputMode });
  });

  test('whole numbers from 0 get the keys of figures', () => {
    expect(presentOne(aField('number', { min: 0, decimals: 0 })).inputMode).toBe('numeric');
  });
});

describe('what stands in it', () => {
  test('what was typed, also where it was refused', () => {
    const raw = { it: ' 12,34 ' };
    const presented = presentOne(aField('money'), {
      raw,
      problems: { it: { code: 'number_invalid', params: {} } },
    });
    expect(presented).toMatchObject({ value: ' 12,34 ', error: '请填写数字，例如 1234.5。', unit: '元' });
  });

  test('a refused date is shown in a plain input, which does not drop it', () => {
    expect(presentOne(aField('date'), { raw: { it: '2026-02-30' } })).toMatchObject({
      inputType: 'text',
      value: '2026-02-30',
    });
    expect(presentOne(aField('date'), { raw: { it: '2026-02-28' } }).inputType).toBe('date');
  });

  test.each([
    [aField('money'), 428, '428.00'],
    [aField('number'), 1234567.5, '1234567.5'],
    [aField('phone'), '+8613800138000', '13800138000'],
    [aField('datetime'), '2026-11-24T10:26', '2026-11-24T10:26'],
    [aField('textarea'), '一\n二', '一\n二'],
  ] as const)('stored values as they are typed: %o %o', (field, value, shown) => {
    expect(presentOne(field, { values: { it: value } }).value).toBe(shown);
  });

  test('defaults only in a new form', () => {
    const day = aField('date', { default: 'today+1' });
    expect(presentOne(day, { today: TODAY }).value).toBe('2026-11-25');
    expect(presentOne(day, { today: TODAY, values: {} }).value).toBe('');
    expect(presentOne(day, { today: TODAY, raw: {} }).value).toBe('');
    expect(presentOne(aField('switch', { default: true })).checked).toBe(true);
  });

  test('a select offers 请选择, the current options, and the retired one the ticket holds', () => {
    const field = aField('select', { allowOther: true });
    expect(presentOne(field, { values: { it: 'old' } }).options.map(({ label }) => label)).toEqual([
      '请选择',
      '甲',
      '乙',
      '丙',
      '旧项',
      '其他',
    ]);
    expect(presentOne(field).options.filter(({ selected }) => selected)).toMatchObject([{ value: '' }]);
  });

  test('a stored value that is no option stays; one from outside is not offered', () => {
    expect(presentOne(aField('select'), { values: { it: 'gone' } }).options.at(-1)).toMatchObject({
      value: 'gone',
      selected: true,
    });
    expect(
      presentOne(aField('select'), { raw: { it: 'gone' } }).options.map(({ value }) => value),
    ).not.toContain('gone');
  });

  test('其他 opens its text', () => {
    const field = aField('checkbox', { allowOther: true });
    expect(presentOne(field, { values: { it: ['a', 'other:渠道'] }, namePrefix: 'form_' })).toMatchObject({
      name: 'form_it',
      other: {
        name: 'form_it_other',
        value: '渠道',
        hidden: false,
        label: '项目：其他',
        visibleIn: '["other"]',
      },
    });
    expect(presentOne(field).other?.hidden).toBe(true);
    const renamed = aField('radio', {
      allowOther: true,
      options: [...OPTIONS, { value: 'other', label: '别的' }],
    });
    expect(presentOne(renamed).options.filter(({ value }) => value === 'other')).toMatchObject([
      { label: '别的' },
    ]);
  });

  test('radios that may stay empty have a way back to empty', () => {
    expect(presentOne(aField('radio')).options[0]).toMatchObject({
      value: '',
      label: '不选',
      selected: true,
    });
    expect(presentOne(aField('radio', { required: true })).options[0]).toMatchObject({ value: 'a' });
    expect(presentOne(aField('radio', { default: 'a' })).options[0]).toMatchObject({
      value: 'a',
      selected: true,
    });
  });
});

describe('how it is explained', () => {
  test('hint, or error instead of it, unit and the word required', () => {
    const field = aField('number', { help: '见吊牌', unit: '件', required: true });
    expect(presentOne(field).describedBy).toBe('f-it-unit f-it-hint');
    const problems = { it: { code: 'required', params: {} } };
    expect(presentOne(field, { raw: {}, problems, idPrefix: 'close-' }).describedBy).toBe(
      'close-it-unit close-it-error',
    );
    expect(presentOne(aField('checkbox', { required: true })).describedBy).toBe('f-it-required');
    expect(presentOne(aField('text')).describedBy).toBe('');
  });

  test('conditions for the script, in its words; hidden by the server already', () => {
    const fields = [
      aField('switch', { key: 'flag' }),
      aField('text', { visibleWhen: { field: 'flag', in: ['true'] } }),
      aField('text', { key: 'that', visibleWhen: { field: 'flag', in: ['false'] } }),
    ];
    const [, it, that] = presentForm({ fields, t, namePrefix: 'form_' });
    expect(it).toMatchObject({ hidden: true, visible: { field: 'form_flag', in: '["on"]' } });
    expect(that).toMatchObject({ hidden: false, visible: { field: 'form_flag', in: '[""]' } });
  });

  test('bounds of native inputs', () => {
    const field = { min: 'today', max: 'today+7' };
    expect(presentOne(aField('date', field), { today: TODAY })).toMatchObject({
      min: '2026-11-24',
      max: '2026-12-01',
    });
    expect(presentOne(aField('datetime', field), { today: TODAY })).toMatchObject({
      min: '2026-11-24T00:00',
      max: '2026-12-01T23:59',
    });
    expect(presentOne(aField('date', field))).toMatchObject({ min: undefined, max: undefined });
  });
});

describe('describeProblems', () => {
  const fields = [aField('text', { key: 'title', label: '标题' }), aField('money', { label: '退款金额' })];
  const problems = {
    nonsense: { code: 'unknown_field', params: { key: 'nonsense' } },
    it: { code: 'too_large', params: { max: 4280.5 } },
    title: { code: 'too_long', params: { max: 200, length: 100_000 } },
  };

  test('in the order of the fields, each with a sentence that says what to do', () => {
    expect(describeProblems(fields, problems, t)).toEqual([
      { key: 'title', label: '标题', id: 'f-title', sentence: '最多 200 个字，现在 100,000 个字，请删减。' },
      { key: 'it', label: '退款金额', id: 'f-it', sentence: '不能超过 4,280.50 元。' },
      {
        key: 'nonsense',
        label: 'nonsense',
        id: undefined,
        sentence: '这张表单没有“nonsense”这一项，请重新打开表单后再提交。',
      },
    ]);
    expect(describeProblems(fields, problems, en, 'x-')[1]).toMatchObject({
      id: 'x-it',
      sentence: 'Must not be more than 4,280.50 CNY.',
    });
  });

  test('which character it is', () => {
    const sentence = (context: string) =>
      describeProblems(fields, { title: { code: 'bad_characters', params: { context } } }, t)[0]?.sentence;
    expect(sentence('nul')).toContain('NUL');
    expect(sentence('control')).toContain('控制字符');
    expect(sentence('broken')).toContain('残缺');
    expect(sentence('anything')).toContain('无法保存');
  });
});
