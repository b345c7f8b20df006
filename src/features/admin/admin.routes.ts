import { ADMIN_AREAS } from '../../web/admin-paths.ts';
import { paths } from '../../web/paths.ts';
import { get, type Route } from '../../web/routes.ts';

/** `/admin`: everything that can be configured, a line each; the way in on a phone. */
export function adminRoutes(): Route[] {
  return [
    get(paths.admin.home, 'config.manage', async (web) => {
      const { t } = web;
      await web.page('admin/index', {
        title: t('config.title'),
        nav: 'admin',
        areas: ADMIN_AREAS.map(({ name, icon }) => ({
          href: paths.admin[name].list,
          icon,
          title: t(`config.area.${name}`),
          help: t(`config.area.${name}_help`),
        })),
      });
    }),
  ];
}
