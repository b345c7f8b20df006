/*
 * The buttons of [data-placeholders] write their [data-insert] into the text of their form, or of the part of it that is
 * a [data-placeholder-scope], that was written in last, at its caret.
 */
import { eachOnce } from './each-once.js';

export function attach(root) {
  eachOnce(root, '[data-placeholders]', 'Placeholders', (list) => {
    const scope = list.closest('[data-placeholder-scope]') ?? list.closest('form');
    let last = scope.querySelector('textarea');
    scope.addEventListener('focusin', (event) => {
      if (event.target instanceof Element && event.target.matches('textarea')) last = event.target;
    });
    list.addEventListener('click', (event) => {
      const button = event.target instanceof Element && event.target.closest('[data-insert]');
      if (!button || !last) return;
      last.focus();
      last.setRangeText(button.dataset.insert, last.selectionStart, last.selectionEnd, 'end');
      last.dispatchEvent(new Event('input', { bubbles: true }));
    });
    // Without a script there is nothing to press: the names stand there to be typed.
    list.dataset.placeholders = 'ready';
  });
}
