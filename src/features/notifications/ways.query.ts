import type { Knex } from 'knex';
import type { ConnectorKind } from '../../domain/connector/connector.ts';
import type { NotificationEvent, RuleMode } from '../../domain/message/notification-events.ts';
import type { PersonChannel } from '../../domain/sla/policy.ts';
import type { Language } from '../../i18n.ts';

/** All that decides who hears of something, on which way and in which words (spec 05). */
export interface Ways {
  readonly templates: readonly ({ readonly key: string } & Texts)[];
  readonly channelTexts: readonly ({
    readonly key: string;
    readonly channel: string;
    readonly subject_zh: string;
    readonly subject_en: string;
  } & Texts)[];
  readonly rules: readonly {
    readonly event: NotificationEvent;
    readonly channel: PersonChannel;
    readonly mode: RuleMode;
  }[];
  readonly chosen: readonly {
    readonly user_id: number;
    readonly event: NotificationEvent;
    readonly channel: PersonChannel;
    readonly wanted: boolean;
  }[];
  readonly connectors: readonly {
    readonly id: number;
    readonly kind: ConnectorKind;
    readonly events: readonly string[];
  }[];
  readonly people: readonly PersonReached[];
}

interface Texts {
  readonly body_zh: string;
  readonly body_en: string;
}

export interface PersonReached {
  readonly id: number;
  readonly language: Language;
  readonly email: string | null;
  readonly phone: string | null;
  readonly wecom_id: string | null;
}

interface Asked {
  readonly kinds: readonly string[];
  readonly events: readonly string[];
  readonly userIds: readonly number[];
  /** Whose robots may speak. */
  readonly groupId: number | null;
}

/** In one statement, however many people and channels there are. The deactivated are not among the people. */
export async function findWays(db: Knex, asked: Asked): Promise<Ways> {
  const { rows } = (await db.raw(
    `with asked as (select ?::text[] as kinds, ?::text[] as events, ?::bigint[] as ids, ?::bigint as group_id)
     select
       coalesce((select jsonb_agg(jsonb_build_object('key', m.key, 'body_zh', m.body_zh, 'body_en', m.body_en))
                 from message_templates m where m.key = any(a.kinds)), '[]') as templates,
       coalesce((select jsonb_agg(to_jsonb(x)) from channel_texts x where x.key = any(a.kinds)), '[]') as "channelTexts",
       coalesce((select jsonb_agg(to_jsonb(r)) from notification_rules r where r.event = any(a.events)), '[]') as rules,
       coalesce((select jsonb_agg(to_jsonb(p)) from notification_preferences p
                 where p.user_id = any(a.ids) and p.event = any(a.events)), '[]') as chosen,
       coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'kind', c.kind, 'events', c.events) order by c.id)
                 from connectors c where c.active and (c.kind in ('wecom_app', 'email', 'sms')
                   or c.events && a.kinds and (c.kind = 'webhook' or exists (
                     select 1 from connector_groups g where g.connector_id = c.id and g.group_id = a.group_id)))
                ), '[]') as connectors,
       coalesce((select jsonb_agg(jsonb_build_object('id', u.id, 'language', u.language, 'email', u.email,
                   'phone', u.phone, 'wecom_id', u.wecom_id) order by u.id)
                 from users u where u.id = any(a.ids) and u.active), '[]') as people
     from asked a`,
    [[...asked.kinds], [...asked.events], [...asked.userIds], asked.groupId],
  )) as { rows: Ways[] };
  const [ways] = rows;
  if (!ways) throw new Error('a statement without an answer');
  return ways;
}
