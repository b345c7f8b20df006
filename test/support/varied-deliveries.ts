import type { Knex } from 'knex';
import type { ConnectorSettings } from '../../src/domain/connector/connector.ts';
import { aConnector } from './deliveries.ts';

/** Ways out of the house of several kinds and states, and what went by them. */

const ROBOT: ConnectorSettings = {
  kind: 'wecom_robot',
  address: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=0f6f1a2b',
};
const MAIL: ConnectorSettings = {
  kind: 'email',
  fromEnvironment: false,
  host: 'smtp.example.com',
  port: 465,
  security: 'tls',
  user: 'gongdan@example.com',
  password: 'a password of the tests',
  from: '工单 <gongdan@example.com>',
};
const SMS: ConnectorSettings = {
  kind: 'sms',
  address: 'https://sms.example.com/send',
  method: 'POST',
  headers: [['Authorization', 'Bearer 123']],
  contentType: 'application/json',
  body: '{"mobile":"{phone}","content":"{text}"}',
  accepted: '"code":0',
};
const HOOK: ConnectorSettings = {
  kind: 'webhook',
  address: 'https://crm.example.com/gongdan',
  secret: 'a secret of both',
};

export interface VariedDeliveries {
  readonly robot: number;
  readonly mail: number;
  readonly sms: number;
  readonly hook: number;
}

/** A connector each, and so many messages: waiting, delivered and given up, about the newest ticket and about none. */
export async function variedDeliveries(db: Knex, count: number): Promise<VariedDeliveries> {
  const robot = await aConnector(db, ROBOT, { events: ['urge', 'returned'] });
  const mail = await aConnector(db, MAIL);
  const sms = await aConnector(db, SMS, { active: false });
  const hook = await aConnector(db, HOOK, { events: ['urge'] });
  const names = { [robot]: '售后一组的群', [mail]: '公司邮箱', [sms]: '短信', [hook]: 'CRM' };
  for (const [id, name] of Object.entries(names)) await db('connectors').where({ id }).update({ name });
  await db('connectors')
    .where('id', mail)
    .update({
      failures: 3,
      last_error: '535 5.7.8 Error: authentication failed: the password of this account has expired',
      rests_until: db.raw(`now() + interval '10 minutes'`),
    });
  await db('connectors').where('id', robot).update({ last_delivered_at: db.fn.now() });
  await db.raw(
    `insert into connector_groups (connector_id, group_id) select ?, id from groups order by id limit 2`,
    [robot],
  );
  await db.raw(
    `insert into outbox (channel, kind, connector_id, recipient_id, ticket_id, address, body, subject, payload, created_at,
       next_attempt_at, attempts, delivered_at, failed_at, last_error, group_id)
     select k.channel, 'urge', k.connector, case when k.channel in ('email', 'sms') then u.id end,
       case when n % 5 > 0 then t.id end,
       case k.channel when 'email' then 'linzhixia@example.com' when 'sms' then '+8613800138000' end,
       case when k.channel = 'webhook' then '' else '售后部-林知夏 催办了工单：客户第 ' || n || ' 次来电，' ||
         repeat('说电池包仍未收到，请尽快核对物流并回电。', 1 + n % 3) end,
       case when k.channel = 'email' then '催办' else '' end,
       case when k.channel = 'webhook' then '{"event":"urge","number":"GD261122-0001"}'::jsonb end,
       now() - make_interval(mins => :count - n), now() + interval '5 minutes', 1 + n % 3,
       case when n % 7 between 1 and 4 then now() end, case when n % 7 = 5 then now() end,
       case when n % 7 in (0, 5, 6) then '93000 invalid webhook url, hint: [1763800000]' end,
       case when k.channel = 'wecom_robot' then g.id end
     from generate_series(1, :count) n
     join (values (0, 'wecom_robot', :robot::bigint), (1, 'email', :mail::bigint), (2, 'sms', :sms::bigint),
       (3, 'webhook', :hook::bigint)) as k (at, channel, connector) on k.at = n % 4
     cross join (select id from users order by id desc limit 1) u
     cross join (select id from groups order by id limit 1) g
     left join (select id from tickets order by id desc limit 1) t on true`,
    { count, robot, mail, sms, hook },
  );
  await db.raw(
    `insert into delivery_attempts (outbox_id, at, duration_ms, delivered, answer)
     select id, created_at + make_interval(mins => a), 120 * a, a = 3, case when a = 3 then '{"errcode":0,"errmsg":"ok"}'
       else '93000 invalid webhook url, hint: [1763800000], from ip: 203.0.113.7' end
     from outbox cross join generate_series(1, 3) a where connector_id = any(?) and attempts >= a`,
    [[robot, mail, sms, hook]],
  );
  return { robot, mail, sms, hook };
}
