/* Tells those who have the same ticket open that someone types on it: now and then, and when it is over. */
import { CONNECTION } from './live-connection.js';

const REPEAT_MS = 5000;
const OVER_MS = 6000;

let listening = false;
let toldAt = 0;
let timer = null;

function tell(typing) {
  const host = document.querySelector('template[data-live]');
  const token = document.querySelector('#discard-draft [name=_csrf]')?.value ?? '';
  const body = new URLSearchParams({ connection: CONNECTION, typing, _csrf: token });
  // Nothing depends on it: whoever is offline has other sorrows.
  fetch(host.dataset.typing, { method: 'POST', body, keepalive: true }).catch(() => undefined);
}

function over() {
  clearTimeout(timer);
  if (toldAt === 0) return;
  toldAt = 0;
  tell('0');
}

export function attach() {
  if (listening || !document.querySelector('[data-live-ticket]')) return;
  listening = true;
  document.addEventListener('input', ({ target }) => {
    if (!target.closest?.('form[data-draft]')) return;
    clearTimeout(timer);
    timer = setTimeout(over, OVER_MS);
    if (performance.now() - toldAt < REPEAT_MS && toldAt > 0) return;
    toldAt = performance.now();
    tell('1');
  });
  document.addEventListener('focusout', ({ target }) => {
    if (target.closest?.('form[data-draft]')) over();
  });
}
