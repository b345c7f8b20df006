import type { Translate } from '../form/translate.ts';
import { isWhether, PERMISSION_GROUPS, type RoleGrants } from './permission-scopes.ts';
import type { Permission, Scope } from './permissions.ts';

/** A role in plain words, a line each (spec 03). */
export interface RoleSummary {
  readonly sees: string;
  readonly does: string;
  readonly cannot: string | null;
  /** What of it comes to nothing, and why. */
  readonly hints: readonly string[];
}

const WIDEST_FIRST: readonly Scope[] = ['all', 'groups', 'mine'];

const ACTING: readonly Permission[] = PERMISSION_GROUPS.flatMap(({ permissions }) => [...permissions]).filter(
  (permission: Permission) => permission !== 'ticket.read',
);

/**
 * What somebody with these grants sees, does and can't do, in the language of `t` (spec 03): for administrators who
 * compose a role. Actions of the same scope stand together, the widest scope first.
 */
export function describeRole(grants: RoleGrants, t: Translate): RoleSummary {
  const reads = grants['ticket.read'];
  const given = ACTING.filter((permission) => grants[permission] !== undefined);
  const missing = ACTING.filter((permission) => grants[permission] === undefined);
  // Editing goes by who made the ticket, not by who has it.
  const isOfMaker = (each: Permission): boolean => each === 'ticket.edit' && grants[each] === 'mine';
  const doing = [
    ...WIDEST_FIRST.flatMap((scope) => {
      const those = given.filter((each) => !isWhether(each) && grants[each] === scope && !isOfMaker(each));
      return those.length === 0 ? [] : [t(`config.role.does.${scope}`, { actions: listed(those, t) })];
    }),
    ...given.filter(isOfMaker).map((each) => t('config.role.does.created', { actions: listed([each], t) })),
    ...wholes(given, t),
  ];
  return {
    sees: t(`config.role.sees.${reads ?? 'nothing'}`),
    does:
      doing.length === 0
        ? t('config.role.does.nothing')
        : t('config.role.does.list', { list: doing.join(t('config.role.does.separator')) }),
    cannot: missing.length === 0 ? null : t('config.role.cannot', { actions: listed(missing, t) }),
    hints: hintsOf(grants, given, t),
  };
}

function wholes(given: readonly Permission[], t: Translate): string[] {
  const those = given.filter((each) => isWhether(each));
  return those.length === 0 ? [] : [listed(those, t)];
}

function listed(permissions: readonly Permission[], t: Translate): string {
  return permissions.map((permission) => t(`config.role.field.${permission}`)).join(t('form.list_separator'));
}

/** Nobody acts on what they can't see. */
function hintsOf(grants: RoleGrants, given: readonly Permission[], t: Translate): string[] {
  const reads = grants['ticket.read'];
  const onTickets = given.filter(
    (each) => !['ticket.create', 'ticket.create_close', 'config.manage'].includes(each),
  );
  if (reads === undefined) return onTickets.length === 0 ? [] : [t('config.role.hint.sees_nothing')];
  const reaches = (permission: Permission): boolean =>
    reads === 'all' || isWhether(permission) || REACH[reads].includes(grants[permission] ?? 'mine');
  const beyond = onTickets.filter((permission) => permission !== 'ticket.accept' && !reaches(permission));
  return beyond.length === 0 ? [] : [t('config.role.hint.beyond', { actions: listed(beyond, t) })];
}

/** The acting scopes that a reading scope covers. */
const REACH: Readonly<Record<Exclude<Scope, 'all'>, readonly Scope[]>> = {
  mine: ['mine'],
  review: ['mine', 'groups'],
  pool: ['mine'],
  groups: ['mine', 'groups'],
};
