import type { FormField } from '../../domain/form/field.ts';
import { describeProblems, type Problems } from '../../domain/form/describe-problems.ts';
import { parseForm } from '../../domain/form/parse-form.ts';
import { presentForm } from '../../domain/form/present-form.ts';
import { dayOf } from '../../domain/time/format.ts';
import { Conflict, Refused } from '../../errors.ts';
import { refusalSentence } from '../../web/error-page.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf, idOf, Version } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import { publishTemplate } from './publish-template.ts';
import { presentDiff } from './template-diff.view.ts';
import { fieldsOf, sentenceOf } from './template-editor.view.ts';
import { completeFields } from './template-form.query.ts';
import { completeWorkshop, findWorkshop } from './workshop.query.ts';

/** A draft compared with what is live, what is wrong with it, and its publication (spec 02). */
export function publishRoutes(): Route[] {
  const { publish } = paths.admin.templates;
  return [
    get(publish.pattern, 'config.manage', (web) => showPage(web)),
    post(publish.pattern, 'config.manage', submit),
  ];
}

const NOTE: FormField = {
  key: 'note',
  type: 'textarea',
  label: 'config.template.field.note',
  help: 'config.template.help.note',
  required: false,
  width: 'full',
  maxLength: 500,
};

function noteField({ t }: SignedInWeb): FormField {
  return { ...NOTE, label: t(NOTE.label), help: t('config.template.help.note') };
}

async function submit(web: SignedInWeb): Promise<void> {
  const { ctx } = web;
  const id = idOf(web, 'template');
  const { _csrf: _token, version, ...raw } = bodyOf(web.req);
  const parsed = parseForm([noteField(web)], raw, { today: dayOf(ctx.now(), ctx.zone) });
  if (!parsed.ok) {
    await showPage(web, { raw, problems: parsed.problems, status: 422 });
    return;
  }
  const { note } = parsed.values;
  try {
    const number = await publishTemplate(ctx, id, {
      version: Version.catch(0).parse(version),
      note: typeof note === 'string' ? note : '',
    });
    web.flash({ kind: 'done', key: 'config.template.published', params: { number: String(number) } });
    web.redirect(paths.admin.templates.edit.to(id));
  } catch (error) {
    if (error instanceof Refused)
      await showPage(web, { raw, refusal: refusalSentence(error, web.t), status: error.status });
    else if (error instanceof Conflict)
      await showPage(web, { raw, refusal: web.t('config.template.stale_publish'), status: 409 });
    else throw error;
  }
}

interface Shown {
  readonly raw?: Readonly<Record<string, string | string[]>>;
  readonly problems?: Problems;
  readonly refusal?: string;
  readonly status?: number;
}

async function showPage(web: SignedInWeb, shown: Shown = {}): Promise<void> {
  const { ctx, t } = web;
  const workshop = await findWorkshop(ctx.db, idOf(web, 'template'));
  const { template, live } = workshop;
  const form = await completeWorkshop(ctx.db, workshop, web, dayOf(ctx.now(), ctx.zone));
  const before = live && (await completeFields(ctx.db, live.fields, web));
  const fields = fieldsOf(form, t);
  const { problems = {} } = shown;
  await web.page('templates/publish', {
    title: t('config.template.publish_title', { name: template.name }),
    nav: 'templates',
    status: shown.status ?? 200,
    template,
    next: (live?.number ?? 0) + 1,
    live: live?.number ?? 0,
    isChanged: workshop.isChanged,
    diff: before ? presentDiff([fieldsOf(before, t), fields], t) : [],
    count: fields.length,
    faults: form.problems.map((problem) => {
      const field = fields.find(({ key }) => key === problem.field);
      return {
        key: problem.field,
        label: field?.label ?? problem.field,
        sentence: sentenceOf(problem, field, t),
      };
    }),
    refusal: shown.refusal ?? null,
    note: presentForm({ fields: [noteField(web)], t, raw: shown.raw, problems }),
    problems: describeProblems([noteField(web)], problems, t),
  });
}
