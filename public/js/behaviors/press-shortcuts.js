/* Single keys for those who live here: search, create, note, and moving through a list. Never while typing. */
let listening = false;

function move(step) {
  const rows = [...document.querySelectorAll('[data-rows] tbody tr')];
  const now = rows.findIndex((row) => row.classList.contains('g-cur'));
  const row = rows[Math.min(rows.length - 1, Math.max(0, now + step))];
  if (!row) return;
  rows[now]?.classList.remove('g-cur');
  row.classList.add('g-cur');
  row.querySelector('a')?.focus({ preventScroll: true });
  row.scrollIntoView({ block: 'nearest' });
}

const keys = {
  '/': () => document.querySelector('[data-shortcut-search]')?.focus(),
  c: () => document.querySelector('[data-shortcut="c"]')?.click(),
  n: () => document.querySelector('[data-shortcut="n"]')?.click(),
  j: () => move(1),
  k: () => move(-1),
  '?': () => document.getElementById('shortcuts')?.showModal(),
};

export function attach() {
  if (listening) return;
  listening = true;
  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest?.('input, textarea, select, [contenteditable], dialog');
    if (typing) {
      if (event.key === 'Escape' && typing.matches('input, textarea')) typing.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
