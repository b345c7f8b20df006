/* The category chooser: type a name or pinyin initials, or walk the levels; by mouse or by keyboard alone. */
import { eachOnce } from './each-once.js';

const WAIT_MS = 120;
const isSheet = () => window.matchMedia('(max-width: 760px)').matches;

export function attach(root) {
  eachOnce(root, '[data-chooser]', 'Chooser', start);
}

function start(chooser) {
  const input = chooser.querySelector('[role=combobox]');
  const hidden = chooser.querySelector('input[type=hidden]');
  const pop = chooser.querySelector('.g-chooser');
  let chosen = input.value;
  let typed = '';
  let timer = 0;
  let running = null;
  let active = null;

  const activate = (option) => {
    active?.removeAttribute('data-active');
    active = option ?? null;
    active?.setAttribute('data-active', '');
    active?.scrollIntoView({ block: 'nearest' });
    if (active) input.setAttribute('aria-activedescendant', active.id);
    else input.removeAttribute('aria-activedescendant');
  };

  /** Hits for what was typed, the levels open at a category, and where the keyboard stands in them. */
  const load = async (at, standOn) => {
    running?.abort();
    running = new AbortController();
    const query = new URLSearchParams({ q: typed, ...(at && { at }) });
    try {
      const answer = await fetch(`${chooser.dataset.url}?${query}`, { signal: running.signal });
      if (!answer.ok) return;
      window.htmx.swap(pop, await answer.text(), { swapStyle: 'innerHTML' });
    } catch {
      return; // a newer search took its place, or the network is away: the text stays as typed
    }
    pop.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    activate(document.getElementById(standOn) ?? pop.querySelector('.g-hit'));
  };
  const loadSoon = (wait, at, standOn) => {
    clearTimeout(timer);
    timer = setTimeout(() => load(at, standOn), wait);
  };
  const open = () => pop.hidden && loadSoon(0, hidden.value, `node-${hidden.value}`);

  const close = () => {
    clearTimeout(timer);
    running?.abort();
    pop.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.value = chosen;
    typed = '';
    activate(null);
  };

  const pick = (id, path) => {
    chosen = path;
    hidden.value = id;
    close();
    hidden.dispatchEvent(new Event('change', { bubbles: true }));
    chooser.dispatchEvent(new CustomEvent('category:chosen', { bubbles: true, detail: { id, path } }));
  };
  const take = (option) => {
    const { id, path } = option.dataset;
    if ('branch' in option.dataset) load(id, option.id);
    else pick(id, path);
  };

  const firstOfLevels = () => pop.querySelector('.g-casc [role=option]');
  const walk = (step) => {
    const list = active?.closest('[role=listbox]') ?? pop.querySelector('[role=listbox]');
    const options = [...(list?.querySelectorAll('[role=option]') ?? [])];
    const next = options[options.indexOf(active) + step];
    if (next) activate(next);
    else if (step > 0 && list?.classList.contains('g-hits')) activate(firstOfLevels());
    // The levels below follow the highlighted path.
    if (active?.matches('.g-hit')) loadSoon(WAIT_MS, active.dataset.id, active.id);
  };
  const into = () => {
    const next = active?.closest('.g-col')?.nextElementSibling;
    const isOpen = active?.getAttribute('aria-selected') === 'true';
    if (!active?.closest('.g-casc')) activate(firstOfLevels());
    else if ('branch' in active.dataset && isOpen && next) activate(next.querySelector('[role=option]'));
    else if ('branch' in active.dataset) take(active);
  };
  const outOf = () => {
    const above = active?.closest('.g-col')?.previousElementSibling;
    activate(above?.querySelector('[aria-selected=true]') ?? pop.querySelector('.g-hit') ?? active);
  };

  const onType = () => {
    typed = input.value.trim();
    loadSoon(WAIT_MS);
  };
  const whileClosed = { ArrowDown: open, Enter: open };
  const whileOpen = () => ({
    ArrowDown: () => walk(1),
    ArrowUp: () => walk(-1),
    Enter: () => active && take(active),
    Escape: close,
    // Left and right belong to the text while something is typed into it, unless the levels are being walked.
    ...((typed === '' || active?.closest('.g-casc')) && { ArrowRight: into, ArrowLeft: outOf }),
  });
  const onKey = (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const act = (pop.hidden ? whileClosed : whileOpen())[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  input.addEventListener('focus', () => {
    if (pop.hidden) input.select();
    open();
  });
  input.addEventListener('click', open);
  input.addEventListener('input', (event) => !event.isComposing && onType());
  input.addEventListener('compositionend', onType);
  input.addEventListener('keydown', onKey);
  hidden.addEventListener('change', () => (chosen = input.value)); // also when what was typed comes back
  pop.addEventListener('mousedown', (event) => event.preventDefault()); // the focus stays in the input
  pop.addEventListener('click', (event) => {
    const option = event.target.closest('[role=option]');
    if (event.target.closest('[data-chooser-close]')) close();
    else if (option) take(option);
  });
  // On phones the keyboard may go away, and the sheet stays.
  input.addEventListener('blur', () => !isSheet() && close());
  document.addEventListener(
    'pointerdown',
    (event) => !pop.hidden && !chooser.contains(event.target) && close(),
  );
  for (const button of document.querySelectorAll('[data-pick]')) {
    button.addEventListener('click', () => pick(button.dataset.pick, button.dataset.path));
  }
}
