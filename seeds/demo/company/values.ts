import type { FieldValue, FormField } from '../../../src/domain/form/field.ts';
import type { Random } from './types.ts';
import { GOODS, MOBILE_PREFIXES } from './stories.ts';

/** Plausible texts for fields that a type alone can't guess. */
const TEXTS: Readonly<Record<string, (random: Random) => string>> = {
  return_tracking_no: (random) => `SF${random.int(1_000_000, 9_999_999)}${random.int(100_000, 999_999)}`,
  tracking_no: (random) => `YT${random.int(1_000_000, 9_999_999)}${random.int(100_000, 999_999)}`,
  transaction_no: (random) =>
    `42000${random.int(10_000_000, 99_999_999)}${random.int(10_000_000, 99_999_999)}`,
  goods_name: (random) => random.pick(GOODS),
  tax_no: (random) => `91330100MA${random.int(10_000_000, 99_999_999)}`,
  invoice_title: () => '杭州某某科技有限公司',
  company_name: () => '杭州某某贸易有限公司',
  app_version: (random) => `8.${random.int(0, 9)}.${random.int(0, 9)}`,
  device_model: (random) => random.pick(['Mate 60', 'iPhone 15', '小米 14', 'OPPO Find X7']),
  bank_name: (random) => random.pick(['工商银行', '建设银行', '招商银行']),
  batch_no: (random) => `B${random.int(202_601, 202_611)}-${random.int(10, 99)}`,
  car_model: (random) => random.pick(['2026 款 1.5T', '纯电长续航版', '混动四驱版']),
};

/** A value that the field's own rules accept. */
export function plausibleValue(field: FormField, random: Random, today: Date): FieldValue {
  const options = field.options ?? [];
  const day = (back: number): string =>
    new Date(today.getTime() - back * 86_400_000).toISOString().slice(0, 10);
  const phone = (): string => `+86${random.pick(MOBILE_PREFIXES)}${random.int(10_000_000, 99_999_999)}`;
  switch (field.type) {
    case 'radio':
    case 'select':
      return random.pick(options).value;
    case 'checkbox':
    case 'multiselect':
      return options.filter((_, index) => index === 0 || random.chance(0.3)).map((option) => option.value);
    case 'money':
      return random.int(990, 99_900) / 100;
    case 'number':
      return random.int(Math.max(1, Number(field.min ?? 1)), Math.min(20, Number(field.max ?? 20)));
    case 'date':
      return day(random.int(1, 20));
    case 'datetime':
      return `${day(random.int(0, 5))}T${String(random.int(8, 21)).padStart(2, '0')}:${String(random.int(0, 59)).padStart(2, '0')}`;
    case 'time':
      return `${String(random.int(9, 18)).padStart(2, '0')}:00`;
    case 'phone':
      return phone();
    case 'email':
      return `user${random.int(100, 999)}@example.com`;
    case 'url':
      return `https://example.com/item/${random.int(10_000, 99_999)}`;
    case 'switch':
      return random.chance(0.5);
    case 'text':
    case 'textarea':
      return TEXTS[field.key]?.(random) ?? `${field.label}见客户所附说明`;
  }
}
