/* Opens the page of an action in the dialog of the layout; without scripts the link simply leads there. */
import { showBusy, showRested } from './busy-button.js';
import { eachOnce } from './each-once.js';

let opener = null;

async function open(link) {
  const dialog = document.getElementById('dialog');
  if (dialog.open || link.hasAttribute('aria-busy')) return;
  showBusy(link);
  try {
    const headers = { 'hx-request': 'true', 'hx-target': 'dialog' };
    const answer = await fetch(link.href, { headers, redirect: 'error' });
    if (!answer.ok) throw new Error(String(answer.status));
    window.htmx.swap(dialog, await answer.text(), { swapStyle: 'innerHTML' });
  } catch {
    location.assign(link.href); // the page itself says what is wrong
    return;
  } finally {
    showRested(link);
  }
  // A link in a menu is out of sight once the menu has closed: the focus comes back to what opened the menu.
  opener = link.closest('.g-menu')?.querySelector('summary') ?? link;
  link.closest('.g-menu')?.removeAttribute('open');
  dialog.showModal();
  focusFirst(dialog);
}

/** The first input to mend, else the first to fill in, else the button that acts. */
function focusFirst(dialog) {
  const usable = ':is(input:not([type=hidden]), select, textarea, button, a):not([disabled])';
  const wrong = dialog.querySelector('[aria-invalid="true"]');
  const control = [...dialog.querySelectorAll(`.g-in-body ${usable}`)].find(
    (each) => each.checkVisibility() && !each.closest('[data-restored]'),
  );
  (wrong ?? control ?? dialog.querySelector('footer button, footer a'))?.focus();
}

export function attach(root) {
  eachOnce(root, 'a[data-dialog]', 'Dialog', (link) => {
    link.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
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
      opener = null;
    });
    dialog.addEventListener('htmx:afterSettle', () => {
      // What was pressed may come again with the new content: whoever walks through a list by it stays there.
      const isKept = dialog.contains(document.activeElement) && 'keepFocus' in document.activeElement.dataset;
      if (dialog.open && !isKept) focusFirst(dialog);
    });
  });
}
