import type { Config } from '../config.ts';
import { runningEmbeddedPostgresUrl, startEmbeddedPostgres } from '../db/embedded/start-embedded-postgres.ts';

export interface ReachedDatabase {
  readonly url: string;
  /** Whose server it is, for the message. */
  readonly by: 'DATABASE_URL' | 'running application' | 'this command';
  /** Stops what this command has started, and nothing else. */
  readonly release: () => Promise<void>;
}

/** The database a command works on: the configured one, the one a running application has started, or one of its own. */
export async function reachDatabase(
  config: Config,
  say: (message: string) => void,
): Promise<ReachedDatabase> {
  const nothing = (): Promise<void> => Promise.resolve();
  if (config.databaseUrl) return { url: config.databaseUrl, by: 'DATABASE_URL', release: nothing };
  const running = await runningEmbeddedPostgresUrl(config.dataDir);
  if (running) return { url: running, by: 'running application', release: nothing };
  const started = await startEmbeddedPostgres({ dataDir: config.dataDir, log: say });
  return { url: started.url, by: 'this command', release: started.stop };
}
