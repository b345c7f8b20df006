import { Conflict, Refused } from '../errors.ts';
import { findChangesSince } from '../features/audit/config-changes.query.ts';
import { type Editor, showEditor } from './editor.ts';
import { refusalSentence } from './error-page.ts';
import type { SignedInWeb } from './page.ts';
import { parseBody, Version } from './parse-request.ts';

/**
 * Does what one of the buttons below an editor says, with the version that the page was opened with; a refusal, or what
 * others changed meanwhile, is shown on the editor itself.
 * @param act does it and answers where to go, or null when it has answered itself
 */
export async function takeEditorStep(
  web: SignedInWeb,
  load: () => Promise<Editor>,
  act: (version: number) => Promise<string | null>,
): Promise<void> {
  const { version } = parseBody(web.req, { version: Version });
  try {
    const to = await act(version);
    if (to !== null) web.redirect(to);
  } catch (error) {
    if (error instanceof Refused) {
      const shown = { refusal: refusalSentence(error, web.t), status: error.status };
      await showEditor(web, await load(), shown);
    } else if (error instanceof Conflict) {
      const editor = await load();
      const since = await findChangesSince(web.ctx.db, editor.subject, String(editor.id), error.sinceVersion);
      await showEditor(web, editor, { since, status: 409 });
    } else throw error;
  }
}
