import type { Response } from 'express';

/** Server-sent events: one answer that stays open and says something now and then. */
export interface EventStream {
  readonly send: (event: string, data: object) => void;
  /** A comment: keeps proxies from thinking that the connection is dead. */
  readonly beat: () => void;
  readonly end: () => void;
}

/** How long a browser waits before it comes back. */
const RETRY_MS = 3000;

/** Begins the stream. What the browser does not read is bounded: one that lags too far behind is cut off. */
export function openEventStream(res: Response, closed: () => void): EventStream {
  res.status(200).set({
    'content-type': 'text/event-stream; charset=utf-8',
    // no-transform keeps compression() away, ours and a proxy's; the last one is how nginx is told not to collect.
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    // Nothing else travels on it: when the stream ends, so does the connection.
    connection: 'close',
  });
  res.flushHeaders();
  const write = (text: string): void => {
    if (res.writableEnded || res.destroyed) return;
    res.write(text);
    if (res.writableLength > MOST_UNREAD) res.destroy();
  };
  write(`retry: ${RETRY_MS}\n\n`);
  res.on('close', closed);
  return {
    send: (event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    beat: () => write(': beat\n\n'),
    end: () => {
      if (!res.writableEnded) res.end();
    },
  };
}

const MOST_UNREAD = 256 * 1024;
