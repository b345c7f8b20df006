import type { FieldOption } from '../form/field.ts';
import { OTHER_PREFIX } from '../form/raw-form.ts';
import { findAmong, type FindByName } from './find-by-name.ts';
import { foldName } from './fold-text.ts';
import type { ImportConfig, ImportPerson } from './import-config.ts';
import type { ImportPlan } from './import-plan.ts';
import type { PastLife } from './import-row.ts';
import { withHeading } from './join-texts.ts';
import type { PastTarget } from './past-targets.ts';
import { meaningOf, type Meanings, meaningsOf } from './read-answer.ts';
import { instantOf, readSheetMoment, type SheetMoment } from './read-moment.ts';
import type { ReadCell } from './row-draft.ts';
import { noteCleaning, noteProblem, type Place, type RowNotes } from './row-notes.ts';
import { tidyText } from './tidy-text.ts';

export interface PastCells {
  readonly cellOf: (target: PastTarget) => ReadCell | undefined;
  readonly notes: RowNotes;
}

interface PastReader {
  readonly plan: ImportPlan;
  readonly config: ImportConfig;
  readonly people: ReadonlyMap<string, ImportPerson | null>;
  readonly findReason: FindByName;
  readonly findSatisfaction: FindByName;
  readonly meanings: Readonly<Record<PastTarget, Meanings>>;
  readonly instant: (moment: SheetMoment) => string | undefined;
}

const COMMENT_MAX = 5000;

/**
 * How the life of a historical ticket is read (spec 06): when it was made and closed, by whom, with what result. A
 * person who is not known here, and what is too much for a column, is kept in the comment. Null: something is wrong, and
 * has been noted.
 */
export function openPastReader(
  plan: ImportPlan,
  config: ImportConfig,
): (cells: PastCells) => PastLife | null {
  const reader: PastReader = {
    plan,
    config,
    people: peopleByName(config.people),
    findReason: findAmong(bothLanguages(config, 'unsolved_reason')),
    findSatisfaction: findAmong(bothLanguages(config, 'satisfaction')),
    meanings: {
      created_at: meaningsOf({}),
      closed_at: meaningsOf({}),
      comment: meaningsOf({}),
      handler: meaningsOf(plan.values['handler']),
      outcome: meaningsOf(plan.values['outcome']),
      unsolved_reason: meaningsOf(plan.values['unsolved_reason']),
      satisfaction: meaningsOf(plan.values['satisfaction']),
    },
    instant: remembering((moment) => instantOf(moment, config.zone)),
  };
  return (cells) => readLife(reader, cells);
}

function readLife(reader: PastReader, cells: PastCells): PastLife | null {
  const times = readTimes(reader, cells);
  const outcome = readOutcome(reader, cells);
  const satisfaction = readSatisfaction(reader, cells);
  const { reason, rest } = readReason(reader, cells, outcome);
  const handler = readHandler(reader, cells);
  const told = cells.cellOf('comment')?.text ?? reader.plan.constants['comment'] ?? '';
  const comment = [tidyText(told, true).text, handler.rest, rest].filter((text) => text !== '').join('\n');
  if (comment.length > COMMENT_MAX)
    noteProblem(cells.notes, placeOf(cells, 'comment'), comment, {
      code: 'form:too_long',
      params: { max: COMMENT_MAX, length: comment.length },
    });
  if (times === null || outcome === null || satisfaction === undefined) return null;
  const { id: handlerId = null, groupId = null } = handler.person ?? {};
  return { ...times, handlerId, groupId, outcome, unsolvedReason: reason, satisfaction, comment };
}

function readTimes(reader: PastReader, cells: PastCells): Pick<PastLife, 'createdAt' | 'closedAt'> | null {
  const created = readTime(reader, cells, 'created_at');
  const closed = readTime(reader, cells, 'closed_at');
  if (created === null || closed === null) return null;
  if (created === undefined) {
    noteProblem(cells.notes, placeOf(cells, 'created_at'), '', {
      code: 'import:created_missing',
      params: {},
    });
    return null;
  }
  if (closed === undefined && reader.plan.columns.includes('closed_at')) {
    noteProblem(cells.notes, placeOf(cells, 'closed_at'), '', { code: 'import:closed_missing', params: {} });
    return null;
  }
  // A day alone is all of that day: a ticket that was made in the morning was closed on it.
  const end = closed ?? created;
  if (end.at < created.at && !(end.moment.time === null && end.moment.day === created.moment.day)) {
    noteProblem(cells.notes, placeOf(cells, 'closed_at'), cells.cellOf('closed_at')?.text ?? '', {
      code: 'import:closed_before_created',
      params: { created: created.moment.day },
    });
    return null;
  }
  return { createdAt: created.iso, closedAt: end.at < created.at ? created.iso : end.iso };
}

interface Instant {
  readonly moment: SheetMoment;
  readonly iso: string;
  readonly at: number;
}

/** Undefined: nothing is said; null: it can't be. */
function readTime(
  reader: PastReader,
  cells: PastCells,
  target: 'created_at' | 'closed_at',
): Instant | null | undefined {
  const cell = cells.cellOf(target);
  const text = cell?.text ?? reader.plan.constants[target] ?? '';
  if (text === '') return undefined;
  const place = placeOf(cells, target);
  const moment = readSheetMoment(text);
  const iso = moment && reader.instant(moment);
  if (moment === undefined || iso === undefined) {
    noteProblem(cells.notes, place, text, { code: 'import:time_unreadable', params: {} });
    return null;
  }
  if (moment.day > reader.config.today) {
    noteProblem(cells.notes, place, text, {
      code: 'import:time_in_future',
      params: { today: reader.config.today },
    });
    return null;
  }
  const shown = iso.slice(0, 16).replace('T', ' ');
  if (!isIso(text))
    noteCleaning(cells.notes, place, 'date', { before: text, after: moment.time ? shown : moment.day });
  return { moment, iso, at: Date.parse(iso) };
}

function isIso(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2})?)?$/.test(text);
}

/** Both ways of saying no come first: `未解决` holds `解决`. */
const UNSOLVED =
  /未(?:能)?(?:解决|处理|办结|完成)|无法解决|没有?解决|不予|驳回|^否$|unsolved|unresolved|notsolved|notresolved|^(?:no|n|false|0|failed|rejected)$/;
const SOLVED =
  /已?(?:解决|办结|完结|结案|完成|关闭|归档|处理)|成功|^是$|solved|resolved|closed|completed|done|^(?:yes|y|true|1)$/;

function readOutcome(reader: PastReader, cells: PastCells): 'solved' | 'unsolved' | null {
  const cell = cells.cellOf('outcome');
  const text = cell?.text ?? reader.plan.constants['outcome'] ?? '';
  if (text === '') return 'solved';
  const word = meaningOf(reader.meanings.outcome, text) ?? text;
  if (UNSOLVED.test(foldName(word))) return 'unsolved';
  if (SOLVED.test(foldName(word))) return 'solved';
  noteUnknown(cells, 'outcome', text);
  return null;
}

const DISSATISFIED = /不满|差评|dissatisf|unsatisf|^(?:bad|poor|差|[12]星?|很差|非常差)$/;
const NEUTRAL = /一般|中立|中评|尚可|neutral|^(?:ok|fair|3星?|average)$/;
const SATISFIED = /满意|好评|satisf|^(?:good|great|excellent|好|很好|非常好|[45]星?)$/;
const NOT_REACHED = /未联系|未接|无人接|联系不上|未评价|未回访|notreached|noanswer/;

/** Undefined: not understood. */
function readSatisfaction(reader: PastReader, cells: PastCells): string | null | undefined {
  const text = cells.cellOf('satisfaction')?.text ?? reader.plan.constants['satisfaction'] ?? '';
  if (text === '') return null;
  const meant = meaningOf(reader.meanings.satisfaction, text);
  if (meant !== undefined) return meant === '' || meant === 'not_reached' ? null : meant;
  const found = reader.findSatisfaction(text);
  if (found.kind === 'one') return found.value === 'not_reached' ? null : found.value;
  const word = foldName(text);
  if (NOT_REACHED.test(word)) return null;
  if (DISSATISFIED.test(word)) return 'dissatisfied';
  if (NEUTRAL.test(word)) return 'neutral';
  if (SATISFIED.test(word)) return 'satisfied';
  noteUnknown(cells, 'satisfaction', text);
  return undefined;
}

/** Of a solved one, a reason why it was not is no reason: it goes to the comment. */
function readReason(
  reader: PastReader,
  cells: PastCells,
  outcome: PastLife['outcome'] | null,
): { readonly reason: string | null; readonly rest: string } {
  const cell = cells.cellOf('unsolved_reason');
  const text = cell?.text ?? reader.plan.constants['unsolved_reason'] ?? '';
  if (text === '' || outcome === null) return { reason: null, rest: '' };
  if (outcome === 'solved') return { reason: null, rest: cell ? keep(cells, cell) : '' };
  const meant = meaningOf(reader.meanings.unsolved_reason, text);
  const found = reader.findReason(text);
  const value =
    meant ?? (found.kind === 'one' ? found.value : `${OTHER_PREFIX}${tidyText(text, false).text}`);
  return { reason: value === '' ? null : value, rest: '' };
}

function readHandler(
  reader: PastReader,
  cells: PastCells,
): { readonly person: ImportPerson | null; readonly rest: string } {
  const cell = cells.cellOf('handler');
  const text = cell?.text ?? reader.plan.constants['handler'] ?? '';
  if (text === '') return { person: null, rest: '' };
  const meant = meaningOf(reader.meanings.handler, text);
  const known = meant === undefined ? reader.people.get(foldName(text)) : byId(reader, meant);
  if (known || meant === '' || !cell) return { person: known ?? null, rest: '' };
  return { person: null, rest: keep(cells, cell) };
}

function byId({ config }: PastReader, id: string): ImportPerson | null {
  return config.people.find((person) => String(person.id) === id) ?? null;
}

function keep({ notes }: PastCells, cell: ReadCell): string {
  const kept = withHeading(cell.heading, tidyText(cell.text, true).text);
  noteCleaning(notes, cell, 'kept_in_comment', { before: cell.text, after: kept });
  return kept;
}

/** By name, by username, and as `name (username)`; null where two have the same name. */
function peopleByName(people: readonly ImportPerson[]): ReadonlyMap<string, ImportPerson | null> {
  const known = new Map<string, ImportPerson | null>();
  for (const person of people) {
    const name = foldName(person.name);
    known.set(name, known.has(name) ? null : person);
  }
  for (const person of people) {
    known.set(foldName(person.username), person);
    known.set(foldName(`${person.name}(${person.username})`), person);
  }
  return known;
}

function bothLanguages(
  config: ImportConfig,
  list: 'unsolved_reason' | 'satisfaction',
): readonly FieldOption[] {
  return [...config.outcomes[list], ...(config.translated[list] ?? [])];
}

function placeOf(cells: PastCells, target: PastTarget): Place {
  return cells.cellOf(target) ?? { index: null, target };
}

function noteUnknown(cells: PastCells, target: PastTarget, text: string): void {
  noteProblem(cells.notes, placeOf(cells, target), text, { code: 'import:value_unknown', params: { text } });
}

const MOST_REMEMBERED = 20_000;

/** Zones are slow to ask, and many rows share their days. */
function remembering(read: (moment: SheetMoment) => string | undefined): typeof read {
  const known = new Map<string, string | undefined>();
  return (moment) => {
    const key = `${moment.day} ${moment.time ?? ''} ${moment.offset ?? ''}`;
    if (known.has(key)) return known.get(key);
    const now = read(moment);
    if (known.size < MOST_REMEMBERED) known.set(key, now);
    return now;
  };
}
