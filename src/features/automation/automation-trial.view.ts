import type { AutomationAction } from '../../domain/automation/automation.ts';
import type { AutomationDecided } from '../../domain/automation/read-automation.ts';
import type { DryRun } from './dry-run.ts';
import type { DryRunRow } from './dry-run.query.ts';
import { tellAction, tellAutomation, type TellingWords } from './tell-automation.view.ts';

interface Words extends TellingWords {
  readonly moment: (at: Date) => string;
  readonly days: number;
}

/** Which tickets an automation would have touched, and what it would have done to each (spec 04). */
export function presentDryRun(
  { kind, rows, count, isMore }: DryRun,
  automation: AutomationDecided,
  words: Words,
) {
  const { t, moment, days } = words;
  return {
    sentence: tellAutomation(automation, words),
    lead: t(`config.automation.dry.${count === 0 ? 'none' : 'found'}_${kind}`, {
      count: isMore ? `${count}+` : count,
      days,
    }),
    more: count > rows.length ? t('config.automation.dry.newest', { count: rows.length }) : null,
    rows: rows.map((row) => ({
      number: row.number,
      title: row.title,
      status: row.status,
      priority: row.priority,
      moment: moment(row.at),
      iso: row.at.toISOString(),
      because: row.event === null ? null : t(`config.automation.option.events.${row.event}`),
      times: row.times > 1 ? t('config.automation.dry.times', { count: row.times }) : null,
      actions: automation.actions.map((action) => {
        const hindrance = hindranceOf(action, row);
        const told = tellAction(action, words);
        return {
          outcome: hindrance === null ? 'done' : 'nothing',
          told: hindrance ? t(`config.automation.dry.${hindrance}`, { told }) : told,
        };
      }),
    })),
  };
}

const ON_CLOSED: readonly AutomationAction['kind'][] = ['notify', 'add_note', 'call_webhook'];

/** Why an action would do nothing to a ticket as it is now; null where it would do something. */
function hindranceOf(
  action: AutomationAction,
  { status, priority }: Pick<DryRunRow, 'status' | 'priority'>,
): 'closed' | 'already' | null {
  if (action.kind === 'set_priority' && action.priority === priority) return 'already';
  return status === 'closed' && !ON_CLOSED.includes(action.kind) ? 'closed' : null;
}
