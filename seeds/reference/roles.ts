import { shippedGrants } from '../../src/domain/people/shipped-roles.ts';

/** The built-in roles, with what they may do (spec 03). An installation may edit them; seeding never takes that back. */
const BUILT_IN = [
  { key: 'tier1_agent', name_zh: '一线客服', name_en: 'Tier-1 agent' },
  { key: 'reviewer', name_zh: '审单员', name_en: 'Reviewer' },
  { key: 'after_sales_agent', name_zh: '售后客服', name_en: 'After-sales agent' },
  { key: 'operations', name_zh: '产品运营', name_en: 'Operations' },
  { key: 'engineering', name_zh: '研发', name_en: 'Engineering' },
  { key: 'ticket_admin', name_zh: '工单管理员', name_en: 'Ticket administrator' },
  { key: 'super_admin', name_zh: '超级管理员', name_en: 'Super administrator' },
] as const;

export const ROLES = BUILT_IN.map((role) => ({ ...role, grants: shippedGrants(role.key) ?? {} }));
