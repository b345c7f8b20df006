/* The pressed button of a form shows that it is busy, and a second press sends nothing. */
import { eachOnce } from './each-once.js';

function rest(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll('button[aria-busy]')) {
    button.removeAttribute('aria-busy');
    button.querySelector('.g-dot')?.remove();
  }
}

export function attach(root) {
  eachOnce(root, 'form[data-busy]', 'Busy', (form) => {
    form.addEventListener('submit', (event) => {
      if (form.dataset.sent) {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      form.dataset.sent = 'yes';
      const button = event.submitter;
      if (!button) return;
      button.setAttribute('aria-busy', 'true');
      const dot = document.createElement('span');
      dot.className = 'g-dot';
      button.prepend(dot);
    });
    form.addEventListener('htmx:afterRequest', () => rest(form));
    window.addEventListener('pageshow', () => rest(form));
  });
}
