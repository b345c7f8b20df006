import type { RequestListener } from 'node:http';
import type { HTMLElement } from 'node-html-parser';
import { parse } from 'node-html-parser';
import type { Response } from 'supertest';
import supertest from 'supertest';

/** The password of every person that the demonstration and the factories make (spec 11). */
const PASSWORD = 'Gongdan-2026';

type FieldValue = string | number | boolean | readonly (string | number)[];
export type FormValues = Readonly<Record<string, FieldValue>>;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Where a redirect leads; null without one. */
  readonly location: string | null;
  /** The page as elements. */
  readonly page: HTMLElement;
  /** The JSON answer. */
  readonly json: unknown;
}

export interface SubmitOptions {
  /** The page that holds the form; without it, the last page that was opened. */
  readonly on?: string;
  /** Hidden inputs to send along as the page has them, beside the CSRF token, e.g. `['version']`. */
  readonly hidden?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

export interface HttpClient {
  signIn(username: string, password?: string): Promise<Answer>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** A file, as its bytes. */
  download(
    path: string,
  ): Promise<{ status: number; headers: Readonly<Record<string, string>>; body: Buffer }>;
  /** Opens the page with the form, takes its CSRF token, and posts: what a browser does. */
  submit(path: string, values?: FormValues, options?: SubmitOptions): Promise<Answer>;
  /** Posts exactly these values: for what a browser would never send. */
  post(path: string, values: FormValues, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

/** Someone at a browser without JavaScript: keeps cookies, follows no redirect by itself. */
export function httpClient(app: RequestListener): HttpClient {
  const agent = supertest.agent(app);
  let lastPage = '/';

  const get: HttpClient['get'] = async (path, headers = {}) => {
    const answer = toAnswer(await agent.get(path).set(headers).redirects(0));
    if (answer.status === 200) lastPage = path;
    return answer;
  };

  const download: HttpClient['download'] = async (path) => {
    const { status, headers, body } = await agent
      .get(path)
      .redirects(0)
      .buffer(true)
      .parse((response, done) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', done);
        response.on('end', () => {
          done(null, Buffer.concat(chunks));
        });
      });
    return { status, headers: headers as Record<string, string>, body: body as Buffer };
  };

  const post: HttpClient['post'] = async (path, values, headers = {}) =>
    toAnswer(await agent.post(path).set(headers).redirects(0).type('form').send(encode(values)));

  const submit: HttpClient['submit'] = async (path, values = {}, options = {}) => {
    const opened = await get(options.on ?? lastPage);
    if (opened.status !== 200) throw new Error(`GET ${options.on ?? lastPage} answered ${opened.status}`);
    const hidden = hiddenInputs(opened.page, path, ['_csrf', ...(options.hidden ?? [])]);
    return post(path, { ...hidden, ...values }, options.headers);
  };

  const signIn: HttpClient['signIn'] = async (username, password = PASSWORD) => {
    const answer = await submit('/login', { username, password }, { on: '/login' });
    if (answer.status !== 303 || answer.location?.startsWith('/login')) {
      throw new Error(
        `${username} can't sign in: ${answer.status} ${answer.location ?? answer.page.text.trim()}`,
      );
    }
    return answer;
  };

  return { signIn, get, download, submit, post };
}

function toAnswer(response: Response): Answer {
  let page: HTMLElement | null = null;
  return {
    status: response.status,
    headers: response.headers,
    text: response.text,
    location: response.headers['location'] ?? null,
    get page() {
      return (page ??= parse(response.text));
    },
    get json(): unknown {
      return JSON.parse(response.text);
    },
  };
}

/** From the form that posts to this path; a token alone may stand anywhere on the page. */
function hiddenInputs(page: HTMLElement, path: string, names: readonly string[]): Record<string, string> {
  const forms = page.querySelectorAll('form');
  const form = forms.find((each) => each.getAttribute('action') === path);
  return Object.fromEntries(
    names.map((name) => {
      const selector = `input[name="${name}"]`;
      const input = form?.querySelector(selector) ?? (name === '_csrf' ? page.querySelector(selector) : null);
      const value = input?.getAttribute('value');
      if (value === undefined) throw new Error(`no hidden input ${name} for ${path} on this page`);
      return [name, value];
    }),
  );
}

function encode(values: FormValues): string {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    for (const each of Array.isArray(value) ? (value as readonly (string | number)[]) : [value]) {
      body.append(name, String(each));
    }
  }
  return body.toString();
}
