import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a robot, a provider or another system was asked. */
export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Mood =
  | {
      readonly kind: 'answers';
      readonly status: number;
      readonly body: string;
      readonly headers?: Record<string, string>;
    }
  | { readonly kind: 'resets' }
  | { readonly kind: 'hangs' }
  /** Headers at once, and then nothing. */
  | { readonly kind: 'trickles' }
  | { readonly kind: 'redirects'; readonly to: string };

export const WELL: Mood = { kind: 'answers', status: 200, body: '{"errcode":0,"errmsg":"ok"}' };

export interface RobotServer {
  readonly port: number;
  readonly address: string;
  readonly asked: readonly Asked[];
  /** Connections that were opened, whether or not anything was asked. */
  readonly connections: () => number;
  /** How it answers from now on; a function may look at what it is asked. */
  readonly be: (mood: Mood | ((asked: Asked) => Mood)) => void;
  /** Until it was asked so often. */
  readonly askedTimes: (count: number) => Promise<void>;
  readonly forget: () => void;
  readonly close: () => Promise<void>;
}

/** A real HTTP server that can be in all the moods of the servers of others. */
export async function openRobotServer(): Promise<RobotServer> {
  let mood: (asked: Asked) => Mood = () => WELL;
  let connections = 0;
  const asked: Asked[] = [];
  const waiting: { count: number; done: () => void }[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const each = {
        method: req.method ?? '',
        url: req.url ?? '',
        headers: req.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      asked.push(each);
      answer(res, mood(each));
      for (const { count, done } of waiting) if (asked.length >= count) done();
    });
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    address: `http://127.0.0.1:${port}`,
    asked,
    connections: () => connections,
    be: (next) => {
      mood = typeof next === 'function' ? next : () => next;
    },
    askedTimes: (count) =>
      new Promise((done) => {
        if (asked.length >= count) done();
        else waiting.push({ count, done });
      }),
    forget: () => {
      asked.length = 0;
      connections = 0;
    },
    close: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function answer(res: ServerResponse, mood: Mood): void {
  switch (mood.kind) {
    case 'answers':
      res.writeHead(mood.status, { 'content-type': 'application/json', ...mood.headers }).end(mood.body);
      return;
    case 'resets':
      res.socket?.resetAndDestroy();
      return;
    case 'hangs':
      return;
    case 'trickles':
      res.writeHead(200, { 'content-type': 'application/json' });
      res.write('{');
      return;
    case 'redirects':
      res.writeHead(302, { location: mood.to }).end();
      return;
  }
}
