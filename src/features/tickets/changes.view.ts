import { BUILT_IN_FIELDS, isBuiltIn } from '../../domain/form/built-in-fields.ts';
import { type FieldChange, valuesOfChange } from '../../domain/form/diff-values.ts';
import { displayValue } from '../../domain/form/display-value.ts';
import { isSensitive, maskShown } from '../../domain/form/mask.ts';
import type { FieldValue, FormField } from '../../domain/form/field.ts';
import type { Translate } from '../../i18n.ts';

export interface ChangeView {
  readonly label: string;
  readonly from: string;
  readonly to: string;
}

/** What stands beside the fields of a form: keys of the log alone. */
const BESIDE: Readonly<Record<string, string>> = {
  category_id: 'ticket.field.category',
  template_version_id: 'ticket.field.template',
  tags: 'attribute.tags',
};

/**
 * A difference as it is read (spec 01, save): as the log kept it, and what is the product's own in the reader's
 * language; what is sensitive, or has become so since, is masked (spec 02).
 */
export function presentChanges(
  changes: readonly FieldChange[],
  fields: readonly FormField[],
  t: Translate,
): ChangeView[] {
  return changes.map((change) => {
    const { was, now } = valuesOfChange(change);
    const known = fields.find((field) => field.key === change.key && isSensitive(field));
    const masked = change.sensitive ?? known?.type;
    const show = (value: FieldValue | undefined, kept: string): string => {
      if (masked !== undefined && kept !== '') return maskShown(masked, value, kept, t);
      return showValue(change.key, value, fields, t) ?? (kept === '' ? t('edit.empty') : kept);
    };
    return { label: labelOf(change, t), from: show(was, change.from), to: show(now, change.to) };
  });
}

/** Too much to stand in the timeline unfolded. */
export function isLongDifference(changes: readonly ChangeView[], letters: number): boolean {
  return (
    changes.reduce((sum, { label, from, to }) => sum + label.length + from.length + to.length, 0) > letters
  );
}

function labelOf({ key, label }: FieldChange, t: Translate): string {
  const beside = Object.hasOwn(BESIDE, key) ? BESIDE[key] : undefined;
  if (beside !== undefined) return t(beside);
  return isBuiltIn(key) ? t(BUILT_IN_FIELDS[key].label) : label;
}

/** A value in the words of the reader; null where the log's own are all there is. */
function showValue(
  key: string,
  value: FieldValue | undefined,
  fields: readonly FormField[],
  t: Translate,
): string | null {
  if (typeof value === 'boolean') return t(value ? 'form.yes' : 'form.no');
  if (key === 'template_version_id' && Array.isArray(value)) {
    const [name, number] = value as readonly string[];
    return t('ticket.template_version', { name, number });
  }
  const field = isBuiltIn(key) ? fields.find((each) => each.key === key) : undefined;
  const isOption = field?.options?.some((option) => option.value === value) ?? false;
  return field && isOption ? displayValue(field, value, t) : null;
}
