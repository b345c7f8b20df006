import type { FieldProblem, FieldValues, FormField } from '../form/field.ts';
import { otherKey, type RawForm } from '../form/raw-form.ts';
import type { Actor, Permission } from '../people/permissions.ts';
import { scopesOf } from '../people/permissions.ts';
import type { Change } from './change.ts';
import type { ContentEdit } from './edit-content.ts';
import type { Status } from './status.ts';
import type { Hop, Place, Relation, Ticket } from './ticket.ts';

export const TICKET_ACTIONS = [
  'accept',
  'escalate',
  'reassign',
  'redispatch',
  'transfer',
  'feedback',
  'callback',
  'return',
  'wait',
  'resolve',
  'close',
  'reopen',
  'urge',
  'append',
  'save',
  'note',
] as const;
export type TicketAction = (typeof TICKET_ACTIONS)[number];

/** An input of an action's form. Labels and help are locale keys; lists that are data are named, not written here. */
export type ActionField = FormField & {
  readonly optionsFrom?: 'groups' | 'people' | 'colleagues' | 'unsolved_reasons' | 'overdue_reasons';
  /** Begins with the text of this message template. */
  readonly textFrom?: 'urge';
};

/** Why an action can't be done: `code` is a key of the locale namespace `refusal`. */
export interface Refusal {
  readonly status: 403 | 409;
  readonly code: string;
  /** Refused only until then. */
  readonly until?: Date;
}

/** Everything an action's rule may look at. */
export interface Situation {
  readonly ticket: Ticket;
  readonly actor: Actor;
  readonly relation: Relation;
  readonly now: Date;
  /** Whoever has it was given it by the rules, and has yet to accept it (spec 04). */
  readonly awaitsAcceptance: boolean;
  /** Where a return goes: already without a handler who has left, `null` when there is nowhere. */
  readonly origin: Origin | null;
  /** Where an escalated ticket goes, `null` when no group is set up for it. */
  readonly escalateTo: Place | null;
  /** Who had it in hand before, and whether they can have it again; `null` when nobody had. */
  readonly previous: PreviousHandler | null;
  /** Where a reopened ticket goes by itself: by the rules, else to where it was; `null` when neither is there any more. */
  readonly reopenTo: Place | null;
  /** A ticket may be urged again this long after the last time. */
  readonly urgeIntervalMinutes: number;
  /** The installation uses the status `resolved`. */
  readonly resolveEnabled: boolean;
  /** Some of its time was over at this moment, in the present round (spec 05): closing asks why. */
  readonly isOverdue: boolean;
}

export interface PreviousHandler {
  readonly place: Place;
  readonly name: string;
  readonly isAvailable: boolean;
}

export interface Origin extends Place {
  readonly cameFromId: number | null;
}

/** A row of the table of spec 01. */
export interface ActionRule {
  readonly action: TicketAction;
  readonly permission: Permission;
  readonly from: readonly Status[];
  readonly eventType: string;
  /** Collaborators may do it too. */
  readonly collaborators: boolean;
  /** Its form takes files. */
  readonly attachments?: boolean;
  /** The ticket must wait in a pool, or for whoever was given it (accept), be in someone's hands (wait, callback), or either. */
  readonly needs: 'pool' | 'handler' | 'either';
  /** Its form chooses a place to go to: always, or when the person likes. */
  readonly target?: 'required' | 'optional';
  /** The place is one of those that the ticket's group may hand over to. */
  readonly handsOver?: boolean;
  /** Its form is that of the ticket's own template version, filled with what the ticket holds. */
  readonly edits?: 'template';
  /** It is not there at all while this says no. */
  readonly exists?: (situation: Situation) => boolean;
  readonly form: (situation: Situation) => readonly ActionField[];
  /** Inputs that are asked of some tickets only: sent with others, as one form for many is, they are passed over. */
  readonly passesOver?: readonly string[];
  /** Reasons of its own, judged after permission, status and relation. */
  readonly blockedBy?: (situation: Situation) => Refusal | null;
  /** What is wrong with the inputs taken together, by input. */
  readonly examine?: (input: ActionInput, situation: Situation) => Readonly<Record<string, FieldProblem>>;
  readonly decide: (situation: Situation, hop: Hop, input: ActionInput) => Change;
}

export interface ActionInput {
  readonly values: FieldValues;
  /** The place chosen in a form with a target, checked to exist and to be able to take the ticket. */
  readonly target: Place | null;
  /** The people chosen to work along, who did not do so before. */
  readonly collaborators: readonly { readonly id: number; readonly name: string }[];
  /** What changes in the ticket's content, for an action that edits. */
  readonly edit?: ContentEdit;
}

/** What judging looks at: a row of the table, or something beside it that is judged in the same way. */
export type JudgedRule = Pick<
  ActionRule,
  'permission' | 'from' | 'collaborators' | 'needs' | 'exists' | 'blockedBy'
> & { readonly action: string };

/**
 * Judges whether an action may be done now: by permission, status, relation, and its own reasons, in this order
 * (spec 01 and 03). Answers null when it may, else why not.
 */
export function judgeAction(rule: JudgedRule, situation: Situation): Refusal | null {
  const { ticket, actor, relation } = situation;
  const scopes = scopesOf(actor, rule.permission);
  if (scopes.length === 0) return { status: 403, code: 'no_permission' };
  if (ticket.status === 'closed' && !rule.from.includes('closed')) return { status: 409, code: 'closed' };
  if (rule.exists?.(situation) === false) return { status: 409, code: `no_${rule.action}` };
  const code = rule.needs === 'pool' ? whyTaken(situation) : null;
  if (code !== null) return { status: 409, code };
  if (!rule.from.includes(ticket.status)) return { status: 409, code: 'wrong_status' };
  const allowed =
    scopes.includes('all') ||
    (scopes.includes('groups') && (relation.holder || relation.inGroup)) ||
    (scopes.includes('mine') && relation.holder) ||
    (rule.collaborators && relation.collaborator);
  if (!allowed) {
    if (rule.needs === 'pool') return { status: 403, code: 'not_in_group' };
    return { status: 403, code: ticket.assigneeId === null ? 'not_accepted_yet' : 'not_holder' };
  }
  if (rule.needs === 'handler' && ticket.assigneeId === null) return { status: 409, code: 'nobody_has_it' };
  return rule.blockedBy?.(situation) ?? null;
}

/** Why a ticket can't be accepted by this person: somebody has it, or was given it. */
function whyTaken({ ticket, relation, awaitsAcceptance }: Situation): string | null {
  if (ticket.assigneeId === null || (awaitsAcceptance && relation.holder)) return null;
  if (relation.holder) return 'already_yours';
  return awaitsAcceptance ? 'given_to_another' : 'already_accepted';
}

/** What was sent, without the inputs that the form of this ticket does not ask for although that of others does. */
export function withoutPassedOver(
  { passesOver = [] }: Pick<ActionRule, 'passesOver'>,
  fields: readonly FormField[],
  form: RawForm,
): RawForm {
  const dropped = passesOver
    .filter((key) => !fields.some((field) => field.key === key))
    .flatMap((key) => [key, otherKey(key)]);
  return Object.fromEntries(Object.entries(form).filter(([key]) => !dropped.includes(key)));
}

/** Text of an optional or required input; '' when it was left empty. */
export function textOf(values: FieldValues, key: string): string {
  const value = values[key];
  return typeof value === 'string' ? value : '';
}
