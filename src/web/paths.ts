import { adminPaths } from './admin-paths.ts';
import { exportPaths } from './export-paths.ts';
import { importPaths } from './import-paths.ts';

/** Every address of the application as a value: patterns for routes, functions for links (spec 11). */
export const paths = {
  bench: '/',
  login: '/login',
  logout: '/logout',
  setup: { pattern: '/setup/:token', to: (token: string) => `/setup/${token}` },
  preferences: '/preferences',
  profile: {
    show: '/profile',
    password: '/profile/password',
    endSessions: '/profile/end-sessions',
    notifications: '/profile/notifications',
    resetNotifications: '/profile/notifications/reset',
  },
  help: '/help',
  duty: { set: '/duty', here: '/duty/here' },
  live: '/live',
  typing: '/live/typing',
  drafts: { save: '/drafts', discard: '/drafts/discard' },
  inbox: {
    list: '/inbox',
    readAll: '/inbox/read-all',
    open: { pattern: '/inbox/:id/open', to: (id: number | string) => `/inbox/${id}/open` },
    read: { pattern: '/inbox/:id/read', to: (id: number) => `/inbox/${id}/read` },
    unread: { pattern: '/inbox/:id/unread', to: (id: number) => `/inbox/${id}/unread` },
  },
  digest: '/digest',
  healthz: '/healthz',
  readyz: '/readyz',
  metrics: '/metrics',
  admin: adminPaths,
  logo: { pattern: '/logo/:print', to: (print: string) => `/logo/${print}` },
  tickets: {
    list: '/tickets',
    view: (view: string) => `/tickets?view=${view}`,
    /** All tickets of a phone, of those that the reader may see. */
    ofPhone: (phone: string, status?: 'open') =>
      `/tickets?view=all${status ? `&status=${status}` : ''}&q=${encodeURIComponent(phone)}`,
    new: '/tickets/new',
    filter: '/tickets/filter',
    columns: '/tickets/columns',
    export: '/tickets/export',
    form: '/tickets/new/form',
    categories: '/tickets/new/categories',
    caller: '/tickets/new/caller',
    /** What is done to a selection, by the action's name. */
    bulk: {
      form: (action: string) => `/tickets/bulk/${action}`,
      matching: (action: string) => `/tickets/bulk/${action}/matching`,
      run: {
        pattern: (action: string) => `/tickets/bulk/${action}/:run`,
        to: (action: string, run: number) => `/tickets/bulk/${action}/${run}`,
      },
    },
    show: { pattern: '/tickets/:number', to: (number: string) => `/tickets/${number}` },
    /** The form of an action on the unfinished ticket, with what was typed into the create form. */
    carry: {
      pattern: (action: string) => `/tickets/:number/${action}/carry`,
      to: (number: string, action: string) => `/tickets/${number}/${action}/carry`,
    },
    edit: {
      pattern: '/tickets/:number/edit',
      to: (number: string) => `/tickets/${number}/edit`,
      upgrade: (number: string) => `/tickets/${number}/edit?upgrade=1`,
    },
    /** The form of another category, for a ticket that is being edited. */
    editForm: {
      pattern: '/tickets/:number/edit/form',
      to: (number: string) => `/tickets/${number}/edit/form`,
    },
    /** One sensitive answer in full. */
    unmask: {
      pattern: '/tickets/:number/unmask',
      to: (number: string) => `/tickets/${number}/unmask`,
    },
    editCategories: {
      pattern: '/tickets/:number/edit/categories',
      to: (number: string) => `/tickets/${number}/edit/categories`,
    },
    action: {
      pattern: (action: string) => `/tickets/:number/${action}`,
      to: (number: string, action: string) => `/tickets/${number}/${action}`,
    },
  },
  /** The builder of conditions, wherever it stands: its steps, the values to choose from, and what fits. */
  conditions: {
    builder: '/conditions/builder',
    options: '/conditions/options',
    preview: '/conditions/preview',
  },
  /** Who has what, and moving it between people. */
  workload: { show: '/workload', move: '/workload/move' },
  exports: exportPaths,
  imports: importPaths,
  attachments: {
    upload: '/attachments',
    /** The file itself, to download. */
    file: { pattern: '/attachments/:id', to: (id: number) => `/attachments/${id}` },
    /** The same to look at, where a browser can show it. */
    preview: { pattern: '/attachments/:id/preview', to: (id: number) => `/attachments/${id}/preview` },
    /** A page around it, with its name. */
    view: { pattern: '/attachments/:id/view', to: (id: number) => `/attachments/${id}/view` },
    remove: { pattern: '/attachments/:id/remove', to: (id: number) => `/attachments/${id}/remove` },
  },
} as const;

/** A `next` address is followed only within this site: one slash, then no second one and no backslash. */
export function localPath(next: unknown): string | null {
  return typeof next === 'string' && /^\/(?![/\\])[^\\\s]{0,500}$/.test(next) ? next : null;
}
