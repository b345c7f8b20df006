/** The addresses of the administrators' pages (spec 11). */
export const adminPaths = {
  home: '/admin',

  categories: { list: '/admin/categories' },

  templates: { list: '/admin/templates' },

  fields: { list: '/admin/fields' },

  departments: { list: '/admin/departments' },

  groups: {
    list: '/admin/groups',
    new: '/admin/groups/new',
    edit: { pattern: '/admin/groups/:id', to: (id: number) => `/admin/groups/${id}` },
  },

  users: { list: '/admin/users' },

  roles: { list: '/admin/roles' },

  messages: { list: '/admin/messages' },

  settings: { list: '/admin/settings' },

  audit: { list: '/admin/audit' },
} as const;

/** In the order of the menu: what the work is about, who does it, how the house speaks and keeps its books. */
export const ADMIN_AREAS = [
  { name: 'categories', icon: 'sitemap' },
  { name: 'templates', icon: 'layout-preview' },
  { name: 'fields', icon: 'adjustments' },
  { name: 'departments', icon: 'building' },
  { name: 'groups', icon: 'users' },
  { name: 'users', icon: 'user' },
  { name: 'roles', icon: 'lock' },
  { name: 'messages', icon: 'message-circle' },
  { name: 'settings', icon: 'settings' },
  { name: 'audit', icon: 'history' },
] as const satisfies readonly { name: keyof typeof adminPaths; icon: string }[];
