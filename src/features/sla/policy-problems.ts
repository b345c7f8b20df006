import type { ConditionProblem } from '../../domain/conditions/problem.ts';
import type { FieldOption, FieldProblem } from '../../domain/form/field.ts';
import type { PolicyKnowledge, PolicyProblem } from '../../domain/sla/read-policy.ts';
import type { PolicyWorkshop } from './policy-editor.view.ts';
import type { PolicyDraft, PolicyDraftProblems } from './policy-form.ts';

/** What is wrong with a policy, each problem where its form can show it. */
export interface PlacedProblems {
  readonly problems: PolicyDraftProblems;
  readonly conditionProblems: readonly ConditionProblem[];
}

/** What a policy may name: whoever and whatever is in use. */
export function policyKnowledge({ catalogue, options, kinds }: PolicyWorkshop): PolicyKnowledge {
  const inUse = (list: readonly FieldOption[]): string[] =>
    list.flatMap(({ value, retired }) => (retired === true ? [] : [value]));
  const { groups, people, tags } = options.actions;
  return {
    groupIds: new Set(inUse(groups).map(Number)),
    personIds: new Set(inUse(people).map(Number)),
    tags: new Set(inUse(tags)),
    calendarIds: new Set(options.calendars.map(({ value }) => Number(value))),
    stages: new Set(
      kinds.flatMap(({ key, section }) => (section === 'stage' ? [key.replace(/^stage-/, '')] : [])),
    ),
    catalogue,
  };
}

/** What values are called in the form, where that is another name. */
const FIELDS: Readonly<Record<string, string>> = {
  groupId: 'group_id',
  assigneeId: 'assignee_id',
  calendarId: 'calendar_id',
  pausesWaiting: 'pauses_waiting',
};
const nameOf = (key: unknown): string => FIELDS[String(key)] ?? String(key);

/** Where targets with problems are kept while they are gathered. */
interface Gathered {
  readonly own: Record<string, FieldProblem>;
  readonly steps: {
    readonly own: Record<string, FieldProblem>;
    readonly actions: Record<string, FieldProblem>[];
  }[];
}

/** Puts the problems of what is to be stored to the inputs that it came from. @param keys of the targets, in order */
export function placePolicyProblems(
  found: readonly PolicyProblem[],
  { targets }: Pick<PolicyDraft, 'targets'>,
  keys: readonly string[],
): PlacedProblems {
  const fields: Record<string, FieldProblem> = {};
  const placed = new Map(
    targets.map(({ key, steps }): [string, Gathered] => [
      key,
      { own: {}, steps: steps.map(({ actions }) => ({ own: {}, actions: actions.map(() => ({})) })) },
    ]),
  );
  const conditionProblems: ConditionProblem[] = [];
  for (const { path, code, params } of found) {
    const [where, at, ...rest] = path;
    const target = where === 'targets' ? placed.get(keys[Number(at)] ?? '') : undefined;
    if (where === 'condition')
      conditionProblems.push({ path: path.slice(1), code: code as ConditionProblem['code'], params });
    else if (target) inTarget(target, rest, { code, params });
    else fields[nameOf(where)] = { code, params };
  }
  return { problems: { fields, targets: Object.fromEntries(placed) }, conditionProblems };
}

function inTarget({ own, steps }: Gathered, path: PolicyProblem['path'], problem: FieldProblem): void {
  const [what, at, below, action, key] = path;
  const step = what === 'steps' ? steps[Number(at)] : undefined;
  const row = below === 'actions' ? step?.actions[Number(action)] : undefined;
  if (row) row[nameOf(key)] = problem;
  else if (step) step.own[String(below)] = problem;
  else own[String(what)] = problem;
}
