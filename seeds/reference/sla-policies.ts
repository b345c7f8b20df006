import type { SlaPolicy, SlaStep, SlaTarget } from '../../src/domain/sla/policy.ts';

const HOUR = 60;

/** An hour before, whoever can still do something about it; when it is over, those who answer for it, too. */
const STEPS: readonly SlaStep[] = [
  {
    id: 1,
    offset: -HOUR,
    actions: [{ kind: 'notify', to: [{ kind: 'assignee' }], channels: [], text: null }],
  },
  {
    id: 2,
    offset: 0,
    actions: [
      {
        kind: 'notify',
        to: [{ kind: 'assignee' }, { kind: 'duty_leader' }, { kind: 'manager' }],
        channels: [],
        text: null,
      },
    ],
  },
];

export function target(metric: SlaTarget['metric'], stage: string | null, hours: number): SlaTarget {
  return { metric, stage, minutes: hours * HOUR, steps: STEPS };
}

/** The policy that every installation begins with (spec 05): for all tickets, around the clock. */
export const SHIPPED_POLICIES: readonly Pick<
  SlaPolicy,
  'builtIn' | 'name' | 'condition' | 'pausesWaiting' | 'targets'
>[] = [
  {
    builtIn: 'standard',
    name: '标准时效',
    condition: { version: 1, root: { kind: 'all', of: [] } },
    pausesWaiting: true,
    targets: [
      target('first_response', null, 24),
      target('stage', 'review', 2),
      target('stage', 'after_sales', 24),
      target('stage', 'operations', 8),
      target('stage', 'engineering', 24),
      target('resolution', null, 72),
    ],
  },
];
