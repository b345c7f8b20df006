import type { Knex } from 'knex';
import type { Audience } from '../../domain/ticket/messages.ts';
import type { Status } from '../../domain/ticket/status.ts';
import { findManager } from '../people/manager.query.ts';

/** The people of an audience; whether they are there and may read is asked of all of them together. */
export async function findAudience(db: Knex, audience: Audience): Promise<number[]> {
  switch (audience.kind) {
    case 'people':
      return [...audience.ids];
    case 'members':
      return (await db('group_members')
        .where('group_id', audience.groupId)
        .orderBy('user_id')
        .pluck('user_id')) as number[];
    case 'manager': {
      const manager = await findManager(db, audience.of);
      return manager ? [manager.id] : [];
    }
  }
}

export interface Subject {
  readonly ticket: {
    readonly status: Status;
    readonly priority: string;
    readonly groupId: number | null;
    readonly stageKey: string | null;
    readonly assigneeId: number | null;
    readonly creatorId: number;
  };
  readonly collaboratorIds: readonly number[];
  /** What a template may name. */
  readonly words: { number: string; title: string; department: string; agent: string };
}

/** The ticket a message is about and the person who caused it, in one statement. */
export async function findSubject(db: Knex, ticketId: number, actorId: number | null): Promise<Subject> {
  const { rows } = (await db.raw(
    `select t.number, t.title, t.status, t.priority, t.group_id, t.stage_key, t.assignee_id, t.creator_id,
       coalesce(d.name, '') as department, coalesce(u.name, '') as agent,
       array(select user_id from ticket_collaborators where ticket_id = t.id)::int8[] as collaborators
     from tickets t left join users u on u.id = ? left join departments d on d.id = u.department_id where t.id = ?`,
    [actorId, ticketId],
  )) as {
    rows: {
      number: string;
      title: string;
      status: Status;
      priority: string;
      group_id: number | null;
      stage_key: string | null;
      assignee_id: number | null;
      creator_id: number;
      department: string;
      agent: string;
      collaborators: (number | string)[];
    }[];
  };
  const [row] = rows;
  if (!row) throw new Error(`ticket ${ticketId} vanished`);
  return {
    ticket: {
      status: row.status,
      priority: row.priority,
      groupId: row.group_id,
      stageKey: row.stage_key,
      assigneeId: row.assignee_id,
      creatorId: row.creator_id,
    },
    collaboratorIds: row.collaborators.map(Number),
    words: { number: row.number, title: row.title, department: row.department, agent: row.agent },
  };
}
