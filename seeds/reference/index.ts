import type { Knex } from 'knex';
import { calendars } from './calendars.ts';
import { SHIPPED_AUTOMATIONS } from './automations.ts';
import { CHOICES } from './choices.ts';
import { SHIPPED_PRESETS } from './import-presets.ts';
import { MESSAGE_TEMPLATES } from './message-templates.ts';
import { ROLES } from './roles.ts';
import { SHIPPED_POLICIES } from './sla-policies.ts';
import { STAGES } from './stages.ts';

/**
 * What every installation needs. Safe to run at each start: it adds what is missing and never changes what is there,
 * because by then it belongs to the administrators.
 */
export async function seedReference(db: Knex): Promise<void> {
  await db.transaction(async (trx) => {
    await trx('stages')
      .insert(STAGES.map((stage, position) => ({ ...stage, position, built_in: true })))
      .onConflict('key')
      .ignore();
    await trx('choices')
      .insert([...CHOICES])
      .onConflict(['kind', 'key'])
      .ignore();
    await trx('message_templates')
      .insert([...MESSAGE_TEMPLATES])
      .onConflict('key')
      .ignore();
    // Also where one's own has the name: then that one is meant.
    await trx('import_presets')
      .insert(
        SHIPPED_PRESETS.map(({ plan, ...preset }) => ({
          ...preset,
          plan: JSON.stringify(plan),
          updated_at: trx.fn.now(),
        })),
      )
      .onConflict()
      .ignore();
    await seedCalendars(trx);
    // Also where one's own has the name: then that one is meant.
    await trx('automations')
      .insert(
        SHIPPED_AUTOMATIONS.map(({ events, schedule, condition, actions, ...automation }, position) => ({
          ...automation,
          position,
          events: [...events],
          schedule: schedule && JSON.stringify(schedule),
          condition: JSON.stringify(condition),
          actions: JSON.stringify(actions),
        })),
      )
      .onConflict()
      .ignore();
    // Also where one's own has the name: then that one is meant.
    await trx('sla_policies')
      .insert(
        SHIPPED_POLICIES.map((policy, position) => ({
          built_in: policy.builtIn,
          name: policy.name,
          position,
          condition: JSON.stringify(policy.condition),
          pauses_waiting: policy.pausesWaiting,
          targets: JSON.stringify(policy.targets),
        })),
      )
      .onConflict()
      .ignore();
    for (const [position, { grants, ...role }] of ROLES.entries()) {
      const [added] = (await trx('roles')
        .insert({ ...role, position, built_in: true })
        .onConflict('key')
        .ignore()
        .returning('id')) as { id: number }[];
      if (!added) continue;
      await trx('role_permissions').insert(
        Object.entries(grants).map(([permission, scope]) => ({ role_id: added.id, permission, scope })),
      );
    }
  });
}

/** Only where there are none: one that was renamed or deleted must not come back. */
async function seedCalendars(trx: Knex): Promise<void> {
  await trx.raw('lock table calendars in share row exclusive mode');
  if (await trx('calendars').first('id')) return;
  for (const { days, week, ...calendar } of calendars()) {
    const [added] = (await trx('calendars')
      .insert({ ...calendar, week: JSON.stringify(week) })
      .returning('id')) as { id: number }[];
    if (!added || days.length === 0) continue;
    await trx('calendar_days').insert(
      days.map(({ intervals, ...day }) => ({
        ...day,
        calendar_id: added.id,
        intervals: JSON.stringify(intervals),
      })),
    );
  }
}
