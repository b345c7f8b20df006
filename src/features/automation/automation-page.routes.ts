import type { AutomationDecided } from '../../domain/automation/read-automation.ts';
import { NotFound } from '../../errors.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { paths } from '../../web/paths.ts';
import { type ConfigChangeRow, findLastChange } from '../audit/config-changes.query.ts';
import { presentSince } from '../audit/present-since.view.ts';
import { findCatalogue } from '../conditions/catalogue.query.ts';
import { presentDraft, type Sent, type Workshop } from './automation-editor.view.ts';
import type { AutomationDraft } from './automation-form.ts';
import { findAutomation } from './automation-list.query.ts';
import { findAutomationOptions } from './automation-options.query.ts';
import { tryAutomation } from './automation-trial.routes.ts';
import { automationWords } from './automation-words.view.ts';

/** The editor of an automation as a page, or the part of it that a step brings anew (spec 04). */

/** @throws NotFound */
export async function openWorkshop({ ctx, language }: SignedInWeb, id: number | null): Promise<Workshop> {
  const [automation, catalogue, options] = await Promise.all([
    id === null ? null : findAutomation(ctx.db, id),
    findCatalogue(ctx.db, language),
    findAutomationOptions(ctx.db, language),
  ]);
  if (automation === undefined) throw new NotFound('automation');
  return { automation, catalogue, options };
}

export interface Shown {
  readonly draft: AutomationDraft;
  readonly sent?: Sent;
  readonly refusal?: string;
  readonly since?: readonly ConfigChangeRow[];
  /** What is typed, to be run dry. */
  readonly tried?: AutomationDecided;
  readonly status?: number;
}

export async function showWorkshop(web: SignedInWeb, workshop: Workshop, shown: Shown): Promise<void> {
  const { ctx, t } = web;
  const { automation } = workshop;
  const { sent = {}, since, status = 200 } = shown;
  const { list, new: make, edit } = paths.admin.automations;
  const locals = {
    automation,
    title: automation?.name ?? t('config.automation.new'),
    action: automation ? edit.to(automation.id) : make,
    form: presentDraft(shown.draft, workshop, sent, web),
    refusal: shown.refusal ?? null,
    since: since?.map((row) => presentSince(row, web, automationWords(workshop, web.t))) ?? null,
    tried: shown.tried ? await tryAutomation(web, shown.tried, workshop) : null,
    back: { href: list, label: t('config.area.automations') },
  };
  if (web.wantsFragment) {
    await web.fragment(sent.actions ? 'automations/_actions' : 'automations/_form', locals, status);
    return;
  }
  const last = automation && (await findLastChange(ctx.db, 'automation', String(automation.id)));
  await web.page('automations/edit', {
    ...locals,
    nav: 'automations',
    status,
    last: last && { who: last.who ?? t('config.system'), moment: web.moment(last.occurredAt) },
  });
}
