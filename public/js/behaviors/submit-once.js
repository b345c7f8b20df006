/* The pressed button of a form[data-busy] shows that it is busy; a second press, or a blocked button, sends nothing. */
import { showBusy, showRested } from './busy-button.js';

let listening = false;

function send(event) {
  const { target: form, submitter } = event;
  const blocked = submitter?.getAttribute('aria-disabled') === 'true';
  if (blocked || form.dataset.sent) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (!('busy' in form.dataset)) return;
  form.dataset.sent = 'yes';
  if (submitter) showBusy(submitter);
}

function rest(form) {
  delete form.dataset.sent;
  form.querySelectorAll('[aria-busy]').forEach(showRested);
}

export function attach() {
  if (listening) return;
  listening = true;
  // While the event is still on its way down: before htmx, whose request must not start twice either.
  document.addEventListener('submit', send, true);
  document.addEventListener('htmx:afterRequest', (event) => {
    const form = event.target.closest?.('form[data-sent]');
    if (form) rest(form);
  });
  // Back to a page that the browser kept as it was.
  window.addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach(rest));
}
