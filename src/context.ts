import type { Knex } from 'knex';
import type { Logger } from 'pino';
import type { Actor } from './domain/people/permissions.ts';
import type { FileStore } from './storage/file-store.ts';

/** What every use case and query is handed: no ambient globals. */
export interface Ctx {
  readonly db: Knex;
  /** Where attachments are. */
  readonly files: FileStore;
  readonly now: () => Date;
  readonly log: Logger;
  /** The company's time zone, e.g. Asia/Shanghai. */
  readonly zone: string;
  /** Where the request came from; null for jobs and commands. */
  readonly sourceIp: string | null;
}

/** A context with someone signed in. */
export interface ActorCtx extends Ctx {
  readonly actor: Actor;
}
