import { allowedTypes } from '../domain/attachment/file-type.ts';
import { inputId, problemSentence } from '../domain/form/describe-problems.ts';
import type { FieldProblem, FormField } from '../domain/form/field.ts';
import type { RawForm } from '../domain/form/parse-form.ts';
import { type AttachmentView, presentAttachment } from '../features/attachments/attachment.view.ts';
import { findUnsent } from '../features/attachments/attachments.query.ts';
import { keepUploads } from '../features/attachments/keep-uploads.ts';
import type { Settings } from '../features/settings/settings.query.ts';
import type { Translate } from '../i18n.ts';
import { bodyOf } from './parse-request.ts';
import type { SignedInWeb } from './page.ts';
import { fieldsWithUploads, uploadsOf } from './receive-files.ts';

/** What was sent without the inputs that belong to the files; `files` is there when a script sends it empty. */
export function withoutFiles<T>(sent: Readonly<Record<string, T>>): Record<string, T> {
  const own = (name: string): boolean =>
    name === 'attachment_ids' || name === 'files' || name.startsWith('files.');
  return Object.fromEntries(Object.entries(sent).filter(([name]) => !own(name)));
}

/**
 * A form with the uploads that its fields for files brought along: from here on they are ids like those that a script
 * has sent ahead (spec 02).
 */
export async function takeFieldFiles(
  web: SignedInWeb,
  sent: RawForm,
): Promise<{
  readonly form: Record<string, string | readonly string[]>;
  readonly problems: Readonly<Record<string, FieldProblem>>;
}> {
  const form = new Map(Object.entries(withoutFiles(sent)));
  const problems: [string, FieldProblem][] = [];
  for (const name of fieldsWithUploads(web.req)) {
    const kept = await keepUploads(web.ctx, uploadsOf(web.req, `files.${name}`));
    const before = form.get(name) ?? [];
    form.set(name, [before, kept.ids.map(String)].flat());
    if (kept.problems[0]) problems.push([name, kept.problems[0]]);
  }
  const entries = [...form].flatMap(([name, answer]): [string, string | readonly string[]][] =>
    answer === undefined ? [] : [[name, answer]],
  );
  return { form: Object.fromEntries(entries), problems: Object.fromEntries(problems) };
}

/** No form has more; what a crafted request lists beyond is not looked up. */
const MAX_LISTED = 100;

export interface TakenAttachments {
  /** What was uploaded before, and what came with the form itself. */
  readonly ids: readonly number[];
  /** Why files that came with the form were refused. */
  readonly problems: readonly FieldProblem[];
}

/** The files of a form that was sent: from here on those that came with it are uploads like the others. */
export async function takeAttachments(web: SignedInWeb): Promise<TakenAttachments> {
  const before = attachmentsIn(bodyOf(web.req));
  const { ids, problems } = await keepUploads(web.ctx, uploadsOf(web.req));
  return { ids: [...before.ids, ...ids], problems };
}

/** The files that a form, or the draft of one, speaks of. */
export function attachmentsIn(form: RawForm = {}): TakenAttachments {
  const { attachment_ids: listed = [] } = form;
  return { ids: [listed].flat().slice(0, MAX_LISTED).map(idOf), problems: [] };
}

/** What can't be an id is nobody's: 0, which no row has. */
function idOf(text: string): number {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : 0;
}

/** The input for files as a view shows it. */
export interface AttachmentsInput {
  readonly id: string;
  readonly items: readonly AttachmentView[];
  /** Why files were refused, each as a sentence. */
  readonly problems: readonly string[];
  readonly maxFiles: number;
  readonly maxMegabytes: number;
  readonly accept: string;
}

/** @param problem what is wrong with the files as a whole, e.g. that there are too many */
export async function findAttachmentsInput(
  web: SignedInWeb,
  settings: Settings,
  idPrefix: string,
  taken: TakenAttachments = attachmentsIn(),
  problem?: FieldProblem,
): Promise<AttachmentsInput> {
  const problems = [...new Set([...taken.problems, ...(problem ? [problem] : [])])];
  return {
    id: inputId(idPrefix, 'attachments'),
    items: (await findUnsent(web.ctx.db, web.user.id, taken.ids)).map(presentAttachment),
    problems: problems.map((each) => problemSentence(undefined, each, web.t)),
    maxFiles: settings.attachment_max_files,
    maxMegabytes: settings.attachment_max_megabytes,
    accept: allowedTypes(settings.attachment_types)
      .map((extension) => `.${extension}`)
      .join(','),
  };
}

/** The files as a field of the error summary. */
export function attachmentsField(t: Translate): FormField {
  return { key: 'attachments', type: 'text', label: t('attachment.label'), required: false, width: 'full' };
}
