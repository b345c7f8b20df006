import http from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { HTMLElement } from 'node-html-parser';
import { parse } from 'node-html-parser';

/** Someone at a browser, over the wire to a server that runs elsewhere: for proofs and measurements. */

/** Where the server listens now; it may come back on another port. */
export interface Origin {
  port: number;
}

export interface Reply {
  readonly status: number;
  readonly location: string | null;
  readonly headers: http.IncomingHttpHeaders;
  /** The body as it came over the wire, compressed. */
  readonly bytes: number;
  readonly ms: number;
  readonly text: string;
  readonly page: HTMLElement;
}

export interface Visitor {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  post(path: string, values: Readonly<Record<string, string>>): Promise<Reply>;
  /** The hidden inputs of the form that posts there, as the page has them; null when the page has no such form. */
  open(page: string, action: string, names: readonly string[]): Promise<Record<string, string> | null>;
  signIn(username: string, password?: string): Promise<void>;
  close(): void;
}

const PATIENCE_MS = 180_000;

export function openVisitor(origin: Origin): Visitor {
  const cookies = new Map<string, string>();
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });

  const ask = async (method: string, path: string, more: Readonly<Record<string, string>>, body = '') => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { 'accept-encoding': 'gzip', ...(cookie !== '' && { cookie }), ...more };
    const reply = await exchange({ port: origin.port, agent, method, path, headers }, body);
    for (const line of reply.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return reply;
  };
  const get: Visitor['get'] = (path, headers = {}) => ask('GET', path, headers);
  const post: Visitor['post'] = (path, values) => {
    const body = new URLSearchParams(values).toString();
    const length = String(Buffer.byteLength(body));
    return ask(
      'POST',
      path,
      { 'content-type': 'application/x-www-form-urlencoded', 'content-length': length },
      body,
    );
  };
  const open: Visitor['open'] = async (page, action, names) => {
    const reply = await get(page);
    if (reply.status !== 200) throw new UnexpectedReply(`GET ${page}`, reply);
    const form = reply.page.querySelectorAll('form').find((each) => each.getAttribute('action') === action);
    if (!form) return null;
    const value = (name: string): string =>
      (
        form.querySelector(`input[name="${name}"]`) ?? reply.page.querySelector(`input[name="${name}"]`)
      )?.getAttribute('value') ?? '';
    return Object.fromEntries(names.map((name) => [name, value(name)]));
  };
  const signIn: Visitor['signIn'] = async (username, password = 'Gongdan-2026') => {
    const hidden = await open('/login', '/login', ['_csrf']);
    const reply = await post('/login', { ...hidden, username, password });
    if (reply.status !== 303 || reply.location?.startsWith('/login')) {
      throw new UnexpectedReply(`${username} signing in`, reply);
    }
  };
  return {
    get,
    post,
    open,
    signIn,
    close: () => {
      agent.destroy();
    },
  };
}

/** An answer that came, and was another than the one to be expected. */
export class UnexpectedReply extends Error {
  readonly reply: Reply;
  constructor(what: string, reply: Reply) {
    super(`${what} answered ${reply.status} ${reply.location ?? ''}`.trim());
    this.reply = reply;
  }
}

interface Sending {
  readonly port: number;
  readonly agent: http.Agent;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

function exchange({ path, ...sending }: Sending, body: string): Promise<Reply> {
  return new Promise((done, fail) => {
    const sent = performance.now();
    const request = http.request({ host: '127.0.0.1', path, ...sending }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () => {
        const ms = performance.now() - sent;
        if (!response.complete) {
          fail(new Error('the answer broke off'));
          return;
        }
        const raw = Buffer.concat(chunks);
        const zipped = response.headers['content-encoding'] === 'gzip';
        const text = (zipped ? gunzipSync(raw) : raw).toString('utf8');
        let page: HTMLElement | null = null;
        done({
          status: response.statusCode ?? 0,
          location: response.headers.location ?? null,
          headers: response.headers,
          bytes: raw.length,
          ms,
          text,
          get page() {
            return (page ??= parse(text));
          },
        });
      });
    });
    request.setTimeout(PATIENCE_MS, () => request.destroy(new Error(`no answer within ${PATIENCE_MS} ms`)));
    request.on('error', fail);
    request.end(body);
  });
}
