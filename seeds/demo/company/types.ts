import type { FieldType, FormField, VisibleWhen } from '../../../src/domain/form/field.ts';

/** The shapes of the demonstration company: what an administrator would have typed in. */

export type StageKey = 'tier1' | 'review' | 'after_sales' | 'operations' | 'engineering';

export interface GroupSeed {
  readonly key: string;
  readonly name: string;
  readonly stage: StageKey;
  readonly department: string;
  readonly dutyLeader: string;
  readonly handsOverTo: readonly string[];
}

export interface PersonSeed {
  readonly username: string;
  readonly name: string;
  readonly role: string;
  readonly department: string;
  readonly groups: readonly string[];
}

export interface FieldSeed {
  readonly key: string;
  readonly type: FieldType;
  readonly name: string;
  readonly extra: Partial<FormField>;
}

export interface Placement {
  readonly field: string;
  readonly required?: boolean;
  readonly width?: 'full' | 'half';
  readonly visibleWhen?: VisibleWhen;
}

export interface TemplateSeed {
  readonly key: string;
  readonly name: string;
  readonly placements: readonly Placement[];
}

export interface CategorySeed {
  readonly name: string;
  readonly template?: string;
  readonly priority?: 'low' | 'normal' | 'high' | 'urgent';
  readonly group?: string;
  readonly children?: readonly CategorySeed[];
}

/** Numbers by chance that come out the same for the same seed. */
export interface Random {
  /** From 0 up to, not including, 1. */
  readonly next: () => number;
  /** A whole number, both ends included. */
  readonly int: (min: number, max: number) => number;
  readonly pick: <T>(items: readonly T[]) => T;
  readonly chance: (share: number) => boolean;
}
