import type {
  AutomationAction,
  AutomationEvent,
  AutomationSchedule,
} from '../../src/domain/automation/automation.ts';
import type { Condition, Conditions } from '../../src/domain/conditions/language.ts';

/** An automation that every installation begins with (spec 04). It is data: administrators change it afterwards. */
interface ShippedAutomation {
  readonly built_in: string;
  readonly name: string;
  readonly active: boolean;
  readonly events: readonly AutomationEvent[];
  readonly schedule: AutomationSchedule | null;
  readonly condition: Conditions;
  readonly actions: readonly AutomationAction[];
}

const DAY_MINUTES = 24 * 60;

function all(...of: Condition[]): Conditions {
  return { version: 1, root: { kind: 'all', of } };
}

export const SHIPPED_AUTOMATIONS: readonly ShippedAutomation[] = [
  {
    built_in: 'repeat',
    name: '二次投诉升级',
    active: true,
    events: ['create'],
    schedule: null,
    condition: all({ kind: 'test', field: 'is_repeat', operator: 'is', value: true }),
    actions: [
      { kind: 'set_priority', priority: 'high' },
      {
        kind: 'notify',
        to: [{ kind: 'duty_leader' }],
        text: '工单 {number} 的客户再次投诉（{category}），优先级已改为高：{title}',
      },
    ],
  },
  {
    built_in: 'urged',
    name: '连催三次升级',
    active: true,
    events: ['urge'],
    schedule: null,
    condition: all({ kind: 'test', field: 'urged_count', operator: 'at_least', value: 3 }),
    actions: [{ kind: 'set_priority', priority: 'urgent' }, { kind: 'escalate_to_manager' }],
  },
  {
    built_in: 'refund_overdue',
    name: '退款超时转移',
    // What a refund is called, and who takes over, is for each company to say first.
    active: false,
    events: [],
    schedule: { every: 30 },
    condition: all(
      {
        kind: 'any',
        of: [
          { kind: 'test', field: 'title', operator: 'contains', value: ['退款'] },
          { kind: 'test', field: 'description', operator: 'contains', value: ['退款'] },
        ],
      },
      { kind: 'test', field: 'created_at', operator: 'older_than', value: DAY_MINUTES },
      { kind: 'test', field: 'status', operator: 'in', value: ['new'] },
    ),
    actions: [
      {
        kind: 'notify',
        to: [{ kind: 'duty_leader' }],
        text: '退款工单 {number} 超过 24 小时没有人接单：{title}',
      },
      // To the default group of the settings.
      { kind: 'assign', groupId: null, assigneeId: null },
    ],
  },
];
