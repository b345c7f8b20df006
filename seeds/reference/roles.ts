/** The built-in roles and what they may do (spec 03). An installation may edit them; seeding never takes that back. */

type Grants = Record<string, 'all' | 'groups' | 'pool' | 'review' | 'mine'>;

export interface RoleSeed {
  readonly key: string;
  readonly name_zh: string;
  readonly name_en: string;
  readonly grants: Grants;
}

const EVERYTHING: Grants = Object.fromEntries(
  [
    'read',
    'create',
    'create_close',
    'escalate',
    'accept',
    'reassign',
    'return',
    'feedback',
    'callback',
    'wait',
    'close',
    'note',
    'redispatch',
    'transfer',
    'save',
    'urge',
    'append',
    'resolve',
    'reopen',
    'edit',
    'merge',
    'link',
    'bulk_close',
    'export',
    'unmask',
  ].map((action) => [`ticket.${action}`, 'all'] as const),
);

const ANSWERING: Grants = {
  'ticket.read': 'pool',
  'ticket.accept': 'groups',
  'ticket.feedback': 'mine',
  'ticket.return': 'mine',
  'ticket.save': 'mine',
  'ticket.note': 'mine',
};

export const ROLES: readonly RoleSeed[] = [
  {
    key: 'tier1_agent',
    name_zh: '一线客服',
    name_en: 'Tier-1 agent',
    grants: {
      'ticket.read': 'all',
      'ticket.create': 'mine',
      'ticket.create_close': 'mine',
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
  },
  {
    key: 'reviewer',
    name_zh: '审单员',
    name_en: 'Reviewer',
    grants: {
      'ticket.read': 'review',
      'ticket.create': 'mine',
      'ticket.accept': 'groups',
      'ticket.reassign': 'groups',
      'ticket.redispatch': 'groups',
      'ticket.return': 'groups',
      'ticket.edit': 'mine',
      'ticket.link': 'groups',
      'ticket.note': 'groups',
    },
  },
  {
    key: 'after_sales_agent',
    name_zh: '售后客服',
    name_en: 'After-sales agent',
    grants: {
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
  },
  { key: 'operations', name_zh: '产品运营', name_en: 'Operations', grants: ANSWERING },
  { key: 'engineering', name_zh: '研发', name_en: 'Engineering', grants: ANSWERING },
  { key: 'ticket_admin', name_zh: '工单管理员', name_en: 'Ticket administrator', grants: EVERYTHING },
  {
    key: 'super_admin',
    name_zh: '超级管理员',
    name_en: 'Super administrator',
    grants: { ...EVERYTHING, 'config.manage': 'all' },
  },
];
