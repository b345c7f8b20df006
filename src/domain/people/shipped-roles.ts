import { PERMISSIONS } from './permissions.ts';
import { readGrants, type RoleGrants } from './permission-scopes.ts';

/** What the built-in roles may do as they are shipped (spec 03): an installation begins with it, and may go back to it. */

const EVERYTHING = readGrants(PERMISSIONS.map((permission) => [permission, 'all']));
const { 'config.manage': _configuring, ...ALL_ON_TICKETS } = EVERYTHING;

const ANSWERING: RoleGrants = {
  'ticket.read': 'pool',
  'ticket.accept': 'groups',
  'ticket.feedback': 'mine',
  'ticket.return': 'mine',
  'ticket.save': 'mine',
  'ticket.note': 'mine',
};

const SHIPPED: Readonly<Record<string, RoleGrants>> = {
  tier1_agent: {
    'ticket.read': 'all',
    'ticket.create': 'all',
    'ticket.create_close': 'all',
    'ticket.accept': 'groups',
    'ticket.escalate': 'mine',
    'ticket.urge': 'all',
    'ticket.append': 'all',
    'ticket.resolve': 'mine',
    'ticket.close': 'mine',
    'ticket.edit': 'mine',
    'ticket.link': 'mine',
    'ticket.note': 'mine',
  },
  reviewer: {
    'ticket.read': 'review',
    'ticket.create': 'all',
    'ticket.accept': 'groups',
    'ticket.reassign': 'groups',
    'ticket.redispatch': 'groups',
    'ticket.return': 'groups',
    'ticket.edit': 'mine',
    'ticket.link': 'groups',
    'ticket.note': 'groups',
  },
  after_sales_agent: {
    'ticket.read': 'all',
    'ticket.accept': 'groups',
    'ticket.reassign': 'mine',
    'ticket.redispatch': 'mine',
    'ticket.transfer': 'mine',
    'ticket.save': 'mine',
    'ticket.return': 'mine',
    'ticket.feedback': 'mine',
    'ticket.callback': 'mine',
    'ticket.wait': 'mine',
    'ticket.resolve': 'mine',
    'ticket.close': 'mine',
    'ticket.link': 'mine',
    'ticket.note': 'mine',
    'ticket.unmask': 'mine',
  },
  operations: ANSWERING,
  engineering: ANSWERING,
  ticket_admin: ALL_ON_TICKETS,
  super_admin: EVERYTHING,
};

/** The grants that a built-in role was shipped with; undefined for a role that is none. */
export function shippedGrants(key: string): RoleGrants | undefined {
  return Object.hasOwn(SHIPPED, key) ? SHIPPED[key] : undefined;
}
