import { type Grants, type Permission, PERMISSIONS, type Scope } from './permissions.ts';

/** What the editor of roles offers (spec 03, "Roles"): for each permission the scopes that make sense, narrowest first. */

const READING = ['mine', 'review', 'pool', 'groups', 'all'] as const satisfies readonly Scope[];
const ACTING = ['mine', 'groups', 'all'] as const satisfies readonly Scope[];
/** Nobody has in hand what waits to be accepted. */
const ACCEPTING = ['groups', 'all'] as const satisfies readonly Scope[];
/** Yes or no: stored as `all`. */
const WHETHER = ['all'] as const satisfies readonly Scope[];

export const PERMISSION_SCOPES: Readonly<Record<Permission, readonly Scope[]>> = {
  'ticket.read': READING,
  'ticket.create': WHETHER,
  'ticket.create_close': WHETHER,
  'ticket.escalate': ACTING,
  'ticket.accept': ACCEPTING,
  'ticket.reassign': ACTING,
  'ticket.return': ACTING,
  'ticket.feedback': ACTING,
  'ticket.callback': ACTING,
  'ticket.wait': ACTING,
  'ticket.close': ACTING,
  'ticket.note': ACTING,
  'ticket.redispatch': ACTING,
  'ticket.transfer': ACTING,
  'ticket.save': ACTING,
  'ticket.urge': ACTING,
  'ticket.append': ACTING,
  'ticket.resolve': ACTING,
  'ticket.reopen': ACTING,
  'ticket.edit': ACTING,
  'ticket.merge': ACTING,
  'ticket.link': ACTING,
  'ticket.bulk_close': WHETHER,
  'ticket.export': WHETHER,
  'ticket.import': WHETHER,
  'ticket.unmask': ACTING,
  'config.manage': WHETHER,
};

/** The permissions in the order and the groups in which people think of them; each in exactly one group. */
export const PERMISSION_GROUPS = [
  { key: 'reading', permissions: ['ticket.read'] },
  { key: 'making', permissions: ['ticket.create', 'ticket.create_close', 'ticket.edit'] },
  {
    key: 'handling',
    permissions: [
      'ticket.accept',
      'ticket.feedback',
      'ticket.save',
      'ticket.note',
      'ticket.resolve',
      'ticket.close',
      'ticket.reopen',
      'ticket.link',
    ],
  },
  {
    key: 'sending',
    permissions: [
      'ticket.escalate',
      'ticket.reassign',
      'ticket.transfer',
      'ticket.redispatch',
      'ticket.return',
    ],
  },
  {
    key: 'customer',
    permissions: ['ticket.callback', 'ticket.wait', 'ticket.urge', 'ticket.append', 'ticket.unmask'],
  },
  {
    key: 'administration',
    permissions: ['ticket.merge', 'ticket.bulk_close', 'ticket.export', 'ticket.import', 'config.manage'],
  },
] as const satisfies readonly { key: string; permissions: readonly Permission[] }[];

/** Whether a permission is simply held or not, without a scope to choose. */
export function isWhether(permission: Permission): boolean {
  return PERMISSION_SCOPES[permission].length === 1;
}

/** What one role grants: each permission with at most one scope. */
export type RoleGrants = Readonly<Partial<Record<Permission, Scope>>>;

/**
 * Reads grants as they are stored or sent: what is no permission, or no scope that its permission can have, grants
 * nothing; what is yes or no is `all`, whatever scope it was stored with.
 */
export function readGrants(entries: Iterable<readonly [permission: string, scope: unknown]>): RoleGrants {
  const given = new Map(entries);
  return Object.fromEntries(
    PERMISSIONS.flatMap((permission): [Permission, Scope][] => {
      const scope = given.get(permission);
      if (isWhether(permission)) return scope === undefined || scope === '' ? [] : [[permission, 'all']];
      const fitting = PERMISSION_SCOPES[permission].find((each) => each === scope);
      return fitting ? [[permission, fitting]] : [];
    }),
  );
}

/** Grants of a role as an actor holds them. */
export function asGrants(role: RoleGrants): Grants {
  return Object.fromEntries(Object.entries(role).map(([permission, scope]) => [permission, [scope]]));
}

/**
 * What a person can do less than before (spec 03): permissions that are gone, or whose scope is no longer covered.
 * Scopes of several roles add up, so both sides are lists.
 */
export function lostPermissions(before: Grants, after: Grants): readonly Permission[] {
  return PERMISSIONS.filter((permission) => {
    const had = before[permission] ?? [];
    const has = after[permission] ?? [];
    if (has.includes('all') || (isWhether(permission) && has.length > 0)) return false;
    return had.some((scope) => !has.includes(scope) && !isWithin(scope, has));
  });
}

/** Everything includes one's own; what one's groups hold includes their pools. */
function isWithin(scope: Scope, has: readonly Scope[]): boolean {
  if (scope === 'mine') return has.length > 0;
  return scope === 'pool' && has.includes('groups');
}
