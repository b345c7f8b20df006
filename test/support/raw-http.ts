import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HTMLElement } from 'node-html-parser';
import { parse } from 'node-html-parser';

/** Requests as they go over the wire: for races, for bytes that no form would send, for headers of any kind. */

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly location: string | null;
  readonly page: HTMLElement;
}

interface RawRequest {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is, as a form unless a header says otherwise. */
  readonly body?: string | Buffer;
  readonly method?: string;
}

export interface RawSession {
  /** Cookies that this browser holds now. */
  readonly cookies: Map<string, string>;
  send(path: string, request?: RawRequest): Promise<RawAnswer>;
  /** The CSRF token of the session, taken from a page. */
  token(): Promise<string>;
  /** The token first, then this body, byte for byte. */
  post(path: string, body: string, headers?: Readonly<Record<string, string>>): Promise<RawAnswer>;
  signIn(username: string, password?: string, headers?: Readonly<Record<string, string>>): Promise<RawAnswer>;
}

export interface RawServer {
  readonly port: number;
  /** A browser of its own, with its own cookies. */
  session(): RawSession;
  close(): Promise<void>;
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' } as const;

/** The application on a port of its own, with connections enough for a crowd. */
export async function listen(app: RequestListener): Promise<RawServer> {
  const server = http.createServer(app);
  // A connection that the server lets go while the next request is on its way would be nobody's mistake.
  server.keepAliveTimeout = 0;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const agent = new http.Agent({ keepAlive: true, maxSockets: 100 });
  return {
    port,
    session: () => openSession((path, request) => send({ port, agent }, path, request)),
    close: async () => {
      agent.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

function openSession(send: (path: string, request: RawRequest) => Promise<RawAnswer>): RawSession {
  const cookies = new Map<string, string>();
  let token = '';

  const ask: RawSession['send'] = async (path, request = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(cookie !== '' && { cookie }), ...request.headers };
    const answer = await send(path, { ...request, headers });
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };
  const freshToken = async (): Promise<string> => {
    const page = await ask('/login').then((answer) => (answer.location === '/' ? ask('/') : answer));
    token = page.page.querySelector('input[name="_csrf"]')?.getAttribute('value') ?? '';
    return token;
  };
  const post: RawSession['post'] = async (path, body, headers = {}) => {
    if (token === '') await freshToken();
    const text = body === '' ? `_csrf=${token}` : `_csrf=${token}&${body}`;
    // Signing in and out begin another session, with another token.
    if (path === '/login' || path === '/logout') token = '';
    return ask(path, { method: 'POST', headers: { ...FORM, ...headers }, body: text });
  };
  return {
    cookies,
    send: ask,
    token: freshToken,
    post,
    signIn: (username, password = 'Gongdan-2026', headers = {}) =>
      post('/login', new URLSearchParams({ username, password }).toString(), headers),
  };
}

function send(
  { port, agent }: { port: number; agent: http.Agent },
  path: string,
  { method = 'GET', headers = {}, body }: RawRequest,
): Promise<RawAnswer> {
  return new Promise((done, fail) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const request = http.request(
      { host: '127.0.0.1', port, agent, path, method, headers: { ...length, ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const { statusCode = 0, headers: answered } = response;
          let page: HTMLElement | null = null;
          done({
            status: statusCode,
            headers: answered,
            text,
            location: answered.location ?? null,
            get page() {
              return (page ??= parse(text));
            },
          });
        });
      },
    );
    request.on('error', fail);
    request.end(body);
  });
}
