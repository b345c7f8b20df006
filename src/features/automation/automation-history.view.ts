import { DEPTH_LIMIT } from '../../domain/automation/automation.ts';
import type { ActionResult } from '../../domain/automation/run.ts';
import type { Translate } from '../../i18n.ts';
import type { RunRow } from './runs.query.ts';

/** What an automation once did, as a row of its history shows it (spec 04). */
export function presentRun(
  { id, at, outcome, results, number, title, event }: RunRow,
  { t, moment }: { readonly t: Translate; readonly moment: (at: Date) => string },
) {
  return {
    id,
    moment: moment(at),
    iso: at.toISOString(),
    number,
    title,
    because: t(
      event === null ? 'config.automation.history.by_clock' : `config.automation.option.events.${event}`,
    ),
    outcome,
    outcomeLabel: t(`config.automation.history.outcome.${outcome}`),
    cut: outcome === 'cut' ? t('config.automation.history.cut_help', { count: DEPTH_LIMIT }) : null,
    results: results.map((result) => ({ outcome: result.outcome, told: tellResult(result, t) })),
  };
}

/** What became of one action: what it did, or why it did nothing. */
function tellResult({ kind, outcome, code, count }: ActionResult, t: Translate): string {
  const action = t(`config.automation.option.kind.${kind}`);
  if (outcome === 'done')
    return count === undefined
      ? t('config.automation.history.did', { action })
      : t('config.automation.history.told', { action, count });
  const reason = code ? t(`config.automation.code.${code}`) : '';
  const key = outcome === 'nothing' ? 'nothing' : 'refused';
  return t(`config.automation.history.${key}${reason === '' ? '' : '_why'}`, { action, reason });
}
