import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'node-html-parser';
import type { App } from '../../src/app.ts';

/** Streams over real connections: someone at a browser whose page listens. */

export interface Heard {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Ear {
  readonly connection: string;
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly heard: readonly Heard[];
  /** The first event, heard already or still to come, that fits; each is answered once. */
  next(event: string, fits?: (data: Heard['data']) => boolean): Promise<Heard['data']>;
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>;
  readonly text: () => string;
  leave(): void;
}

export interface Listening {
  readonly origin: string;
  signIn(username: string): Promise<Person>;
  close(): Promise<void>;
}

export interface Person {
  listen(query?: Readonly<Record<string, string | number>>): Promise<Ear>;
  get(path: string): Promise<{ status: number; text: string }>;
  post(path: string, values: Readonly<Record<string, string>>): Promise<number>;
  readonly cookie: () => string;
}

/** The app behind a port. */
export async function listenWith(app: App): Promise<Listening> {
  const server = http.createServer(app.server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    signIn: (username) => signIn(origin, username),
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function signIn(origin: string, username: string): Promise<Person> {
  const jar = new Map<string, string>();
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(origin + path, { ...init, headers: { cookie }, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    return answer;
  };
  const post = async (path: string, values: Readonly<Record<string, string>>): Promise<number> => {
    const page = parse(await (await ask(jar.size < 2 ? '/login' : '/inbox')).text());
    const token = page.querySelector('input[name=_csrf]')?.getAttribute('value') ?? '';
    const answer = await ask(path, {
      method: 'POST',
      body: new URLSearchParams({ _csrf: token, ...values }),
    });
    return answer.status;
  };
  const status = await post('/login', { username, password: 'Gongdan-2026' });
  if (status !== 303) throw new Error(`${username} can't sign in: ${status}`);
  const cookie = (): string => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  return {
    cookie,
    post,
    get: async (path) => {
      const answer = await ask(path);
      return { status: answer.status, text: await answer.text() };
    },
    listen: (query = {}) => {
      const connection = randomUUID();
      const search = new URLSearchParams({ connection, ...mapText(query) });
      return openEar(`${origin}/live?${search.toString()}`, cookie(), connection);
    },
  };
}

function mapText(query: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([key, value]) => [key, String(value)]));
}

function openEar(url: string, cookie: string, connection: string): Promise<Ear> {
  return new Promise((done, fail) => {
    const headers = { cookie, accept: 'text/event-stream', 'accept-encoding': 'gzip' };
    const request = http.get(url, { headers, agent: false }, (answer) => {
      const heard: Heard[] = [];
      const waiting = new Set<() => void>();
      let text = '';
      let taken = 0;
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
        const blocks = text.split('\n\n').slice(0, -1).flatMap(readBlock);
        heard.push(...blocks.slice(taken));
        taken = blocks.length;
        for (const look of waiting) look();
      });
      const ended = new Promise<void>((over) => answer.on('close', () => over()));
      const used = new Set<Heard>();
      const next: Ear['next'] = (event, fits = () => true) =>
        new Promise((found, gaveUp) => {
          const timer = setTimeout(() => {
            waiting.delete(look);
            gaveUp(new Error(`no event ${event}; heard ${JSON.stringify(heard)}`));
          }, 120_000);
          const look = (): void => {
            const hit = heard.find((one) => !used.has(one) && one.event === event && fits(one.data));
            if (!hit) return;
            clearTimeout(timer);
            waiting.delete(look);
            used.add(hit);
            found(hit.data);
          };
          waiting.add(look);
          look();
        });
      done({
        connection,
        status: answer.statusCode ?? 0,
        headers: answer.headers,
        heard,
        next,
        ended,
        text: () => text,
        leave: () => request.destroy(),
      });
    });
    request.on('error', fail);
  });
}

function readBlock(block: string): Heard[] {
  const lines = new Map(
    block.split('\n').map((line) => [line.split(': ')[0], line.split(': ').slice(1).join(': ')]),
  );
  const event = lines.get('event');
  return event ? [{ event, data: JSON.parse(lines.get('data') ?? '{}') as Heard['data'] }] : [];
}
