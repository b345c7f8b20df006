import { describeProblems } from '../domain/form/describe-problems.ts';
import { displayValue } from '../domain/form/display-value.ts';
import type { FieldProblem, FieldValues, FormField } from '../domain/form/field.ts';
import { parseForm, type RawForm } from '../domain/form/parse-form.ts';
import { presentForm } from '../domain/form/present-form.ts';
import { takeBack } from '../domain/audit/take-back.ts';
import { rebaseForm } from '../domain/form/rebase-form.ts';
import { dayOf } from '../domain/time/format.ts';
import { Conflict, Invalid, Refused } from '../errors.ts';
import {
  type ConfigChangeRow,
  findChangesSince,
  findLastChange,
} from '../features/audit/config-changes.query.ts';
import type { Translate } from '../i18n.ts';
import { refusalSentence } from './error-page.ts';
import type { SignedInWeb } from './page.ts';
import { bodyOf, Version } from './parse-request.ts';

/**
 * One record of the configuration as a form (spec 02, 03): the same fields, refusals and sentences as the forms of
 * tickets have, a version that keeps two administrators from undoing each other's work, and who changed it last.
 */
export interface Editor {
  /** What it is, as the audit log and the locales under `config` call it: `group`. */
  readonly subject: string;
  /** null while it is being made. */
  readonly id: string | number | null;
  readonly version: number | null;
  readonly title: string;
  /** The entry of the menu it belongs to. */
  readonly nav: string;
  readonly back: { readonly href: string; readonly label: string };
  /** Where the form goes. */
  readonly action: string;
  /** Labels and helps of the fields are locale keys. */
  readonly sections: readonly EditorSection[];
  readonly values: FieldValues;
  /** What else may be done with it, each a button of its own with what it means; it sends the version along. */
  readonly steps?: readonly EditorStep[];
  /** What is said when it was saved, where "in effect at once" would be wrong; a locale key. */
  readonly savedKey?: string;
  /** The view, where the usual one is not enough; it is given the same locals and these. */
  readonly view?: string;
  readonly locals?: Readonly<Record<string, unknown>>;
}

export interface EditorSection {
  readonly title: string;
  readonly help?: string;
  /** Sets it apart from the others in style sheets: the class `g-edit-<look>`. */
  readonly look?: string;
  /** Sends the form, unsaved, elsewhere: to come back filled in differently. */
  readonly filler?: { readonly action: string; readonly label: string };
  readonly fields: readonly FormField[];
}

export interface EditorStep {
  readonly action: string;
  readonly label: string;
  readonly help: string;
}

export interface SentRecord {
  readonly values: FieldValues;
  /** The one the form was opened with; 0 for something new. */
  readonly version: number;
}

interface Shown {
  readonly status?: number;
  readonly raw?: RawForm;
  readonly problems?: Readonly<Record<string, FieldProblem>>;
  readonly refusal?: string;
  readonly since?: readonly ConfigChangeRow[];
}

export async function showEditor(web: SignedInWeb, editor: Editor, shown: Shown = {}): Promise<void> {
  const { t, ctx } = web;
  const { problems = {}, since } = shown;
  const sections = translated(editor.sections, t);
  const fields = sections.flatMap((section) => section.fields);
  const raw =
    shown.raw && since
      ? rebaseForm(fields, shown.raw, takeBack(editor.values, since) as FieldValues, editor.values)
      : shown.raw;
  const form = {
    t,
    problems,
    today: dayOf(ctx.now(), ctx.zone),
    ...(raw ? { raw } : editor.id === null ? {} : { values: editor.values }),
  };
  const all = new Map(presentForm({ ...form, fields }).map((field) => [field.key, field]));
  const last =
    editor.id === null ? undefined : await findLastChange(ctx.db, editor.subject, String(editor.id));
  await web.page(editor.view ?? 'admin/editor', {
    title: editor.title,
    nav: editor.nav,
    status: shown.status ?? 200,
    editor: {
      ...editor,
      sections: sections.map((section) => ({
        ...section,
        fields: section.fields.flatMap(({ key }) => all.get(key) ?? []),
      })),
    },
    problems: describeProblems(fields, problems, t),
    refusal: shown.refusal ?? null,
    since: since?.map((row) => presentChange(row, fields, web)) ?? null,
    last: last && { who: last.who ?? t('config.system'), moment: web.moment(last.occurredAt) },
    ...editor.locals,
  });
}

/**
 * Reads the form, saves, and goes on; or shows the form again with what was typed and why (spec 10).
 * @param load the record as it is now: read again when someone else was faster
 * @param save stores it and answers where to go, or null when it has answered itself; throws Invalid, Refused or Conflict
 */
export async function saveEditor(
  web: SignedInWeb,
  load: () => Promise<Editor>,
  save: (sent: SentRecord) => Promise<string | null>,
): Promise<void> {
  const { version, ...raw } = recordIn(bodyOf(web.req));
  const editor = await load();
  try {
    const fields = translated(editor.sections, web.t).flatMap((section) => section.fields);
    const parsed = parseForm(fields, raw, {
      today: dayOf(web.ctx.now(), web.ctx.zone),
      stored: editor.values,
    });
    if (!parsed.ok) throw new Invalid(parsed.problems);
    const to = await save({ values: parsed.values, version: versionOf(editor, version) });
    if (to === null) return;
    web.flash({ kind: 'done', key: editor.savedKey ?? 'config.saved', params: {} });
    web.redirect(to);
  } catch (error) {
    if (error instanceof Invalid) {
      await showEditor(web, editor, { raw, problems: error.problems, status: 422 });
    } else if (error instanceof Refused) {
      await showEditor(web, editor, { raw, refusal: refusalSentence(error, web.t), status: error.status });
    } else if (error instanceof Conflict && editor.id !== null) {
      const since = await findChangesSince(web.ctx.db, editor.subject, String(editor.id), error.sinceVersion);
      await showEditor(web, await load(), { raw, since, status: 409 });
    } else throw error;
  }
}

/** Inputs whose names begin with an underscore stand beside the record and are no part of it. */
export function recordIn<T>(body: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !name.startsWith('_')));
}

function versionOf(editor: Editor, sent: unknown): number {
  if (editor.id === null) return 0;
  const version = Version.safeParse(sent);
  if (!version.success) throw new Invalid({ version: { code: 'version_missing', params: {} } });
  return version.data;
}

/** Labels, helps and placeholders are locale keys here. */
function translated(sections: readonly EditorSection[], t: Translate): readonly EditorSection[] {
  return sections.map((section) => ({
    ...section,
    fields: section.fields.map((field) => inWords(field, t)),
  }));
}

function inWords(field: FormField, t: Translate): FormField {
  return {
    ...field,
    label: t(field.label),
    ...(field.help !== undefined && { help: t(field.help) }),
    ...(field.placeholder !== undefined && { placeholder: t(field.placeholder) }),
    ...(field.fields !== undefined && { fields: field.fields.map((each) => inWords(each, t)) }),
  };
}

function presentChange(row: ConfigChangeRow, fields: readonly FormField[], { t, moment }: SignedInWeb) {
  const show = (field: FormField, value: unknown): string =>
    value === null ? t('config.empty') : displayValue(field, value as FieldValues[string], t);
  return {
    who: row.who ?? t('config.system'),
    moment: moment(row.occurredAt),
    changes: fields.flatMap((field) => {
      const change = Object.hasOwn(row.changes, field.key) ? row.changes[field.key] : undefined;
      return change ? [{ label: field.label, from: show(field, change[0]), to: show(field, change[1]) }] : [];
    }),
  };
}
