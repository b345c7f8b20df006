import { leavesOf } from '../../domain/form/field-kinds.ts';
import type { FieldOption, FormField } from '../../domain/form/field.ts';
import { CLOSING_COLUMNS } from '../../domain/import/closing-columns.ts';
import type { ImportCategory, ImportConfig } from '../../domain/import/import-config.ts';
import { type Target, TARGET_GROUPS, targetsOf } from '../../domain/import/targets.ts';
import type { Language, Translate } from '../../i18n.ts';

/** What the columns of a sheet can be read as, and what their texts can stand for (spec 06). */

export interface ValueChoice {
  /** Of a list in parts, such as the categories of one top level. */
  readonly label: string | undefined;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

export interface Targets {
  readonly config: ImportConfig;
  /** For the choice of each column, in groups. */
  readonly groups: readonly ValueChoice[];
  readonly knows: (target: string) => boolean;
  /** Whatever it is, as a field that whoever reads would fill in; its key where nothing is known of it. */
  readonly fieldOf: (target: string) => FormField;
  /** What a text can be said to mean; empty where it can only be mended. */
  readonly choicesOf: (target: string) => readonly ValueChoice[];
  /** Those that tickets of a category can't be without. */
  readonly requiredBy: (categoryId: string) => readonly string[];
}

export const CATEGORY = 'category';

export function presentTargets(
  config: ImportConfig,
  { t, language }: { t: Translate; language: Language },
): Targets {
  const targets = config.kind === 'closing' ? [] : targetsOf(config);
  const fields = new Map<string, FormField>(
    targets.map((target) => [target.key, asField(target, config, { t, language })]),
  );
  const fieldOf = (key: string): FormField => fields.get(key) ?? unmapped(key, config, t);
  return {
    config,
    groups: TARGET_GROUPS.map((group) => ({
      label: t(`import.targets.${group}`),
      options: targets
        .filter((target) => target.group === group)
        .map(({ key }) => ({ value: key, label: fieldOf(key).label })),
    })).filter(({ options }) => options.length > 0),
    knows: (key) => fields.has(key),
    fieldOf,
    choicesOf: (key) =>
      key === CATEGORY ? categoryChoices(config.categories) : choicesOfField(fieldOf(key)),
    requiredBy: (categoryId) =>
      targets.filter(({ requiredBy }) => requiredBy.includes(Number(categoryId))).map(({ key }) => key),
  };
}

/** A column of a closing sheet, which is known by its heading alone; else nothing is known but the key. */
function unmapped(key: string, { kind }: ImportConfig, t: Translate): FormField {
  const column = kind === 'closing' ? CLOSING_COLUMNS.find((each) => each.key === key) : undefined;
  return { ...NOTHING, key, label: column ? t(column.label) : key };
}

const NOTHING: FormField = { key: '', type: 'text', label: '', required: false, width: 'half' };

function asField(
  { key, label, field }: Target,
  config: ImportConfig,
  { t, language }: { t: Translate; language: Language },
): FormField {
  const words = 'key' in label ? t(label.key) : label.text;
  const options = optionsOf(key, field, config, language);
  return { ...NOTHING, ...field, key, label: words, width: 'half', ...(options && { options }) };
}

/** The product's own lists are in the language of the reader; what administrators wrote is as they wrote it. */
function optionsOf(
  key: string,
  field: FormField | null,
  config: ImportConfig,
  language: Language,
): readonly FieldOption[] | undefined {
  if (key === 'handler' && field === null)
    return config.people.map(({ id, name }) => ({ value: String(id), label: name }));
  const own =
    field?.options ??
    (key === 'unsolved_reason' || key === 'satisfaction' ? config.outcomes[key] : undefined);
  const translated = Object.hasOwn(config.translated, key) ? config.translated[key] : undefined;
  if (language === 'zh-CN' || translated === undefined) return own;
  const labels = new Map(translated.map(({ value, label }) => [value, label]));
  return own?.map((option) => ({ ...option, label: labels.get(option.value) ?? option.label }));
}

/** The categories below their top level. */
export function categoryChoices(categories: readonly ImportCategory[]): readonly ValueChoice[] {
  const byTop = new Map<string, { value: string; label: string }[]>();
  for (const { id, path } of categories) {
    const [top = ''] = path;
    const options = byTop.get(top) ?? [];
    options.push({ value: String(id), label: path.join(' / ') });
    byTop.set(top, options);
  }
  return [...byTop].map(([label, options]) => ({ label, options }));
}

function choicesOfField({ type, options = [] }: FormField): readonly ValueChoice[] {
  const offered =
    type === 'cascade'
      ? leavesOf(options).flatMap(({ value, path, retired }) =>
          retired ? [] : [{ value, label: path.join(' / ') }],
        )
      : options.flatMap(({ value, label, retired = false }) => (retired ? [] : [{ value, label }]));
  return offered.length === 0 ? [] : [{ label: undefined, options: offered }];
}
