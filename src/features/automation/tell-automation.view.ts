import type {
  Automation,
  AutomationAction,
  AutomationSchedule,
  Recipient,
} from '../../domain/automation/automation.ts';
import type { Catalogue } from '../../domain/conditions/catalogue.ts';
import { EVERYTHING } from '../../domain/conditions/language.ts';
import type { FieldOption } from '../../domain/form/field.ts';
import type { Translate } from '../../i18n.ts';
import { tellConditions } from '../conditions/tell-conditions.view.ts';
import type { AutomationOptions } from './automation-fields.ts';

/** Names for what is stored by ids and keys. */
export interface TellingWords {
  readonly catalogue: Catalogue;
  readonly options: AutomationOptions;
  readonly t: Translate;
}

/** Of a message whom it goes to. */
type ToldAction =
  | Exclude<AutomationAction, { readonly kind: 'notify' }>
  | { readonly kind: 'notify'; readonly to: readonly Recipient[] };

type Told = Pick<Automation, 'events' | 'schedule' | 'condition' | 'actions' | 'stops'>;

/** An automation as one sentence (spec 04): when … happens, and …, then …; with names, not ids. */
export function tellAutomation(automation: Told, words: TellingWords): string {
  const { t } = words;
  const { condition, stops } = automation;
  return [
    tellTrigger(automation, t),
    ...(condition.root.of.length === 0
      ? []
      : [t('config.automation.tell.and', { condition: tellCondition(condition, words) })]),
    t('config.automation.tell.then', { actions: tellActions(automation.actions, words) }),
    ...(stops ? [t('config.automation.tell.stops')] : []),
    t('config.automation.tell.end'),
  ].join('');
}

/** When it looks at tickets: what has to happen, or by the clock. */
function tellTrigger({ events, schedule }: Pick<Told, 'events' | 'schedule'>, t: Translate): string {
  if (schedule !== null) return tellSchedule(schedule, t);
  const names = events.map((event) =>
    t('config.automation.tell.quoted', { text: t(`config.automation.option.events.${event}`) }),
  );
  return t('config.automation.tell.when', { events: names.join(t('config.automation.tell.or')) });
}

function tellSchedule(schedule: AutomationSchedule, t: Translate): string {
  return 'every' in schedule
    ? t('config.automation.tell.every', { count: schedule.every })
    : t('config.automation.tell.at', { at: schedule.at });
}

/** Conditions in words; those that hold for every ticket say so. */
export function tellCondition(condition: Told['condition'], { catalogue, t }: TellingWords): string {
  return condition.root.of.length === 0
    ? t('config.automation.tell.everything')
    : tellConditions({ ...EVERYTHING, ...condition }, catalogue, t);
}

export function tellActions(actions: readonly ToldAction[], words: TellingWords): string {
  return actions.map((action) => tellAction(action, words)).join(words.t('config.automation.tell.next'));
}

/** What one action does: "set the priority to high". */
export function tellAction(action: ToldAction, { options, t }: TellingWords): string {
  const told = (params: Record<string, string> = {}): string =>
    t(`config.automation.tell.action.${action.kind}`, params);
  switch (action.kind) {
    case 'set_priority':
      return told({ priority: t(`ticket.priority.${action.priority}`) });
    case 'add_tags':
    case 'remove_tags':
      return told({ tags: named(action.tags, options.tags, t) });
    case 'assign':
      if (action.groupId === null && action.assigneeId === null)
        return t('config.automation.tell.action.assign_default');
      return told({
        to: [
          ...(action.groupId === null ? [] : [named([String(action.groupId)], options.groups, t)]),
          ...(action.assigneeId === null ? [] : [named([String(action.assigneeId)], options.people, t)]),
        ].join(' · '),
      });
    case 'escalate_to_manager':
      return told();
    case 'notify':
      return told({ to: tellRecipients(action.to, { options, t }) });
    case 'add_note':
      return told({ text: shorten(action.text) });
    case 'call_webhook':
      return told({ host: hostOf(action.address) });
  }
}

function tellRecipients(
  recipients: readonly Recipient[],
  { options, t }: Pick<TellingWords, 'options' | 't'>,
): string {
  return recipients
    .map((each) =>
      each.kind === 'person'
        ? named([String(each.id)], options.people, t)
        : t(`config.automation.tell.recipient.${each.kind}`),
    )
    .join(t('form.list_separator'));
}

/** What is gone keeps its id, so that it can be found in the audit log. */
function named(values: readonly string[], options: readonly FieldOption[], t: Translate): string {
  return values
    .map(
      (value) =>
        options.find((option) => option.value === value)?.label ?? t('config.audit.gone', { id: value }),
    )
    .join(t('form.list_separator'));
}

const SHOWN = 30;

function shorten(text: string): string {
  const [line = ''] = text.split('\n');
  const characters = [...line];
  return characters.length > SHOWN || line !== text ? `${characters.slice(0, SHOWN).join('')}…` : line;
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address;
}
