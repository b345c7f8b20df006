import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

export const registry = new Registry();
collectDefaultMetrics({ register: registry });

const duration = new Histogram({
  name: 'gongdan_http_request_seconds',
  help: 'Server time of requests by route and status',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers: [registry],
});

/** Measures each request under its route, never under its address: labels must stay few. */
export const measureRequests: RequestHandler = (req, res, next) => {
  const done = duration.startTimer();
  res.on('finish', () => {
    // A stream stays open for as long as the page does: that is no time of the server's.
    if (String(res.getHeader('content-type')).startsWith('text/event-stream')) return;
    const { path } = (req.route ?? {}) as { path?: string };
    done({ method: req.method, route: path ?? 'other', status: String(res.statusCode) });
  });
  next();
};
