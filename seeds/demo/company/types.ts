import type {
  FieldOption,
  FieldType,
  FieldValue,
  FieldValues,
  FormField,
  VisibleWhen,
} from '../../../src/domain/form/field.ts';
import type { Priority } from '../../../src/domain/ticket/status.ts';

/** The shapes of the demonstration company: what its administrators would have typed in. */

export type StageKey = 'tier1' | 'review' | 'after_sales' | 'operations' | 'engineering';

export type RoleKey =
  | 'tier1_agent'
  | 'reviewer'
  | 'after_sales_agent'
  | 'operations'
  | 'engineering'
  | 'ticket_admin'
  | 'super_admin';

export interface DepartmentSeed {
  readonly name: string;
  /** User name: who people of this department report to unless set otherwise. */
  readonly leader: string;
  readonly children?: readonly DepartmentSeed[];
}

export interface GroupSeed {
  readonly key: string;
  readonly name: string;
  readonly stage: StageKey;
  readonly department: string;
  /** User names. */
  readonly members: readonly string[];
  readonly dutyLeader: string;
  /** Keys of the groups it may hand over to. */
  readonly handsOverTo: readonly string[];
}

export interface UserSeed {
  readonly username: string;
  readonly name: string;
  readonly department: string;
  readonly roles: readonly RoleKey[];
  /** Mobile number as people write it. */
  readonly phone: string;
}

/** A custom field with its validation, as the administrator keeps it. */
export interface FieldSeed {
  /** Unchangeable once used: stored values and placements name it. */
  readonly key: string;
  readonly name: string;
  readonly type: FieldType;
  readonly help?: string;
  readonly options?: readonly FieldOption[];
  readonly allowOther?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly min?: number | string;
  readonly max?: number | string;
  readonly decimals?: number;
  readonly unit?: string;
  readonly fields?: readonly FormField[];
  readonly minRows?: number;
  readonly maxRows?: number;
  readonly maxFiles?: number;
  readonly pattern?: string;
  readonly patternHint?: string;
  /** Shown masked to who lacks the permission. */
  readonly sensitive?: boolean;
  readonly searchable?: boolean;
  readonly filterable?: boolean;
  readonly inList?: boolean;
}

/** A field, built in or custom, where it stands in a template, with what the template says otherwise. */
export interface Placement {
  readonly field: string;
  readonly required?: boolean;
  readonly help?: string;
  readonly default?: FieldValue;
  readonly width?: 'full' | 'half';
  readonly minLength?: number;
  readonly visibleWhen?: VisibleWhen;
}

export interface TemplateSeed {
  readonly key: string;
  readonly name: string;
  readonly placements: readonly Placement[];
}

export interface CategorySeed {
  readonly name: string;
  /** Key of a template; inherited from the parent unless set, as are priority and group. */
  readonly template?: string;
  readonly priority?: Priority;
  readonly group?: string;
  readonly children?: readonly CategorySeed[];
}

/** Numbers by chance that come out the same for the same seed. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** A whole number, both ends included. */
  int(min: number, max: number): number;
  pick<T>(items: readonly T[]): T;
  chance(share: number): boolean;
}

export type GoodsKind = 'appliance' | 'digital' | 'clothing' | 'beauty' | 'home' | 'food' | 'fresh' | 'large';

/** What `{amount}` of a story stands for, so that it is of a fitting size. */
export type AmountKind =
  | 'goods'
  | 'difference'
  | 'member'
  | 'monthly'
  | 'coupon'
  | 'course'
  | 'car'
  | 'wallet'
  | 'deposit'
  | 'instalment';

/** One kind of thing that happens to customers; slots such as `{goods}` are filled for each ticket. */
export interface Story {
  readonly title: string;
  readonly text: string;
  /** What sort of goods the text makes sense for; when absent, anything that one could send back. */
  readonly goods?: GoodsKind;
  /** `goods` when absent. */
  readonly amount?: AmountKind;
  /** Days since the goods arrived, where the text says so. */
  readonly since?: number;
  /** The customer claims only the fee, not the whole amount. */
  readonly claim?: 'fee';
  /** Answers in the form that the text implies. */
  readonly values?: FieldValues;
}

/** Stories by the path of a category, e.g. `售后/订单问题/退款问题`. */
export type StoryBook = Readonly<Record<string, readonly Story[]>>;

/** Something to write; with words apart by `|`, only where the ticket's text has one of them or such a slot. */
export type Remark = string | readonly [about: string, text: string];

/** By the key of a template; `any` fits everything. */
export type RemarkBank = Readonly<Record<string, readonly Remark[]>> & { readonly any: readonly Remark[] };
