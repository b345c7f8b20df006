import type { NewEvent, NewHop, Step, TicketPatch } from '../../domain/ticket/change.ts';

/** Columns of the tickets table for what a step sets. */
export function ticketColumns(step: Step['ticket']): Record<string, unknown> {
  const names: Record<keyof TicketPatch, string> = {
    firstRespondedAt: 'first_responded_at',
    acceptedAt: 'accepted_at',
    lastContactAt: 'last_contact_at',
    lastCallback: 'last_callback',
    lastUrgedAt: 'last_urged_at',
    urgedCount: 'urged_count',
    appendedCount: 'appended_count',
    returnedCount: 'returned_count',
    reopenedCount: 'reopened_count',
    mergedIntoId: 'merged_into_id',
    outcome: 'outcome',
    unsolvedReason: 'unsolved_reason',
    satisfaction: 'satisfaction',
    closeComment: 'close_comment',
    callbackMethod: 'callback_method',
    overdueReason: 'overdue_reason',
    overdueRemark: 'overdue_remark',
    closedById: 'closed_by_id',
    closedAt: 'closed_at',
  };
  const set: Record<string, unknown> = {
    status: step.status,
    group_id: step.groupId,
    stage_key: step.stageKey,
    assignee_id: step.assigneeId,
    hop_count: step.hopCount,
    version: step.version,
    updated_at: step.updatedAt,
  };
  for (const key of Object.keys(names) as (keyof TicketPatch)[]) {
    if (step[key] !== undefined) set[names[key]] = step[key];
  }
  return set;
}

/** Columns of the assignments table for a hop. */
export function hopColumns(hop: NewHop): Record<string, unknown> {
  return {
    position: hop.position,
    group_id: hop.groupId,
    stage_key: hop.stageKey,
    assignee_id: hop.assigneeId,
    came_from_id: hop.cameFromId,
    sent_by_id: hop.sentById,
    sent_action: hop.sentAction,
    arrived_at: hop.arrivedAt,
    accepted_at: hop.acceptedAt,
  };
}

/** Columns of the log for an entry. */
export function eventColumns(event: NewEvent): Record<string, unknown> {
  return {
    seq: event.seq,
    type: event.type,
    action: event.action,
    actor_id: event.actorId,
    occurred_at: event.occurredAt,
    from_status: event.fromStatus,
    to_status: event.toStatus,
    from_assignee_id: event.fromAssigneeId,
    to_assignee_id: event.toAssigneeId,
    from_group_id: event.fromGroupId,
    to_group_id: event.toGroupId,
    body: event.body,
    data: JSON.stringify(event.data),
    changes: JSON.stringify(event.changes ?? []),
    rule_name: event.ruleName ?? null,
  };
}
