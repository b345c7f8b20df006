import type { SlaFilter } from '../../domain/sla/time-left.ts';
import { HOUR_MS } from '../../domain/time/duration.ts';
import { dayOf, endOfDay } from '../../domain/time/format.ts';
import type { Sql } from '../conditions/sql-parts.to-sql.ts';

/**
 * Which tickets under the alias `t` stand so with their time at this moment (spec 05, 07), as `timeLeft` says of each;
 * what is due is found by its index, whatever else there is.
 */
export function slaFilterSql(filter: SlaFilter, now: Date, zone: string): Sql {
  switch (filter) {
    case 'over':
      return clocks('due_at <= ?', [now]);
    case 'warning':
      return clocks('due_at > ? and warn_at <= ?', [now, now]);
    case 'hour':
      return clocks('due_at > ? and due_at <= ?', [now, new Date(now.getTime() + HOUR_MS)]);
    case 'today':
      return clocks('due_at > ? and due_at < ?', [now, endOfDay(dayOf(now, zone), zone) ?? now]);
    case 'ok':
      return clocks('due_at > ? and (warn_at is null or warn_at > ?)', [now, now]);
    case 'paused':
      return clocks('paused and due_at is null', []);
    case 'none':
      return {
        sql: `not exists (select 1 from ticket_clocks where ticket_id = t.id and (due_at is not null or paused))`,
        bindings: [],
      };
  }
}

function clocks(condition: string, bindings: readonly Date[]): Sql {
  return { sql: `t.id in (select ticket_id from ticket_clocks where ${condition})`, bindings };
}
