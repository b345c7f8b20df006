import type { AutomationDecided } from '../../domain/automation/read-automation.ts';

/** An automation as its table holds it. */
export function automationColumns({
  name,
  active,
  events,
  schedule,
  condition,
  actions,
  stops,
}: AutomationDecided): object {
  return {
    name,
    active,
    stops,
    events: [...events],
    schedule: schedule && JSON.stringify(schedule),
    condition: JSON.stringify(condition),
    actions: JSON.stringify(actions),
  };
}
