import type { Knex } from 'knex';
import type { FormField } from '../../domain/form/field.ts';
import { judgePlacements, type PlacementProblem } from '../../domain/form/judge-placements.ts';
import {
  arrange,
  buildForm,
  type Definitions,
  FIRST_PLACEMENTS,
  type Placement,
  placementsOf,
} from '../../domain/form/placement.ts';
import { NotFound } from '../../errors.ts';
import type { Language, Translate } from '../../i18n.ts';
import { type FieldRow, findDefinitions, retiredIn } from './field-definitions.query.ts';
import { type AskedFiles, completeFields } from './template-form.query.ts';
import { findTemplate, findVersion, type StoredVersion, type TemplateRecord } from './templates.query.ts';

/** Everything that the next version of a template is made from. */
export interface Workshop {
  readonly template: TemplateRecord;
  /** The newest version; null before anything was published. */
  readonly live: StoredVersion | null;
  readonly definitions: ReadonlyMap<string, FieldRow>;
  /** The draft, or what the live version would be a draft of. */
  readonly placements: readonly Placement[];
  /** The form that would be published, as a version stores it. */
  readonly stored: readonly FormField[];
  /** Publishing would change something. */
  readonly isChanged: boolean;
}

/** @throws NotFound */
export async function findWorkshop(db: Knex, id: number): Promise<Workshop> {
  const template = await findTemplate(db, id);
  if (!template) throw new NotFound('template');
  const [live = null, definitions] = await Promise.all([findVersion(db, id), findDefinitions(db)]);
  const placements = template.draft
    ? arrange(template.draft)
    : live
      ? placementsOfVersion(live, definitions)
      : FIRST_PLACEMENTS;
  const stored = buildForm(placements, definitions);
  const isChanged = live === null || (template.draft !== null && !isSameForm(stored, arranged(live)));
  return { template, live, definitions, placements, stored, isChanged };
}

/** The placements that a version was made from, in the order in which they are asked. */
export function placementsOfVersion(
  version: Pick<StoredVersion, 'fields' | 'placements'>,
  definitions: Definitions,
): Placement[] {
  return arrange(version.placements ?? placementsOf(version.fields, definitions));
}

/** The form of a version as an editor would publish it again: versions from before have their fields in any order. */
function arranged(version: StoredVersion): FormField[] {
  const byKey = new Map(version.fields.map((field) => [field.key, field]));
  const order = arrange(version.fields.map(({ key }) => ({ field: key })));
  return order.map(({ field: key }) => byKey.get(key) ?? ({ key } as FormField));
}

/** Whether two forms say the same, in whatever order each field says it; PostgreSQL keeps keys in its own. */
export function isSameForm(a: readonly FormField[], b: readonly FormField[]): boolean {
  return JSON.stringify(a.map(plain)) === JSON.stringify(b.map(plain));
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [two]) => (one < two ? -1 : 1));
  return entries.map(([key, each]) => [key, plain(each)]);
}

export interface WorkshopForm {
  readonly fields: readonly FormField[];
  readonly attachments: AskedFiles;
  readonly problems: readonly PlacementProblem[];
}

/** The form as agents would see it, and what is wrong with it. */
export async function completeWorkshop(
  db: Knex,
  { stored, placements, definitions }: Workshop,
  words: { readonly t: Translate; readonly language: Language },
  today: string,
): Promise<WorkshopForm> {
  const form = await completeFields(db, stored, words);
  const retired = retiredIn(definitions);
  const problems = judgePlacements({ placements, definitions, retired, fields: form.fields, today });
  return { ...form, problems };
}
