import { isBuiltIn } from '../../domain/form/built-in-fields.ts';
import { displayValue } from '../../domain/form/display-value.ts';
import type { FieldValue, FormField } from '../../domain/form/field.ts';
import { isFileField, rowsIn, textsIn } from '../../domain/form/field-kinds.ts';
import { displayMasked, isSensitive } from '../../domain/form/mask.ts';
import { valueIn } from '../../domain/form/raw-form.ts';
import { holds } from '../../domain/people/permissions.ts';
import { layOutJourney, type JourneyHop } from '../../domain/ticket/journey-bar.ts';
import { judgeUnmask } from '../../domain/ticket/judge-unmask.ts';
import type { Refusal, TicketAction } from '../../domain/ticket/action-rule.ts';
import { judgeAction } from '../../domain/ticket/action-rule.ts';
import { ACTION_TABLE, nextStep } from '../../domain/ticket/action-table.ts';
import type { Language, Translate } from '../../i18n.ts';
import { type AttachmentView, presentAttachment } from '../attachments/attachment.view.ts';
import { presentTicketClocks, type TicketClocksView } from '../sla/ticket-clocks.view.ts';
import { presentJourney, type JourneyView } from './journey.view.ts';
import type { HopRow, TicketDetail } from './ticket-detail.query.ts';
import { badgesOf, type Badge } from './badges.view.ts';
import {
  presentEvents,
  presentLogTabs,
  type EventView,
  type LogTab,
  type LogTabView,
} from './timeline.view.ts';

export interface ActionButton {
  readonly action: TicketAction;
  readonly label: string;
  readonly primary: boolean;
  /** Why it can't be done now; null when it can. */
  readonly why: string | null;
  /** It is only a matter of time: it keeps its place in the bar. */
  readonly soon: boolean;
}

export interface TicketPage {
  readonly number: string;
  readonly title: string;
  readonly status: string;
  readonly priority: string;
  readonly version: number;
  readonly badges: readonly Badge[];
  readonly holder: string;
  readonly buttons: readonly ActionButton[];
  readonly blocked: readonly ActionButton[];
  readonly journey: JourneyView;
  readonly clocks: TicketClocksView;
  /** Why it was overdue, as its closing says; '' for nothing. */
  readonly overdueReason: string;
  readonly facts: readonly Fact[];
  /** Those that came with the ticket itself. */
  readonly attachments: readonly AttachmentView[];
  readonly templateName: string;
  readonly templateNumber: number;
  /** The entries of the open tab, in the order asked for. */
  readonly events: readonly EventView[];
  readonly logTabs: readonly LogTabView[];
  readonly canNote: boolean;
  readonly canSave: boolean;
  readonly created: string;
}

export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly wide: boolean;
  /** Of a group: its rows, each cell as text. */
  readonly table?: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
  /** Of a field for files: those that are still there. */
  readonly files?: readonly AttachmentView[];
  /** Key of a masked answer that the reader may see in full; null for any other. */
  readonly unmask: string | null;
}

export interface PageWords {
  readonly t: Translate;
  readonly language: Language;
  readonly moment: (at: Date) => string;
  readonly urgeBadgeAbove?: number;
  /** The moment without words for days, for reasons inside a button. */
  readonly shortTime: (at: Date) => string;
  readonly logTab: LogTab;
  readonly oldestFirst: boolean;
  /** The one sensitive answer that is shown in full. */
  readonly revealed?: string;
}

/** What the detail page shows, from what the query found (spec 07). */
export function presentTicketPage(detail: TicketDetail, words: PageWords): TicketPage {
  const { row, situation } = detail;
  const { t, moment } = words;
  const actions = presentActions(detail, words);
  const events = presentEvents(detail.events, { ...words, fields: detail.form.fields }, detail.attachments);
  const shown = events.filter(({ group }) => words.logTab === 'all' || group === words.logTab);
  const hops = journeyHops(detail.hops, words);
  return {
    number: row.number,
    title: row.title,
    status: row.status,
    priority: row.priority,
    version: row.version,
    badges: badgesOf({ ...row, level: detail.customer?.level ?? null }, words, words.urgeBadgeAbove),
    holder: [row.group_name, row.assignee_name ?? (row.status === 'closed' ? null : t('ticket.in_pool'))]
      .filter(Boolean)
      .join(' · '),
    ...actions,
    journey: presentJourney(
      layOutJourney({
        hops,
        waits: waitsOf(detail),
        breaches: stageBreaches(detail),
        dueAt: resolutionDue(detail),
        now: situation.now,
        closedAt: row.closed_at,
      }),
      hops,
      t,
      moment,
    ),
    clocks: presentTicketClocks(detail.timers, { ...words, now: situation.now }),
    overdueReason:
      row.overdue_remark ??
      (words.language === 'en' ? row.overdue_en : row.overdue_zh) ??
      row.overdue_reason ??
      '',
    facts: factsOf(detail, words),
    attachments: detail.attachments.filter(isBesideForm(detail)).map(presentAttachment),
    templateName: detail.form.templateName,
    templateNumber: detail.form.number,
    events: words.oldestFirst ? shown.toReversed() : shown,
    logTabs: presentLogTabs(events, words.logTab),
    canNote: judgeAction(ACTION_TABLE.note, situation) === null,
    canSave: judgeAction(ACTION_TABLE.save, situation) === null,
    created: moment(row.created_at),
  };
}

/** The buttons of the action bar: what may be done now, and apart from it what is only blocked at the moment. */
function presentActions(
  { situation, hop, row }: TicketDetail,
  { t, shortTime }: PageWords,
): { buttons: ActionButton[]; blocked: ActionButton[] } {
  const next = nextStep(situation, hop);
  const judged = Object.values(ACTION_TABLE)
    .filter((rule) => holds(situation.actor, rule.permission) && rule.action !== 'note')
    .filter((rule) => rule.exists?.(situation) ?? true)
    .map((rule) => ({ rule, refusal: judgeAction(rule, situation) }));
  const button = (action: TicketAction, refusal: Refusal | null): ActionButton => ({
    action,
    label: t(`ticket.action.${action}`),
    primary: refusal === null && action === next,
    soon: refusal?.until !== undefined,
    why: refusal && shortReason(refusal, row, { t, shortTime }),
  });
  // Saving has a place of its own, beside the note.
  const allowed = judged.filter(({ rule, refusal }) => refusal === null && rule.action !== 'save');
  // Everything is refused once a ticket is closed; one sentence says so, not ten buttons.
  const stopped = row.status === 'closed' ? [] : judged.filter(({ refusal }) => refusal !== null);
  const isNext = ({ rule }: { rule: { action: TicketAction } }): number => (rule.action === next ? 0 : 1);
  return {
    buttons: allowed.sort((a, b) => isNext(a) - isNext(b)).map(({ rule }) => button(rule.action, null)),
    blocked: stopped.map(({ rule, refusal }) => button(rule.action, refusal)),
  };
}

/** A refusal in the few words that fit into a button. */
export function shortReason(
  refusal: Refusal,
  { assignee_name: holder, status }: { assignee_name: string | null; status: string },
  { t, shortTime }: { t: Translate; shortTime?: (at: Date) => string },
): string {
  return t(`refusal.short.${refusal.code}`, {
    holder,
    status: t(`ticket.status.${status}`),
    until: refusal.until && shortTime?.(refusal.until),
  });
}

/** The form as the ticket's own template version has it, without what is empty; sensitive answers are masked. */
function factsOf(detail: TicketDetail, { t, revealed }: PageWords): Fact[] {
  const { row, categoryPath, form, situation, attachments } = detail;
  const mayUnmask = judgeUnmask(situation) === null;
  const builtIn: Record<string, string> = {
    source: row.source_key,
    order_number: row.order_number,
    description: row.description,
  };
  const facts = form.fields.flatMap((field): Fact[] => {
    const stored = isBuiltIn(field.key) ? builtIn[field.key] : row.values[field.key];
    const isMasked = isSensitive(field) && field.key !== revealed;
    const value = (isMasked ? displayMasked : displayValue)(field, stored, t);
    if (value === '') return [];
    return [
      {
        label: field.label,
        value,
        wide: field.type === 'textarea',
        unmask: isMasked && mayUnmask ? field.key : null,
        ...(!isMasked && factBeyondText(field, stored, attachments, t)),
      },
    ];
  });
  return [
    { label: t('ticket.field.category'), value: categoryPath.join(' / '), wide: false, unmask: null },
    ...facts,
  ];
}

/** What is more than a text: the rows of a group as a table, files as such. */
function factBeyondText(
  field: FormField,
  stored: FieldValue | undefined,
  attachments: TicketDetail['attachments'],
  t: Translate,
): Partial<Fact> {
  if (isFileField(field)) {
    const ids = textsIn(stored);
    const files = attachments.filter(({ id }) => ids.includes(String(id))).map(presentAttachment);
    return { wide: true, files };
  }
  if (field.type !== 'group') return {};
  const fields = field.fields ?? [];
  const rows = rowsIn(stored).map((row) =>
    fields.map((asked) => displayValue(asked, valueIn(row, asked.key), t)),
  );
  return { wide: true, table: { head: fields.map(({ label }) => label), rows } };
}

/** Came with the ticket itself, and stands in none of the fields of its form. */
function isBesideForm({ row, form }: TicketDetail): (file: { id: number; seq: number }) => boolean {
  const inFields = new Set(
    form.fields.filter(isFileField).flatMap(({ key }) => textsIn(valueIn(row.values, key))),
  );
  return ({ id, seq }) => seq === 1 && !inFields.has(String(id));
}

function journeyHops(hops: readonly HopRow[], { language }: PageWords): JourneyHop[] {
  return hops.map((hop, index) => {
    const next = hops[index + 1];
    const wentBack = hop.left_action === 'return' || (hop.left_action === 'feedback' && next !== undefined);
    return {
      stageKey: hop.stage_key ?? '',
      depth: hop.depth ?? 1,
      stageMark: (language === 'en' ? hop.stage_en?.slice(0, 1) : hop.stage_mark) ?? '',
      group: hop.group_name ?? (language === 'en' ? hop.stage_en : hop.stage_zh) ?? '',
      person: hop.assignee_name,
      sentBy: hop.sent_by,
      sentAction: hop.sent_action,
      arrivedAt: hop.arrived_at,
      acceptedAt: hop.accepted_at,
      leftAt: hop.left_at,
      leftAction: hop.left_action,
      returnsToIndex: wentBack ? returnIndex(hops, index) : null,
    };
  });
}

/** The hop that this one came from, which a return goes back to. */
function returnIndex(hops: readonly HopRow[], index: number): number | null {
  const origin = hops[index]?.came_from_id ?? null;
  const found = origin === null ? 0 : hops.findIndex((hop) => hop.id === origin);
  return found < 0 || found >= index ? null : found;
}

/** When the whole of the present round is, or was, due; null while that stands still. */
function resolutionDue({ timers }: TicketDetail): Date | null {
  return timers.findLast(({ metric }) => metric === 'resolution')?.dueAt ?? null;
}

/** Where on the way a stage took too long: in the hop of its visit during which its time was over. */
function stageBreaches({ timers, hops, situation }: TicketDetail): { hopIndex: number; at: Date }[] {
  return timers.flatMap(({ metric, occasion, breachedAt, dueAt, endedAt }) => {
    const isOver = endedAt === null && dueAt !== null && dueAt <= situation.now;
    const at = breachedAt ?? (isOver ? dueAt : null);
    const first = hops.findIndex(({ id }) => id === occasion);
    if (metric !== 'stage' || at === null || first < 0) return [];
    const hopIndex = hops.findLastIndex((hop, index) => index >= first && hop.arrived_at <= at);
    return [{ hopIndex: Math.max(first, hopIndex), at }];
  });
}

/** The times the ticket waited for the customer, read from its log. */
function waitsOf({ events }: TicketDetail): { from: Date; to: Date | null }[] {
  const waits: { from: Date; to: Date | null }[] = [];
  for (const event of [...events].reverse()) {
    const last = waits.at(-1);
    if (event.to_status === 'waiting' && event.from_status !== 'waiting')
      waits.push({ from: event.occurred_at, to: null });
    else if (event.to_status !== 'waiting' && last?.to === null)
      waits[waits.length - 1] = { ...last, to: event.occurred_at };
  }
  return waits;
}
