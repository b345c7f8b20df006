import type { AutomationProblem } from '../../domain/automation/read-actions.ts';
import type { AutomationKnowledge } from '../../domain/automation/read-automation.ts';
import type { ConditionProblem } from '../../domain/conditions/problem.ts';
import type { FieldOption, FieldProblem } from '../../domain/form/field.ts';
import type { Workshop } from './automation-editor.view.ts';
import type { DraftProblems } from './automation-form.ts';

/** What is wrong with an automation, each problem where its form can show it. */
export interface AutomationProblems {
  readonly problems: DraftProblems;
  readonly conditionProblems: readonly ConditionProblem[];
}

/** What an automation may name: whoever and whatever is in use. */
export function knowledgeOf({ catalogue, options }: Workshop): AutomationKnowledge {
  const inUse = (list: readonly FieldOption[]): string[] =>
    list.flatMap(({ value, retired }) => (retired === true ? [] : [value]));
  return {
    groupIds: new Set(inUse(options.groups).map(Number)),
    personIds: new Set(inUse(options.people).map(Number)),
    tags: new Set(inUse(options.tags)),
    catalogue,
  };
}

/** What the values of an action are called in its form, where that is another name. */
const ACTION_FIELDS: Readonly<Record<string, string>> = { groupId: 'group_id', assigneeId: 'assignee_id' };

/** Puts the problems of what is to be stored to the inputs that it came from. */
export function placeProblems(problems: readonly AutomationProblem[], actions: number): AutomationProblems {
  const fields: [string, FieldProblem][] = [];
  const rows = Array.from({ length: actions }, (): [string, FieldProblem][] => []);
  const conditionProblems: ConditionProblem[] = [];
  for (const { path, code, params } of problems) {
    const [where, second, third] = path;
    const row = where === 'actions' && typeof second === 'number' ? rows[second] : undefined;
    if (where === 'condition')
      conditionProblems.push({ path: path.slice(1), code: code as ConditionProblem['code'], params });
    else if (row) row.push([ACTION_FIELDS[String(third)] ?? String(third), { code, params }]);
    else fields.push([String(where === 'schedule' ? second : where), { code, params }]);
  }
  return {
    problems: { fields: Object.fromEntries(fields), actions: rows.map((each) => Object.fromEntries(each)) },
    conditionProblems,
  };
}
