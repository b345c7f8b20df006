import { z } from 'zod';
import type { SignedInWeb } from '../../web/page.ts';
import { OptionalId, parseQuery } from '../../web/parse-request.ts';
import { chooseTab, countSaid, meaningOf, presentTabs } from './check.view.ts';
import {
  countFound,
  findFoundRows,
  findUnknownValues,
  FOUND_TABS,
  type UnknownValue,
} from './found-rows.query.ts';
import { type FoundWords, presentFound, valueLine } from './found.view.ts';
import { findImportConfig } from './import-config.query.ts';
import type { ImportRecord } from './imports.query.ts';
import { presentTargets } from './targets.view.ts';

/** What the check, or the run, found: the tabs that the pages of both steps show. */

export async function findFound(web: SignedInWeb, row: ImportRecord, page: string) {
  const { ctx, t } = web;
  const query = parseQuery(web.req, {
    tab: z.enum(FOUND_TABS).optional().catch(undefined),
    after: OptionalId.catch(undefined),
    before: OptionalId.catch(undefined),
  });
  const counts = await countFound(ctx.db, row.id);
  const tab = chooseTab(query.tab, counts);
  const words = await findWords(web, row);
  const unknown = counts.values > 0 && row.state === 'checked' ? await findUnknownValues(ctx.db, row.id) : [];
  const place = { after: query.after ?? null, before: query.before ?? null };
  const found = tab === 'values' ? null : await findFoundRows(ctx.db, row.id, { tab, ...place });
  const address = (name: string, number: number | null): string | null =>
    number === null ? null : `${page}?tab=${tab}&${name}=${number}`;
  return {
    counts,
    tab,
    tabs: presentTabs(tab, counts, { kind: row.kind, page }, t),
    lines: found === null || tab === 'values' ? [] : presentFound(found.rows, tab, words),
    values: tab === 'values' ? valueLines(unknown, words) : [],
    canSay: row.state === 'checked',
    newer: address('before', found?.before ?? null),
    older: address('after', found?.after ?? null),
    said: countSaid(unknown, row.plan.values),
  };
}

function valueLines(unknown: readonly UnknownValue[], words: FoundWords) {
  return unknown.flatMap((value, index) => valueLine(value, `value-${index}`, words) ?? []);
}

/** The words for what stands in the rows, in the language of whoever reads. */
export async function findWords(web: SignedInWeb, { kind, plan }: ImportRecord): Promise<FoundWords> {
  const { t } = web;
  const targets = presentTargets(await findImportConfig(web.ctx, kind), web);
  return {
    t,
    headings: plan.headings,
    fieldOf: targets.fieldOf,
    choicesOf: targets.choicesOf,
    chosenFor: (target, text) => meaningOf(plan.values, target, text),
  };
}
