import { bodyOf } from '../../web/parse-request.ts';
import { localPath, paths } from '../../web/paths.ts';
import { post, type Route } from '../../web/routes.ts';
import { dropDraft, saveDraft } from './save-draft.ts';

/** Unsent texts: a form sends itself here now and then, with the name of its draft in `_draft` (spec 07). */
export function draftsRoutes(): Route[] {
  return [
    post(paths.drafts.save, 'signed_in', async (web) => {
      const { _draft: key, ...form } = bodyOf(web.req);
      await saveDraft(web.ctx, String(key), form);
      web.res.status(204).end();
    }),
    post(paths.drafts.discard, 'signed_in', async (web) => {
      const { _draft: key, _back: back } = bodyOf(web.req);
      await dropDraft(web.ctx, String(key));
      web.redirect(localPath(back) ?? paths.bench);
    }),
  ];
}
