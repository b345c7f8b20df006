import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { type HttpLogger, pinoHttp } from 'pino-http';

/** A line for each request. */
export function logRequests(logger: Logger): HttpLogger {
  return pinoHttp({ logger, genReqId: () => randomUUID(), ...quietly });
}

/** Request logs without bodies, cookies or query values: they hold customers' data. */
const quietly = {
  serializers: {
    req: (req: { id: unknown; method: string; url: string }) => ({
      id: req.id,
      method: req.method,
      path: req.url.split('?')[0]?.replace(/^\/setup\/.*/, '/setup/…'),
    }),
    res: (res: { statusCode: number }) => ({ statusCode: res.statusCode }),
  },
  autoLogging: {
    ignore: (req: { url?: string | undefined }) => /^\/(assets|healthz|readyz|metrics)/.test(req.url ?? ''),
  },
};
