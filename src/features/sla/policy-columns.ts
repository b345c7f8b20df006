import type { PolicyDecided } from '../../domain/sla/read-policy.ts';

/** A policy as its table holds it. */
export function policyColumns({
  name,
  active,
  condition,
  calendarId,
  pausesWaiting,
  targets,
}: PolicyDecided): object {
  return {
    name,
    active,
    calendar_id: calendarId,
    pauses_waiting: pausesWaiting,
    condition: JSON.stringify(condition),
    targets: JSON.stringify(targets),
  };
}
