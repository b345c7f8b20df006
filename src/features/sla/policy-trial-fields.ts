import type { Catalogue } from '../../domain/conditions/catalogue.ts';
import type { FormField } from '../../domain/form/field.ts';
import type { Translate } from '../../i18n.ts';
import { trialFields } from '../routing/rule-trial-fields.ts';

const MOST_PAUSES = 10;

/** When the time of a policy begins that is tried, and when it stands still (spec 05). */
export function timeFields(start: string, t: Translate): FormField[] {
  const moment = (key: string): FormField => ({
    ...{ key, type: 'datetime', label: t(`config.policy.cell.${key}`), required: true, width: 'half' },
  });
  return [
    {
      ...{
        key: 'start',
        type: 'datetime',
        label: t('config.policy.try.start'),
        required: true,
        width: 'half',
      },
      ...{ help: t('config.policy.try.start_help'), default: start },
    },
    {
      ...{
        key: 'pauses',
        type: 'group',
        label: t('config.policy.try.pauses'),
        required: false,
        width: 'full',
      },
      ...{
        help: t('config.policy.try.pauses_help'),
        maxRows: MOST_PAUSES,
        fields: [moment('from'), moment('to')],
      },
    },
  ];
}

/** The ticket: its number, or what it would be like. */
export function ticketFields(catalogue: Catalogue, t: Translate): FormField[] {
  return trialFields(catalogue, t).filter(({ key }) => key !== 'occasion');
}
