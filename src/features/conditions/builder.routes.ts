import { z } from 'zod';
import { attributeIn, type Catalogue } from '../../domain/conditions/catalogue.ts';
import { readConditions } from '../../domain/conditions/read-conditions.ts';
import { steadyCatalogue } from '../../domain/conditions/steady.ts';
import { NotFound } from '../../errors.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf, parseQuery, SearchWords } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { presentBuilder } from './builder.view.ts';
import { findCatalogue } from './catalogue.query.ts';
import { changeConditionForm } from './change-condition-form.ts';
import { readConditionForm } from './condition-form.ts';
import { allInUse, findOptions, levelBelow } from './find-options.ts';
import { presentOptions } from './options.view.ts';
import { previewConditions } from './preview-conditions.ts';
import { presentPreview, presentUnfinished } from './preview.view.ts';

/** What the builder of conditions asks for, on whichever page it stands (spec 04). */
export function conditionsRoutes(): Route[] {
  const { builder, options, preview } = paths.conditions;
  return [
    post(builder, 'config.manage', takeStep),
    get(options, 'config.manage', showOptions),
    post(preview, 'config.manage', showPreview),
  ];
}

/** The beginning of the names of its inputs; there may be several builders in a form. */
const Prefix = z
  .string()
  .regex(/^[a-z][a-z_]{0,19}$/)
  .default('c');

/** What stays as it is while the ticket does: of policies, which are not chosen by the clock. */
const Steady = z.literal('1').optional();

async function findOffered({ ctx, language }: SignedInWeb, steady: '1' | undefined): Promise<Catalogue> {
  const catalogue = await findCatalogue(ctx.db, language);
  return steady ? steadyCatalogue(catalogue) : catalogue;
}

/** The builder after one of its steps. */
async function takeStep(web: SignedInWeb): Promise<void> {
  const { t } = web;
  const { prefix, steady } = parseQuery(web.req, { prefix: Prefix, steady: Steady });
  const body = bodyOf(web.req);
  const changed = changeConditionForm(body, prefix);
  const builder = presentBuilder({
    catalogue: await findOffered(web, steady),
    isSteady: steady !== undefined,
    raw: changed?.raw ?? readConditionForm(body, prefix),
    prefix,
    t,
    ...(changed && { changed }),
  });
  web.res.set('hx-trigger-after-settle', 'conditions-changed');
  await web.fragment('conditions/_tree', { builder });
}

/** So many are shown at once; the rest is found by typing more. */
const SHOWN = 50;

/** The values of an attribute that was searched for, or one level of the tree that they stand in. */
async function showOptions(web: SignedInWeb): Promise<void> {
  const { field, q, at } = parseQuery(web.req, {
    field: z.string().max(80).catch(''),
    q: SearchWords,
    at: z.string().max(200).catch('').default(''),
  });
  const attribute = attributeIn(await findCatalogue(web.ctx.db, web.language), field);
  if (!attribute?.options) throw new NotFound('attribute');
  const level = q === '' ? levelBelow(attribute, at) : null;
  const found = level?.options ?? findOptions(attribute, q, SHOWN + 1);
  await web.fragment('conditions/_options', { typed: q, ...presentOptions(found, level, SHOWN, web.t) });
}

/** What the conditions of a form choose now, or what is still missing in them. */
async function showPreview(web: SignedInWeb): Promise<void> {
  const { ctx, t } = web;
  const { prefix, refused, steady } = parseQuery(web.req, {
    prefix: Prefix,
    refused: z.literal('1').optional(),
    steady: Steady,
  });
  const body = bodyOf(web.req);
  const changed = changeConditionForm(body, prefix);
  const raw = changed?.raw ?? readConditionForm(body, prefix);
  const catalogue = await findOffered(web, steady);
  // What is out of use may stay where it was kept; whether it was, is for the page to judge that saves it.
  const reading = readConditions(raw, allInUse(catalogue));
  const seen = reading.ok
    ? presentPreview(await previewConditions(ctx, reading.conditions), reading.conditions, catalogue, t)
    : presentUnfinished(reading.problems, t);
  const builder = presentBuilder({
    catalogue,
    isSteady: steady !== undefined,
    raw,
    prefix,
    t,
    problems: reading.ok ? [] : reading.problems,
    ...(changed && { changed }),
  });
  if (web.wantsFragment)
    await web.fragment('conditions/_preview', { seen, builder, isRefused: refused === '1' });
  else await web.page('conditions/preview', { title: t('condition_builder.preview.title'), seen, builder });
}
