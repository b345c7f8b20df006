import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import { findReachable } from './find-reachable.ts';
import { faultOf, OutgoingFault } from './outgoing-fault.ts';
import type { Outside } from './outside.ts';

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  readonly address: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Null with GET. */
  readonly body: string | null;
}

export interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  /** Its beginning. */
  readonly body: string;
}

const MOST_BYTES = 16 * 1024;

/**
 * Asks another system over HTTP (spec 10): only what is public or allowed, at the very address that was judged, without
 * following where it leads, and not longer than `outside.timeoutMs` in all.
 * @throws OutgoingFault
 */
export async function guardedRequest(outside: Outside, request: OutgoingRequest): Promise<Answer> {
  const url = URL.canParse(request.address) ? new URL(request.address) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new OutgoingFault('bad_address');
  }
  const signal = AbortSignal.timeout(outside.timeoutMs);
  try {
    const addresses = await findReachable(outside, url.hostname);
    const answer = await exchange(url, request, { addresses, signal });
    if (answer.status >= 300 && answer.status < 400)
      throw new OutgoingFault('redirect', String(answer.status));
    return answer;
  } catch (error) {
    throw signal.aborted ? new OutgoingFault('timeout') : faultOf(error);
  }
}

function exchange(
  url: URL,
  { method, headers, body }: OutgoingRequest,
  { addresses, signal }: { addresses: readonly string[]; signal: AbortSignal },
): Promise<Answer> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((done, fail) => {
    const sent = send(url, {
      method,
      headers: { 'user-agent': 'gongdan', ...headers, ...lengthOf(body) },
      // A connection of its own: none is kept that was made for somebody else.
      agent: false,
      lookup: pinned(addresses),
      signal,
    });
    sent.on('error', fail);
    sent.on('response', (response) => {
      readBeginning(response).then(
        (text) =>
          done({
            status: response.statusCode ?? 0,
            retryAfter: response.headers['retry-after'] ?? null,
            body: text,
          }),
        fail,
      );
    });
    sent.end(body ?? undefined);
  });
}

function lengthOf(body: string | null): Record<string, string> {
  return body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) };
}

function pinned(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, answer) => {
    const [first] = all;
    if (options.all === true) answer(null, all);
    else answer(null, first?.address ?? '', first?.family ?? 0);
  };
}

async function readBeginning(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MOST_BYTES) break; // which also ends the connection
  }
  return Buffer.concat(chunks).subarray(0, MOST_BYTES).toString('utf8');
}
