/* Says once a minute that somebody is here, whether or not they look at this very page. */

const EVERY_MS = 60_000;
const KEY = 'gongdan.here';

let timer = null;

function say({ address, token }) {
  const now = Date.now();
  // Several pages of one browser: one of them is enough.
  if (now - Number(localStorage.getItem(KEY) ?? 0) < EVERY_MS * 0.9) return;
  localStorage.setItem(KEY, String(now));
  const body = new URLSearchParams({ _csrf: token });
  fetch(address, { method: 'POST', body, keepalive: true }).catch(() => undefined);
}

export function attach() {
  const form = document.querySelector('#here');
  if (!form || timer) return;
  const told = { address: form.action, token: form.elements._csrf.value };
  say(told);
  timer = setInterval(() => say(told), EVERY_MS);
}
