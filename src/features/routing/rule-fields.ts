import type { FieldOption, FormField } from '../../domain/form/field.ts';
import { OCCASIONS, STRATEGIES } from '../../domain/routing/rule.ts';
import type { Translate } from '../../i18n.ts';
import type { RuleTargets } from './rule-list.query.ts';

/** The strategies, in the reader's words (spec 04). */
function strategyOptions(t: Translate): FieldOption[] {
  return STRATEGIES.map((value) => ({ value, label: t(`routing.strategy.${value}`) }));
}

/** What `familiar` may fall back to. */
function fallbackOptions(t: Translate): FieldOption[] {
  return strategyOptions(t).filter(({ value }) => value !== 'familiar');
}

interface Section {
  readonly title: string;
  readonly help: string;
  readonly fields: readonly FormField[];
}

/** The form of a rule but for its conditions. */
export function ruleSections(isNew: boolean, { groups, people }: RuleTargets, t: Translate): Section[] {
  const occasions = OCCASIONS.map((value) => ({ value, label: t(`config.rule.option.occasions.${value}`) }));
  const section = (name: string, fields: readonly FormField[]): Section => ({
    title: t(`config.rule.section.${name}`),
    help: t(`config.rule.section.${name}_help`),
    fields,
  });
  return [
    section('what', [
      field('name', 'text', { required: true, maxLength: 100 }),
      field('active', 'switch', { help: 'config.rule.help.active', default: isNew }),
      field('occasions', 'multiselect', {
        ...{ required: true, width: 'full', options: occasions, help: 'config.rule.help.occasions' },
        default: ['created', 'escalated', 'dispatched'],
      }),
    ]),
    section('where', [
      field('group_id', 'select', { options: groups, help: 'config.rule.help.group_id' }),
      field('assignee_id', 'select', { options: people, help: 'config.rule.help.assignee_id' }),
      field('strategy', 'select', { options: strategyOptions(t), help: 'config.rule.help.strategy' }),
      field('fallback', 'select', {
        ...{ required: true, default: 'least_open', options: fallbackOptions(t) },
        help: 'config.rule.help.fallback',
        visibleWhen: { field: 'strategy', in: ['familiar'] },
      }),
    ]),
  ];
}

function field(key: string, type: FormField['type'], more: Partial<FormField>): FormField {
  return { key, type, label: `config.rule.field.${key}`, required: false, width: 'half', ...more };
}
