import type { Knex } from 'knex';
import pg from 'pg';
import { connect } from '../../src/db/connection.ts';

/**
 * A database handle whose connection breaks when a test says so: its server process is ended, as when the server is
 * restarted or the machine goes down, right before or right after a certain statement.
 */
export interface Breakable {
  readonly db: Knex;
  /** Does the work, broken as planned; answers the statements that were to be sent, and how it went. */
  during(plan: Break | null, work: () => Promise<unknown>): Promise<Broken>;
  close(): Promise<void>;
}

/**
 * `before`: it never reaches the server. `after`: its answer has come. `under way`: it has been sent, and either may
 * be faster. `unheard`: the server has done it, but the answer is lost.
 */
export const BLOWS = ['before', 'after', 'under way', 'unheard'] as const;
export type Blow = (typeof BLOWS)[number];

export interface Break {
  /** Which statement of the work, from 1. */
  readonly at: number;
  readonly blow: Blow;
}

interface Broken {
  readonly statements: readonly string[];
  readonly isAcknowledged: boolean;
  readonly error: unknown;
}

type Callback = (error: Error | null, answer?: unknown) => void;
type Send = (statement: { text: string }, done: Callback) => void;
interface Connection {
  readonly processID: number;
  query: Send;
  once(event: 'end', done: () => void): void;
}

export async function openBreakable(url: string): Promise<Breakable> {
  const db = connect(url, { max: 4 });
  const executioner = new pg.Client({ connectionString: url });
  await executioner.connect();
  let statements: string[] | null = null;
  let plan: Break | null = null;

  let ending: Promise<unknown> = Promise.resolve();

  /** Ends the server process of a connection; its transaction is undone by the time that the connection closes. */
  const end = async (connection: Connection): Promise<void> => {
    const gone = new Promise<void>((done) => {
      connection.once('end', done);
    });
    await executioner.query('select pg_terminate_backend($1)', [connection.processID]);
    await gone;
  };
  const client = db.client as {
    acquireRawConnection: () => Promise<Connection>;
    logger: { warn: (message: string) => void };
  };
  // knex says of each broken connection that it is one.
  client.logger.warn = () => undefined;
  const acquire = client.acquireRawConnection.bind(client);
  // Every statement of knex, those of transactions too, goes through `query` of its connection.
  client.acquireRawConnection = async () => {
    const connection = await acquire();
    const send = connection.query.bind(connection) as Send;
    connection.query = (statement, done) => {
      const isHit = statements?.push(statement.text) === plan?.at;
      strike(
        isHit ? plan?.blow : undefined,
        () => (ending = end(connection)),
        (answered) => {
          send(statement, answered);
        },
        done,
      );
    };
    return connection;
  };

  return {
    db,
    during: async (planned, work) => {
      const sent: string[] = [];
      [statements, plan] = [sent, planned];
      try {
        await work();
        return { statements: sent, isAcknowledged: true, error: null };
      } catch (error) {
        return { statements: sent, isAcknowledged: false, error };
      } finally {
        [statements, plan] = [null, null];
        // An answer may have been faster than the blow: the next work is not to meet the dying connection.
        await ending;
      }
    },
    close: async () => {
      await db.destroy();
      await executioner.end();
    },
  };
}

/** Sends a statement, and ends the server's side of its connection at the moment that the blow names. */
function strike(
  blow: Blow | undefined,
  end: () => Promise<unknown>,
  send: (done: Callback) => void,
  done: Callback,
): void {
  const failed = (error: unknown): void => {
    done(error instanceof Error ? error : new Error(String(error)));
  };
  switch (blow) {
    case undefined:
      send(done);
      break;
    case 'before':
      end().then(() => {
        send(done);
      }, failed);
      break;
    case 'under way':
      send(done);
      end().catch(failed);
      break;
    case 'after':
    case 'unheard':
      send((error, answer) => {
        end().then(() => {
          if (blow === 'after') done(error, answer);
          else done(new Error('the answer was lost'));
        }, failed);
      });
  }
}
