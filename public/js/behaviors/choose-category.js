/* The category chooser: type a name or pinyin initials, or walk the levels; by mouse or by keyboard alone. */
import { eachOnce } from './each-once.js';

const WAIT_MS = 120;

export function attach(root) {
  eachOnce(root, '[data-chooser]', 'Chooser', (chooser) => {
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

    const load = async (at) => {
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
      activate(at ? pop.querySelector(`#node-${CSS.escape(at)}`) : pop.querySelector('.g-hit'));
    };

    const search = (wait) => {
      clearTimeout(timer);
      timer = setTimeout(() => load(typed === '' ? hidden.value : ''), wait);
    };

    const close = () => {
      clearTimeout(timer);
      running?.abort();
      pop.hidden = true;
      input.setAttribute('aria-expanded', 'false');
      input.value = chosen;
      typed = '';
      activate(null);
    };

    const take = (option) => {
      if ('branch' in option.dataset) {
        typed = '';
        load(option.dataset.id);
        return;
      }
      pick(option.dataset.id, option.dataset.path);
    };

    const pick = (id, path) => {
      chosen = path;
      hidden.value = id;
      close();
      hidden.dispatchEvent(new Event('change', { bubbles: true }));
    };

    const walk = (step) => {
      const list = active?.closest('[role=listbox]') ?? pop.querySelector('[role=listbox]');
      const options = [...(list?.querySelectorAll('[role=option]') ?? [])];
      const next = options[options.indexOf(active) + step];
      if (next) activate(next);
      else if (step > 0 && list?.classList.contains('g-hits'))
        activate(pop.querySelector('.g-casc [role=option]'));
    };

    const into = () => {
      if (!active?.closest('.g-casc')) activate(pop.querySelector('.g-casc [role=option]'));
      else if ('branch' in active.dataset) {
        const below = active.closest('.g-col').nextElementSibling;
        if (active.getAttribute('aria-selected') === 'true' && below)
          activate(below.querySelector('[role=option]'));
        else take(active);
      }
    };

    const outOf = () => {
      const above = active?.closest('.g-col')?.previousElementSibling;
      activate(above?.querySelector('[aria-selected=true]') ?? pop.querySelector('.g-hit'));
    };

    input.addEventListener('focus', () => {
      if (pop.hidden) {
        input.select();
        search(0);
      }
    });
    input.addEventListener('click', () => pop.hidden && search(0));
    const onType = () => {
      typed = input.value.trim();
      search(WAIT_MS);
    };
    input.addEventListener('input', (event) => !event.isComposing && onType());
    input.addEventListener('compositionend', onType);
    input.addEventListener('keydown', (event) => {
      if (event.isComposing) return;
      const keys = { ArrowDown: () => walk(1), ArrowUp: () => walk(-1) };
      // Left and right belong to the text while something is typed into it, unless the levels are being walked.
      if (typed === '' || active?.closest('.g-casc'))
        Object.assign(keys, { ArrowRight: into, ArrowLeft: outOf });
      if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        if (active) take(active);
      } else if (event.key === 'Escape' && !pop.hidden) {
        event.stopPropagation();
        close();
      } else if (keys[event.key] && !pop.hidden) {
        event.preventDefault();
        keys[event.key]();
      }
    });
    pop.addEventListener('mousedown', (event) => event.preventDefault()); // the focus stays in the input
    pop.addEventListener('click', (event) => {
      if (event.target.closest('[data-chooser-close]')) close();
      const option = event.target.closest('[role=option]');
      if (option) take(option);
    });
    input.addEventListener('blur', close);
    for (const button of document.querySelectorAll('[data-pick]')) {
      button.addEventListener('click', () => pick(button.dataset.pick, button.dataset.path));
    }
  });
}
