import type { FieldValues } from '../form/field.ts';
import type { OptionNode } from '../list/field-filter.ts';
import type { ClockFace } from '../sla/time-left.ts';
import type { Status } from '../ticket/status.ts';

/**
 * What conditions may look at of a ticket (spec 04), whether it is stored or only about to be created. Ids are the
 * database's, moments are instants, texts as they were typed.
 */
export interface ConditionSubject {
  /** The ticket's category and all above it. */
  readonly categoryIds: readonly number[];
  readonly source: string;
  readonly priority: string;
  readonly status: Status;
  readonly stage: string | null;
  readonly groupId: number | null;
  readonly assigneeId: number | null;
  readonly creatorId: number;
  /** The creator's, with all above it. */
  readonly departmentIds: readonly number[];
  readonly customerLevel: string | null;
  readonly customerTags: readonly string[];
  readonly customerRegion: string;
  readonly customerName: string;
  /** E.164; null where there is none, or only a text that is no number. */
  readonly phone: string | null;
  readonly orderNumber: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** Of the custom fields, as they are stored. */
  readonly values: FieldValues;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly closedAt: Date | null;
  /** Since when it has its status. */
  readonly statusSince: Date;
  readonly urgedCount: number;
  readonly appendedCount: number;
  readonly returnedCount: number;
  readonly reopenedCount: number;
  readonly hopCount: number;
  readonly isRepeat: boolean;
  /** The timer that is due first (spec 05); null while nothing is measured. */
  readonly clock: ClockFace | null;
}

/** What the world is like while a condition is judged. */
export interface ConditionWorld {
  readonly now: Date;
  /** IANA name of the installation's time zone: what a day is. */
  readonly zone: string;
  /** Groups whose working hours it is now; of tickets in no group, whether it is those of anybody (`anyOpen`). */
  readonly openGroupIds: readonly number[];
  readonly anyOpen: boolean;
  /** The custom fields by their keys, retired ones too: what an answer means is in its field. */
  readonly fields: ReadonlyMap<string, WorldField>;
}

export interface WorldField {
  readonly type: string;
  /** Of a cascade and of departments, whose members stand for all below them; else none. */
  readonly options: readonly OptionNode[];
}
