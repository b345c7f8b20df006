import type { FieldOption, FormField } from '../form/field.ts';
import type { Priority } from '../ticket/status.ts';
import type { ImportKind } from './import-plan.ts';

/** What the reading of rows has to know of the installation, loaded once for all of them (spec 06). */
export interface ImportConfig {
  readonly kind: ImportKind;
  /** Those that can be picked. */
  readonly categories: readonly ImportCategory[];
  /** Forms by template: the newest version of each. */
  readonly forms: ReadonlyMap<number, ImportForm>;
  /** Historical tickets only: people and groups by id, for handlers by name. */
  readonly people: readonly ImportPerson[];
  readonly outcomes: Readonly<Record<'unsolved_reason' | 'satisfaction', readonly FieldOption[]>>;
  /** The product's own lists once more, labelled in the other language: of `source`, `priority`, `satisfaction` … */
  readonly translated: Readonly<Record<string, readonly FieldOption[]>>;
  /** `YYYY-MM-DD` in the company's zone. */
  readonly today: string;
  /** IANA name of the company's zone, in which the sheet's times are read. */
  readonly zone: string;
}

export interface ImportCategory {
  readonly id: number;
  /** Names from the top level down. */
  readonly path: readonly string[];
  readonly templateId: number;
  /** What a ticket of it begins with where neither sheet nor plan says it: its own, or that of the level above. */
  readonly priority: Priority | null;
}

export interface ImportForm {
  readonly versionId: number;
  readonly fields: readonly FormField[];
}

export interface ImportPerson {
  readonly id: number;
  readonly name: string;
  readonly username: string;
  readonly groupId: number | null;
}
