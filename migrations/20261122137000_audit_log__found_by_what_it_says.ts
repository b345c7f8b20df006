import type { Knex } from 'knex';

/** The audit log is searched by text, kind, action and address, newest first, however long it has become (spec 03). */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    set local statement_timeout = 0;
    -- Pairs of characters of who did what to what, written with the entry (see src/domain/search/terms.ts).
    alter table audit_log add column terms tsvector not null default '';
    alter table audit_log disable trigger audit_log_is_append_only;
  `);
  await fillIn(knex);
  await knex.raw(`
    alter table audit_log enable trigger audit_log_is_append_only;
    create index audit_log_terms_idx on audit_log using gin (terms);
    create index audit_log_kind_idx on audit_log (subject_type, occurred_at, id);
    create index audit_log_action_idx on audit_log (action, occurred_at, id);
    create index audit_log_source_idx on audit_log (source_ip, occurred_at, id) where source_ip is not null;
  `);
}

interface Entry {
  readonly id: number;
  readonly said: string;
}

const BATCH = 2000;

/** The entries from before, a few at a time. */
async function fillIn(knex: Knex): Promise<void> {
  for (let after = 0; ;) {
    const { rows } = (await knex.raw(
      `select a.id, concat_ws(E'\\n', u.name, u.username, a.subject_name, a.subject_id,
         (select string_agg(v #>> '{}', E'\\n') from jsonb_path_query(a.changes, 'strict $.**') v
          where jsonb_typeof(v) = 'string')) as said
       from audit_log a left join users u on u.id = a.actor_id
       where a.id > ? order by a.id limit ?`,
      [after, BATCH],
    )) as { rows: Entry[] };
    const last = rows.at(-1);
    if (!last) return;
    await knex.raw(
      `update audit_log a set terms = array_to_tsvector(array(select jsonb_array_elements_text(e.terms)))
       from jsonb_to_recordset(?::jsonb) as e (id bigint, terms jsonb) where a.id = e.id`,
      [JSON.stringify(rows.map(({ id, said }) => ({ id, terms: termsOf(said) })))],
    );
    after = last.id;
  }
}

function termsOf(said: string): string[] {
  const runs =
    said
      .slice(0, 20_000)
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return [
    ...new Set(
      runs.flatMap((run) => {
        const characters = [...run];
        return characters.map((character, at) => character + (characters[at + 1] ?? ''));
      }),
    ),
  ];
}
