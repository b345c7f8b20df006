import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { CALLER_KEYS } from '../../domain/form/built-in-fields.ts';
import { describeProblems } from '../../domain/form/describe-problems.ts';
import type { FieldProblem, FormField } from '../../domain/form/field.ts';
import type { RawForm } from '../../domain/form/parse-form.ts';
import { presentForm, type PresentedField } from '../../domain/form/present-form.ts';
import { holds } from '../../domain/people/permissions.ts';
import { CLOSE_FIELDS } from '../../domain/ticket/action-fields.ts';
import { dayOf } from '../../domain/time/format.ts';
import { Invalid, NotFound, Refused } from '../../errors.ts';
import { refusalSentence } from '../../web/error-page.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { bodyOf, parseQuery, withPrefix } from '../../web/parse-request.ts';
import { paths } from '../../web/paths.ts';
import { get, post, type Route } from '../../web/routes.ts';
import {
  attachmentsField,
  attachmentsIn,
  findAttachmentsInput,
  takeAttachments,
  takeFieldFiles,
  type TakenAttachments,
} from '../../web/take-attachments.ts';
import { withFiles } from '../attachments/field-files.query.ts';
import { findCategoryTree, findMostUsed, findPickedCategory } from '../categories/categories.query.ts';
import { presentDraft } from '../drafts/draft.view.ts';
import { type Draft, findDraft } from '../drafts/drafts.query.ts';
import { dropDraft } from '../drafts/save-draft.ts';
import { findSettings } from '../settings/settings.query.ts';
import { completeForm } from './action-form.ts';
import { findBeside, showCaller } from './beside.routes.ts';
import { callerFields, findFormOf, findOpenedForm } from './create-form.query.ts';
import { createTicket } from './create-ticket.ts';
import { showCategories } from './choose-category.routes.ts';
import { categoryField, idOf, last, one, unless } from './sent-form.ts';

/** Names of the create form that are not fields of a template; no custom field may have one of these keys. */
const CONTROLS = ['_csrf', 'category_id', 'template_version_id', 'submission_key', 'intent'] as const;
const CLOSE_PREFIX = 'close_';
const DRAFT = 'new';

/** The create page (spec 01, 02): who is calling, what about, and that category's form. */
export function createRoutes(): Route[] {
  return [
    get(paths.tickets.new, 'ticket.create', async (web) => {
      const query = parseQuery(web.req, { phone: z.string().max(40).optional().catch(undefined) });
      // Whoever comes with a phone number begins a new ticket; anyone else goes on where they left off.
      const draft = query.phone ? undefined : await findDraft(web.ctx.db, web.user.id, DRAFT);
      const left = draft && { draft, taken: attachmentsIn(draft.content) };
      await showForm(web, { raw: draft?.content ?? null, phone: query.phone ?? '', ...left });
    }),
    // The form of another category, with what was typed: a fragment for the script, a page without it.
    post(
      paths.tickets.form,
      'ticket.create',
      async (web) => {
        const sent = await readSent(web);
        await showForm(web, { raw: sent.body, taken: sent.taken });
      },
      { takesFiles: true },
    ),
    get(paths.tickets.categories, 'ticket.create', showCategories),
    get(paths.tickets.caller, 'ticket.create', showCaller),
    post(paths.tickets.list, 'ticket.create', submit, { takesFiles: true }),
  ];
}

interface Sent {
  readonly body: Record<string, string | readonly string[]>;
  readonly categoryId: number | null;
  readonly versionId: number | null;
  readonly form: RawForm;
  readonly closing: RawForm | null;
  readonly intent: string;
  readonly submissionKey: string | null;
  readonly taken: TakenAttachments;
  /** Why files were refused that came with fields of the form. */
  readonly fileProblems: Readonly<Record<string, FieldProblem>>;
}

/** Sorts what was sent into the template's fields, the close form and the form's own controls. */
async function readSent(web: SignedInWeb): Promise<Sent> {
  const { form: body, problems } = await takeFieldFiles(web, bodyOf(web.req));
  const own = new Set<string>(CONTROLS);
  const form = Object.entries(body).filter(([key]) => !own.has(key) && !key.startsWith(CLOSE_PREFIX));
  const closing = withPrefix(body, CLOSE_PREFIX);
  const intent = one(body['intent']);
  const key = one(body['submission_key']);
  return {
    body,
    categoryId: idOf(last(body['category_id'])),
    versionId: idOf(body['template_version_id']),
    form: Object.fromEntries(form),
    closing: intent === 'create_close' ? closing : null,
    intent,
    submissionKey: z.uuid().safeParse(key).success ? key : null,
    taken: await takeAttachments(web),
    fileProblems: problems,
  };
}

async function submit(web: SignedInWeb): Promise<void> {
  const sent = await readSent(web);
  const { taken } = sent;
  if (sent.closing && Object.keys(sent.closing).length === 0) {
    // The first press of "create and close" opens the close form below; the second sends it.
    await showForm(web, { raw: sent.body, taken });
    return;
  }
  try {
    if (sent.categoryId === null)
      throw new Invalid({ category_id: { code: 'category_required', params: {} } });
    if (taken.problems[0]) throw new Invalid({ attachments: taken.problems[0] });
    if (Object.keys(sent.fileProblems).length > 0) throw new Invalid(sent.fileProblems);
    const { number } = await createTicket(web.ctx, {
      categoryId: sent.categoryId,
      templateVersionId: sent.versionId,
      form: sent.form,
      closing: sent.closing,
      submissionKey: sent.submissionKey,
      attachmentIds: taken.ids,
    });
    await dropDraft(web.ctx, DRAFT);
    web.flash({
      kind: 'done',
      key: sent.closing ? 'ticket.done.create_close' : 'ticket.done.create',
      params: { number },
    });
    web.redirect(paths.tickets.show.to(number));
  } catch (error) {
    if (error instanceof Invalid)
      await showForm(web, { raw: sent.body, taken, problems: error.problems, status: 422 });
    else if (error instanceof Refused && error.status === 409)
      await showForm(web, { raw: sent.body, taken, refused: error, status: 409 });
    else if (error instanceof NotFound) {
      const problems = { category_id: { code: 'category_gone', params: {} } };
      await showForm(web, { raw: { ...sent.body, category_id: '' }, taken, problems, status: 422 });
    } else throw error;
  }
}

interface Shown {
  readonly raw: Record<string, string | readonly string[]> | null;
  readonly phone?: string;
  readonly taken?: TakenAttachments;
  readonly problems?: Readonly<Record<string, FieldProblem>>;
  readonly refused?: Refused;
  readonly status?: number;
  readonly draft?: Draft;
}

async function showForm(web: SignedInWeb, shown: Shown): Promise<void> {
  const { ctx, t, language } = web;
  const { raw, problems = {} } = shown;
  const categoryId = idOf(last(raw?.['category_id']));
  const category =
    categoryId === null ? null : await findPickedCategory(ctx.db, categoryId).catch(unless(NotFound));
  const words = { t, language };
  const found = category
    ? await findFormOf(ctx.db, category, raw, words)
    : await findOpenedForm(ctx.db, raw, words);
  const asked = { uploaderId: web.user.id, raw: found?.raw };
  const form = found && { ...found, fields: await withFiles(ctx.db, found.fields, asked) };
  // Once open, the close form stays open with what was typed, whatever the page is shown again for.
  const closeTyped = withPrefix(raw ?? {}, CLOSE_PREFIX);
  const isTyped = Object.keys(closeTyped).length > 0;
  const closing =
    one(raw?.['intent']) === 'create_close' || (isTyped && holds(web.user, 'ticket.create_close'));
  const today = dayOf(ctx.now(), ctx.zone);
  const typed: RawForm | undefined =
    raw ?? (shown.phone ? { phone: shown.phone, source: 'phone' } : undefined);
  const present = (
    fields: readonly FormField[],
    from: RawForm | undefined,
    namePrefix = '',
  ): readonly PresentedField[] =>
    presentForm({
      fields,
      t,
      raw: from,
      problems: stripped(problems, namePrefix),
      idPrefix: namePrefix,
      namePrefix,
      today,
    });

  const caller = form
    ? form.fields.filter((field) => CALLER_KEYS.includes(field.key))
    : await callerFields(ctx.db, t, language);
  const ordered = CALLER_KEYS.flatMap((key) => caller.find((field) => field.key === key) ?? []);
  const rest = (form?.fields ?? []).filter((field) => !CALLER_KEYS.includes(field.key));
  const closeFields = closing ? await completeForm(ctx.db, CLOSE_FIELDS, t, language) : [];
  const locals = {
    category: category && { id: category.id, path: category.path.join(' / ') },
    categoryProblem: problems['category_id'] ? t(`form.problem.${problems['category_id'].code}`) : null,
    templateName: form?.templateName ?? null,
    versionId: form?.versionId ?? null,
    askedFiles: form?.attachments ?? null,
    // A category chosen later keeps what was typed; fields that only now appear begin with their defaults.
    caller: present(ordered, typed),
    fields: present(rest, form?.raw),
    closeFields: present(closeFields, isTyped ? closeTyped : undefined, CLOSE_PREFIX),
    closing,
    problems: [
      ...describeProblems(
        [categoryField(t), ...ordered, ...rest, attachmentsField(t)],
        onlyForm(problems),
        t,
        '',
      ),
      ...describeProblems(closeFields, stripped(problems, CLOSE_PREFIX), t, CLOSE_PREFIX),
    ],
    refusal: shown.refused && shown.refused.code !== 'duplicate' ? refusalSentence(shown.refused, t) : null,
    draft: shown.draft ? presentDraft(shown.draft, web) : null,
    mayClose: holds(web.user, 'ticket.create_close'),
    submissionKey: one(raw?.['submission_key']) || randomUUID(),
    ...(await findBeside(web, one(typed?.['phone']), categoryId)),
  };
  if (web.wantsFragment) {
    await web.fragment('tickets/_create-form', { ...locals, wantsOob: true }, shown.status ?? 200);
    return;
  }
  const settings = await findSettings(ctx.db);
  const tree = await findCategoryTree(ctx.db);
  const used = await findMostUsed(ctx.db, web.user.id, 3);
  await web.page('tickets/new', {
    ...locals,
    attachments: await findAttachmentsInput(web, settings, '', shown.taken, problems['attachments']),
    title: t('ticket.new_title'),
    nav: 'new',
    status: shown.status ?? 200,
    tree: tree.filter((node) => node.pickable),
    mostUsed: used.flatMap((id) => tree.find((node) => node.id === id && node.pickable) ?? []),
  });
}

function onlyForm(problems: Readonly<Record<string, FieldProblem>>): Record<string, FieldProblem> {
  return Object.fromEntries(Object.entries(problems).filter(([key]) => !key.startsWith(CLOSE_PREFIX)));
}

function stripped(
  problems: Readonly<Record<string, FieldProblem>>,
  prefix: string,
): Record<string, FieldProblem> {
  return Object.fromEntries(
    Object.entries(problems).flatMap(([key, problem]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), problem]] : [],
    ),
  );
}
