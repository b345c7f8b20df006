/**
 * Who may do what (spec 03). A permission is an action with a scope; roles are named sets of them.
 * Scopes of a user's roles add up.
 */

const TICKET_PERMISSIONS = [
  'ticket.read',
  'ticket.create',
  'ticket.create_close',
  'ticket.escalate',
  'ticket.accept',
  'ticket.reassign',
  'ticket.return',
  'ticket.feedback',
  'ticket.callback',
  'ticket.wait',
  'ticket.close',
  'ticket.note',
  'ticket.redispatch',
  'ticket.transfer',
  'ticket.save',
  'ticket.urge',
  'ticket.append',
  'ticket.resolve',
  'ticket.reopen',
  'ticket.edit',
  'ticket.merge',
  'ticket.link',
  'ticket.bulk_close',
  'ticket.export',
  'ticket.import',
  'ticket.unmask',
] as const;

export const PERMISSIONS = [...TICKET_PERMISSIONS, 'config.manage'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/**
 * Reading: `all`; `groups` = held by one of my groups; `pool` = waiting unaccepted in one of my groups;
 * `review` = waiting for review; `mine` = I handle it, made it, or work along. The narrower ones include `mine`.
 * Acting: `all`; `groups` = held by one of my groups, or by me; `mine` = I hold it.
 * Unmasking (`ticket.unmask`): seeing sensitive answers in full, as for acting; each look is logged.
 * Editing (`ticket.edit`): `all` = any open ticket; `mine` = what I created, until somebody has accepted it.
 */
export const SCOPES = ['all', 'groups', 'pool', 'review', 'mine'] as const;
export type Scope = (typeof SCOPES)[number];

export type Grants = Readonly<Partial<Record<Permission, readonly Scope[]>>>;

/** The signed-in person, with everything a permission decision needs. */
export interface Actor {
  readonly id: number;
  readonly name: string;
  readonly username: string;
  readonly departmentId: number | null;
  readonly groupIds: readonly number[];
  readonly grants: Grants;
}

/** The scopes the actor's roles give for a permission; empty when they lack it. */
export function scopesOf(actor: Pick<Actor, 'grants'>, permission: Permission): readonly Scope[] {
  return actor.grants[permission] ?? [];
}

/** Whether any of the actor's roles has the permission, whatever its scope. */
export function holds(actor: Pick<Actor, 'grants'>, permission: Permission): boolean {
  return scopesOf(actor, permission).length > 0;
}
