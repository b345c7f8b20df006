import type { Knex } from 'knex';
import { pinyin } from 'pinyin-pro';

/** People are looked up by how their names sound, signed out everywhere, and hand over what they hold (spec 03). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table users
      -- The name in pinyin, then its initials: 'linzhixia lzx'.
      add column pinyin text not null default '',
      -- A session that was begun under another number is over, also one that a request still going writes once more.
      add column session_epoch integer not null default 0;
    create index users_pinyin_idx on users (pinyin, id);
    create index sessions_user_idx on sessions ((sess -> 'passport' ->> 'user'));

    -- Where the open tickets of someone deactivated go: to a group, a person, or (neither) their own group's pool.
    -- Kept until the person is activated again, so that what reaches their hands at the last moment follows.
    create table user_handovers (
      user_id bigint primary key references users,
      to_group_id bigint references groups on delete set null,
      to_user_id bigint references users,
      remark text not null default '' check (length(remark) <= 5000),
      by_id bigint not null references users,
      source_ip inet,
      created_at timestamptz not null,
      check (to_group_id is null or to_user_id is null)
    );
  `);
  const users = (await knex('users').select('id', 'name')) as { id: number; name: string }[];
  for (const { id, name } of users)
    await knex('users')
      .where({ id })
      .update({ pinyin: soundOf(name) });
}

function soundOf(name: string): string {
  const read = (pattern: 'pinyin' | 'first'): string =>
    pinyin(name.normalize('NFKC'), { pattern, toneType: 'none', type: 'array', nonZh: 'consecutive' })
      .join('')
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '');
  return `${read('pinyin')} ${read('first')}`;
}
