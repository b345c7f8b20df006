/* A page about an import that is at work: its bar and figures follow, and at the end it shows what came of it. */

const page = () => document.querySelector('[data-import-progress]');

/** The import that this page follows; nothing on other pages, and none that rests. */
export const openImport = () => page()?.dataset.importProgress;

export function hearImport({ id, state, done, total, line }) {
  const box = page();
  if (!box || box.dataset.importProgress !== String(id)) return;
  if (state !== box.dataset.importState) {
    // The phase is over: the page that comes has more than a bar.
    window.location.reload();
    return;
  }
  const bar = box.querySelector('progress');
  if (total > 0) {
    bar.max = total;
    bar.value = done;
  }
  const text = box.querySelector('[data-import-line]');
  if (text.textContent !== line) text.textContent = line;
}
