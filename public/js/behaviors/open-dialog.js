/* Opens the page of an action in the dialog of the layout; without scripts the link simply leads there. */
import { eachOnce } from './each-once.js';

let opener = null;

async function open(link) {
  const dialog = document.getElementById('dialog');
  opener = link;
  try {
    const answer = await fetch(link.href, { headers: { 'hx-request': 'true' }, redirect: 'error' });
    if (!answer.ok) throw new Error(String(answer.status));
    window.htmx.swap(dialog, await answer.text(), { swapStyle: 'innerHTML' });
  } catch {
    location.assign(link.href);
    return;
  }
  dialog.showModal();
  focusFirst(dialog);
}

function focusFirst(dialog) {
  const wrong = dialog.querySelector('[aria-invalid="true"]');
  const control = dialog.querySelector(
    '.g-in-body :is(input:not([type=hidden]), select, textarea):not([disabled])',
  );
  (wrong ?? control ?? dialog.querySelector('footer button'))?.focus();
}

export function attach(root) {
  eachOnce(root, 'a[data-dialog]', 'Dialog', (link) => {
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      link.closest('details')?.removeAttribute('open');
      open(link);
    });
    if ('dialogAuto' in link.dataset) link.click();
  });
  eachOnce(root, '[data-dialog-close]', 'DialogClose', (button) => {
    button.addEventListener('click', (event) => {
      const dialog = button.closest('dialog');
      if (!dialog) return;
      event.preventDefault();
      dialog.close();
    });
  });
  eachOnce(root, '#dialog', 'DialogHost', (dialog) => {
    dialog.addEventListener('close', () => {
      dialog.replaceChildren();
      opener?.focus();
    });
    dialog.addEventListener('htmx:afterSettle', () => focusFirst(dialog));
  });
}
