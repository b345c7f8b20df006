/* Single keys for those who live here: search, create, note, and moving through a list, or from one of its tickets to
   the next. Never while typing. */
let listening = false;

const TYPING = 'input:not([type=checkbox]), textarea, select, [contenteditable]';

const keys = {
  '/': () => use(document.querySelector('[data-shortcut-search]')),
  c: () => use(document.querySelector('[data-shortcut="c"]')),
  n: () => use(document.querySelector('[data-shortcut="n"]')),
  j: () => move(1),
  k: () => move(-1),
  x: () => document.querySelector('[data-rows] tr.g-cur [data-pick]')?.click(),
  ']': () => use(document.querySelector('[data-shortcut="j"]')),
  '[': () => use(document.querySelector('[data-shortcut="k"]')),
  '?': () => document.getElementById('shortcuts')?.showModal(),
};

/** What can be typed into gets the focus; what can be pressed is pressed. */
function use(element) {
  if (element?.matches(TYPING)) element.focus();
  else element?.click();
}

/** The current row holds the focus on its link, so that Enter opens it. */
function move(step) {
  const rows = [...document.querySelectorAll('[data-rows] tbody tr')];
  if (rows.length === 0) use(document.querySelector(`[data-shortcut="${step > 0 ? 'j' : 'k'}"]`));
  const now = rows.findIndex((row) => row.classList.contains('g-cur'));
  const row = rows[Math.min(rows.length - 1, Math.max(0, now + step))];
  if (!row) return;
  rows[now]?.classList.remove('g-cur');
  row.classList.add('g-cur');
  row.querySelector('a')?.focus({ preventScroll: true });
  row.scrollIntoView({ block: 'nearest' });
}

export function attach() {
  if (listening) return;
  listening = true;
  document.addEventListener('keydown', (event) => {
    // A key that chooses among the candidates of an input method belongs to the input method.
    if (event.isComposing || event.defaultPrevented) return;
    if (event.target.closest?.(TYPING)) {
      if (event.key === 'Escape' && !event.target.closest('dialog')) event.target.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    if (event.shiftKey && /^[a-z]$/i.test(event.key)) return;
    const act = keys[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
