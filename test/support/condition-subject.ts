import type { Operator, TestValue, Conditions } from '../../src/domain/conditions/language.ts';
import type { ConditionSubject, ConditionWorld } from '../../src/domain/conditions/subject.ts';

/** A ticket that lacks everything that a ticket can lack. */
export const BARE: ConditionSubject = {
  categoryIds: [3, 2, 1],
  source: 'phone',
  priority: 'normal',
  status: 'new',
  stage: null,
  groupId: null,
  assigneeId: null,
  creatorId: 7,
  departmentIds: [],
  customerLevel: null,
  customerTags: [],
  customerRegion: '',
  customerName: '',
  phone: null,
  orderNumber: '',
  title: '退款问题',
  description: '',
  tags: [],
  values: {},
  createdAt: new Date('2026-11-22T05:00:00Z'),
  updatedAt: new Date('2026-11-22T05:00:00Z'),
  closedAt: null,
  statusSince: new Date('2026-11-22T05:00:00Z'),
  urgedCount: 0,
  appendedCount: 0,
  returnedCount: 0,
  reopenedCount: 0,
  hopCount: 1,
  isRepeat: false,
  clock: null,
};

const AREAS = [
  { value: 'zj', label: '浙江', children: [{ value: 'hz', label: '杭州' }] },
  { value: 'sh', label: '上海' },
];
const DEPARTMENTS = [{ value: '1', label: '总部', children: [{ value: '2', label: '客服' }] }];

/** 14:00 in Shanghai; a field of each kind, keyed by its type. */
export const WORLD: ConditionWorld = {
  now: new Date('2026-11-22T06:00:00Z'),
  zone: 'Asia/Shanghai',
  openGroupIds: [11],
  anyOpen: true,
  fields: new Map(
    ['text', 'select', 'multiselect', 'number', 'date', 'datetime', 'time', 'phone', 'switch', 'user', 'file']
      .map((type) => [type, { type, options: [] as typeof AREAS }] as const)
      .concat([
        ['cascade', { type: 'cascade', options: AREAS }],
        ['department', { type: 'department', options: DEPARTMENTS }],
      ]),
  ),
};

/** Conditions of a single test. */
export function only(field: string, operator: Operator, value: TestValue = null): Conditions {
  return { version: 1, root: { kind: 'all', of: [{ kind: 'test', field, operator, value }] } };
}
