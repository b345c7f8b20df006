type ConnectorStep = 'test' | 'delete' | 'resend';
type AutomationStep = 'switch' | 'delete' | 'dry-run' | 'history';
type CategoryStep = 'move' | 'rename' | 'activate' | 'deactivate' | 'delete' | 'merge';

/** The addresses of the administrators' pages (spec 11). */
export const adminPaths = {
  home: '/admin',

  categories: {
    list: '/admin/categories',
    tree: '/admin/categories/tree',
    new: '/admin/categories/new',
    newBelow: (parent: number) => `/admin/categories/new?parent=${parent}`,
    newAfter: (sibling: number) => `/admin/categories/new?after=${sibling}`,
    export: '/admin/categories/export',
    import: '/admin/categories/import',
    preview: {
      pattern: '/admin/categories/import/:id',
      to: (id: number) => `/admin/categories/import/${id}`,
    },
    edit: { pattern: '/admin/categories/:id', to: (id: number) => `/admin/categories/${id}` },
    step: {
      pattern: (step: CategoryStep) => `/admin/categories/:id/${step}`,
      to: (id: number, step: CategoryStep) => `/admin/categories/${id}/${step}`,
    },
  },

  templates: {
    list: '/admin/templates',
    new: '/admin/templates/new',
    edit: ofTemplate(''),
    draft: ofTemplate('/draft'),
    discard: ofTemplate('/discard'),
    settings: ofTemplate('/settings'),
    copy: ofTemplate('/copy'),
    publish: ofTemplate('/publish'),
    history: ofTemplate('/history'),
    version: {
      pattern: '/admin/templates/:id/versions/:number',
      to: (id: number, number: number) => `/admin/templates/${id}/versions/${number}`,
    },
    restore: {
      pattern: '/admin/templates/:id/versions/:number/restore',
      to: (id: number, number: number) => `/admin/templates/${id}/versions/${number}/restore`,
    },
    usage: ofTemplate('/usage'),
    upgrade: ofTemplate('/upgrade'),
    upgradeRun: {
      pattern: '/admin/templates/:id/upgrades/:run',
      to: (id: number, run: number) => `/admin/templates/${id}/upgrades/${run}`,
    },
  },

  fields: {
    list: '/admin/fields',
    new: '/admin/fields/new',
    edit: { pattern: '/admin/fields/:id', to: (id: number) => `/admin/fields/${id}` },
    retire: { pattern: '/admin/fields/:id/retire', to: (id: number) => `/admin/fields/${id}/retire` },
    restore: { pattern: '/admin/fields/:id/restore', to: (id: number) => `/admin/fields/${id}/restore` },
    remove: { pattern: '/admin/fields/:id/delete', to: (id: number) => `/admin/fields/${id}/delete` },
  },

  departments: {
    list: '/admin/departments',
    new: '/admin/departments/new',
    below: (parent: number) => `/admin/departments/new?parent=${parent}`,
    edit: { pattern: '/admin/departments/:id', to: (id: number) => `/admin/departments/${id}` },
    step: {
      pattern: (step: string) => `/admin/departments/:id/${step}`,
      to: (id: number, step: string) => `/admin/departments/${id}/${step}`,
    },
  },

  groups: {
    list: '/admin/groups',
    new: '/admin/groups/new',
    edit: { pattern: '/admin/groups/:id', to: (id: number) => `/admin/groups/${id}` },
    step: {
      pattern: (step: string) => `/admin/groups/:id/${step}`,
      to: (id: number, step: string) => `/admin/groups/${id}/${step}`,
    },
  },

  calendars: {
    list: '/admin/calendars',
    new: '/admin/calendars/new',
    /** The form of a calendar with Monday's hours on Tuesday to Friday, not saved. */
    fillNew: '/admin/calendars/new/fill',
    edit: { pattern: '/admin/calendars/:id', to: (id: number) => `/admin/calendars/${id}` },
    step: {
      pattern: (step: string) => `/admin/calendars/:id/${step}`,
      to: (id: number, step: string) => `/admin/calendars/${id}/${step}`,
    },
    days: {
      pattern: '/admin/calendars/:id/days',
      to: (id: number, year: number) => `/admin/calendars/${id}/days?year=${year}`,
    },
    loadDays: {
      pattern: '/admin/calendars/:id/days/load',
      to: (id: number) => `/admin/calendars/${id}/days/load`,
    },
    newDay: {
      pattern: '/admin/calendars/:id/days/new',
      to: (id: number, day?: string) =>
        `/admin/calendars/${id}/days/new${day === undefined ? '' : `?day=${day}`}`,
    },
    day: {
      pattern: '/admin/calendars/:id/days/:day',
      to: (id: number, day: string) => `/admin/calendars/${id}/days/${day}`,
    },
    deleteDay: {
      pattern: '/admin/calendars/:id/days/:day/delete',
      to: (id: number, day: string) => `/admin/calendars/${id}/days/${day}/delete`,
    },
  },

  rules: {
    list: '/admin/rules',
    new: '/admin/rules/new',
    order: '/admin/rules/order',
    try: '/admin/rules/try',
    edit: { pattern: '/admin/rules/:id', to: (id: number) => `/admin/rules/${id}` },
    step: {
      pattern: (step: string) => `/admin/rules/:id/${step}`,
      to: (id: number, step: string) => `/admin/rules/${id}/${step}`,
    },
  },

  slas: {
    list: '/admin/slas',
    new: '/admin/slas/new',
    copy: (id: number) => `/admin/slas/new?from=${id}`,
    order: '/admin/slas/order',
    try: '/admin/slas/try',
    /** How far a recalculation has come. */
    progress: '/admin/slas/progress',
    edit: { pattern: '/admin/slas/:id', to: (id: number) => `/admin/slas/${id}` },
    step: {
      pattern: (step: string) => `/admin/slas/:id/${step}`,
      to: (id: number, step: string) => `/admin/slas/${id}/${step}`,
    },
  },

  stages: {
    list: '/admin/groups/stages',
    new: '/admin/groups/stages/new',
    edit: { pattern: '/admin/groups/stages/:key', to: (key: string) => `/admin/groups/stages/${key}` },
    step: {
      pattern: (step: string) => `/admin/groups/stages/:key/${step}`,
      to: (key: string, step: string) => `/admin/groups/stages/${key}/${step}`,
    },
  },

  users: {
    list: '/admin/users',
    new: '/admin/users/new',
    import: '/admin/users/import',
    importRun: '/admin/users/import/run',
    importTemplate: '/admin/users/import/template',
    edit: { pattern: '/admin/users/:id', to: (id: number) => `/admin/users/${id}` },
    step: {
      pattern: (step: string) => `/admin/users/:id/${step}`,
      to: (id: number, step: string) => `/admin/users/${id}/${step}`,
    },
  },

  roles: {
    list: '/admin/roles',
    new: '/admin/roles/new',
    copy: (id: number) => `/admin/roles/new?from=${id}`,
    edit: { pattern: '/admin/roles/:id', to: (id: number) => `/admin/roles/${id}` },
    reset: { pattern: '/admin/roles/:id/reset', to: (id: number) => `/admin/roles/${id}/reset` },
    remove: { pattern: '/admin/roles/:id/remove', to: (id: number) => `/admin/roles/${id}/remove` },
    /** What the grants of a form mean, and what somebody with them would see. */
    describe: '/admin/roles/check/words',
    seeAs: '/admin/roles/check/tickets',
  },

  automations: {
    list: '/admin/automations',
    order: '/admin/automations/order',
    new: '/admin/automations/new',
    copy: (id: number) => `/admin/automations/new?from=${id}`,
    edit: { pattern: '/admin/automations/:id', to: (id: number) => `/admin/automations/${id}` },
    step: {
      pattern: (step: AutomationStep) => `/admin/automations/:id/${step}`,
      to: (id: number, step: AutomationStep) => `/admin/automations/${id}/${step}`,
    },
  },

  notifications: { list: '/admin/notifications' },
  connectors: {
    list: '/admin/connectors',
    /** Which kind of connector it is to be. */
    choose: '/admin/connectors/new',
    new: {
      pattern: '/admin/connectors/new/:kind',
      to: (kind: string) => `/admin/connectors/new/${kind}`,
    },
    edit: { pattern: '/admin/connectors/:id', to: (id: number) => `/admin/connectors/${id}` },
    step: {
      pattern: (step: ConnectorStep) => `/admin/connectors/:id/${step}`,
      to: (id: number, step: ConnectorStep) => `/admin/connectors/${id}/${step}`,
    },
  },

  deliveries: {
    list: '/admin/deliveries',
    show: { pattern: '/admin/deliveries/:id', to: (id: number) => `/admin/deliveries/${id}` },
    resend: {
      pattern: '/admin/deliveries/:id/resend',
      to: (id: number) => `/admin/deliveries/${id}/resend`,
    },
  },

  messages: {
    list: '/admin/messages',
    edit: { pattern: '/admin/messages/:key', to: (key: string) => `/admin/messages/${key}` },
    preview: {
      pattern: '/admin/messages/:key/preview',
      to: (key: string) => `/admin/messages/${key}/preview`,
    },
    reset: { pattern: '/admin/messages/:key/reset', to: (key: string) => `/admin/messages/${key}/reset` },
    channel: {
      pattern: '/admin/messages/:key/on/:channel',
      to: (key: string, channel: string) => `/admin/messages/${key}/on/${channel}`,
    },
    dropChannel: {
      pattern: '/admin/messages/:key/on/:channel/drop',
      to: (key: string, channel: string) => `/admin/messages/${key}/on/${channel}/drop`,
    },
  },

  settings: {
    list: '/admin/settings',
    section: {
      pattern: '/admin/settings/:section',
      to: (section: string) => `/admin/settings/${section}`,
    },
    reset: {
      pattern: '/admin/settings/reset/:key',
      to: (key: string) => `/admin/settings/reset/${key}`,
    },
    logo: '/admin/settings/company/logo',
    removeLogo: '/admin/settings/company/logo/remove',
  },

  /** The lists of words that forms offer: a part of the settings, each list a page. */
  choices: {
    list: { pattern: '/admin/settings/lists/:kind', to: (kind: string) => `/admin/settings/lists/${kind}` },
    new: {
      pattern: '/admin/settings/lists/:kind/new',
      to: (kind: string) => `/admin/settings/lists/${kind}/new`,
    },
    order: {
      pattern: '/admin/settings/lists/:kind/order',
      to: (kind: string) => `/admin/settings/lists/${kind}/order`,
    },
    edit: {
      pattern: '/admin/settings/lists/:kind/entries/:key',
      to: (kind: string, key: string) => `/admin/settings/lists/${kind}/entries/${key}`,
    },
    remove: {
      pattern: '/admin/settings/lists/:kind/entries/:key/delete',
      to: (kind: string, key: string) => `/admin/settings/lists/${kind}/entries/${key}/delete`,
    },
  },

  audit: {
    list: '/admin/audit',
    /** Everything that happened to one record. */
    of: (subject: string, id: number | string) =>
      `/admin/audit?kind=${encodeURIComponent(subject)}&subject=${encodeURIComponent(id)}`,
  },
} as const;

function ofTemplate(rest: string) {
  return { pattern: `/admin/templates/:id${rest}`, to: (id: number) => `/admin/templates/${id}${rest}` };
}

/** In the order of the menu: what the work is about, who does it, how the house speaks and keeps its books. */
export const ADMIN_AREAS = [
  { name: 'categories', icon: 'sitemap' },
  { name: 'templates', icon: 'layout-preview' },
  { name: 'fields', icon: 'adjustments' },
  { name: 'departments', icon: 'building' },
  { name: 'groups', icon: 'users' },
  { name: 'rules', icon: 'arrows' },
  { name: 'calendars', icon: 'calendar' },
  { name: 'slas', icon: 'clock' },
  { name: 'users', icon: 'user' },
  { name: 'roles', icon: 'lock' },
  { name: 'automations', icon: 'bolt' },
  { name: 'messages', icon: 'message-circle' },
  { name: 'notifications', icon: 'bell' },
  { name: 'connectors', icon: 'plug' },
  { name: 'deliveries', icon: 'send' },
  { name: 'settings', icon: 'settings' },
  { name: 'audit', icon: 'history' },
] as const satisfies readonly { name: keyof typeof adminPaths; icon: string }[];
