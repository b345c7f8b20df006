import type { AutomationDecided } from '../../domain/automation/read-automation.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { findCatalogue } from '../conditions/catalogue.query.ts';
import type { Workshop } from './automation-editor.view.ts';
import { findAutomationOptions } from './automation-options.query.ts';
import { presentDryRun } from './automation-trial.view.ts';
import { dryRun } from './dry-run.ts';

/** How far the list, and the dry run, look back. */
export const LOOK_BACK_DAYS = 30;

/**
 * What an automation would have done in the last days, whether it is stored or only typed (spec 04); nothing is changed.
 * @param known what there is to choose from, where it was looked up already
 */
export async function tryAutomation(
  web: SignedInWeb,
  automation: AutomationDecided,
  known?: Pick<Workshop, 'catalogue' | 'options'>,
) {
  const { ctx, t, language, moment } = web;
  const [run, catalogue, options] = await Promise.all([
    dryRun(ctx, automation, { days: LOOK_BACK_DAYS }),
    known?.catalogue ?? findCatalogue(ctx.db, language),
    known?.options ?? findAutomationOptions(ctx.db, language),
  ]);
  return presentDryRun(run, automation, { catalogue, options, t, moment, days: LOOK_BACK_DAYS });
}
