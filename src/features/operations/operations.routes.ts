import { isMigrated } from '../../db/migrate.ts';
import { registry } from '../../web/metrics.ts';
import { paths } from '../../web/paths.ts';
import { open, type Route } from '../../web/routes.ts';

/** For machines: alive, ready, measured (spec 10). They come before sessions, so probes leave none behind. */
export function operationsRoutes(): Route[] {
  return [
    open('get', paths.healthz, ({ res }) => {
      res.json({ status: 'ok' });
    }),
    open('get', paths.readyz, async ({ res, ctx }) => {
      try {
        const migrated = await isMigrated(ctx.db);
        res.status(migrated ? 200 : 503).json({ status: migrated ? 'ok' : 'migrations pending' });
      } catch {
        res.status(503).json({ status: 'database unreachable' });
      }
    }),
    open('get', paths.metrics, async ({ res }) => {
      res.type(registry.contentType).send(await registry.metrics());
    }),
  ];
}
