/* The builder of conditions: long lists are searched, what was done is said. Its steps are its own buttons' business. */
import { eachOnce } from './each-once.js';
import { openList } from './open-list.js';

const plain = (text) => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
const say = (text) => (document.getElementById('live').textContent = text);

/** An attribute is found by a part of its name, or by how that sounds; they stay in their groups. */
function askAttribute(select) {
  const frame = document.createElement('div');
  const input = document.createElement('input');
  const { wordsHint, wordsNone } = select.dataset;
  frame.className = 'g-rel';
  input.className = 'g-in';
  input.id = select.id;
  input.placeholder = wordsHint;
  for (const name of ['aria-label', 'aria-describedby', 'aria-invalid']) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  input.value = select.value === '' ? '' : select.selectedOptions[0].text;
  select.removeAttribute('id');
  select.hidden = true;
  frame.append(input);
  select.after(frame);

  const line = (text, className) => {
    const item = document.createElement('li');
    item.className = className;
    item.setAttribute('role', 'presentation');
    item.textContent = text;
    return item;
  };
  const itemOf = (option) => {
    const item = document.createElement('li');
    item.setAttribute('role', 'option');
    item.setAttribute('aria-selected', 'false');
    item.dataset.value = option.value;
    item.textContent = option.text;
    return item;
  };
  const show = (list, typed) => {
    const wanted = plain(typed);
    const fits = ({ text, dataset }) => {
      const sounds = (dataset.sound ?? '').split(' ');
      return plain(text).includes(wanted) || sounds.some((sound) => sound.startsWith(wanted));
    };
    const found = [...select.querySelectorAll('optgroup')].flatMap((group) => {
      const hits = [...group.children].filter(fits);
      return hits.length === 0 ? [] : [line(group.label, 'g-found-lead'), ...hits.map(itemOf)];
    });
    list.replaceChildren(...(found.length > 0 ? found : [line(wordsNone, 'g-found-lead')]));
  };
  const take = (item) => {
    select.value = item.dataset.value;
    input.value = item.textContent;
    select.dispatchEvent(new Event('change', { bubbles: true }));
    return false;
  };
  const { open } = openList(input, { label: input.getAttribute('aria-label'), show, take });
  if (select.autofocus) {
    input.focus();
    open();
  }
}

const WAIT_MS = 120;

/** Values are searched on the server, or walked down to; whatever is taken stands as a pill before the input. */
function pickValues(picks) {
  const input = picks.querySelector('input[type=search]');
  const { url, name } = picks.dataset;
  let at = '';
  let running = null;

  const show = async (list, typed) => {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    try {
      await new Promise((done) => setTimeout(done, typed === '' ? 0 : WAIT_MS));
      const query = new URLSearchParams({ q: typed, at: typed === '' ? at : '' });
      const answer = await fetch(`${url}&${query}`, { signal });
      const html = await answer.text();
      if (signal.aborted || !answer.ok || document.activeElement !== input) return false;
      window.htmx.swap(list, html, { swapStyle: 'innerHTML' });
      for (const item of list.querySelectorAll('[role=option]')) {
        item.setAttribute('aria-selected', String(boxOf(item.dataset.value)?.checked ?? false));
      }
      return true;
    } catch {
      return false; // a newer search took its place, or the network is away
    }
  };
  const boxOf = (value) =>
    [...picks.querySelectorAll('.g-pick > input')].find((box) => box.value === value && box.name === name);
  const take = (item) => {
    let box = boxOf(item.dataset.value);
    if (!box) {
      const pill = item.querySelector('template').content.firstElementChild.cloneNode(true);
      box = pill.querySelector('input');
      box.name = name;
      picks.insertBefore(pill, input.parentElement);
    }
    box.checked = !box.checked;
    input.value = '';
    box.dispatchEvent(new Event('change', { bubbles: true }));
    say(box.parentElement.textContent.trim());
    return false;
  };
  const go = (to) => {
    at = to;
    opened.open();
    return true;
  };
  const inside = (item) => item && 'branch' in item.dataset && input.value === '' && go(item.dataset.value);
  const outside = () => {
    const lead = opened.list.querySelector('[data-up]');
    return input.value === '' && lead !== null && go(lead.dataset.up);
  };
  const opened = openList(input, {
    label: input.getAttribute('aria-label'),
    show,
    take,
    keys: {
      ArrowRight: inside,
      ArrowLeft: outside,
      Backspace: outside,
      click: (item, target) => {
        if (item.hasAttribute('data-up')) return go(item.dataset.up);
        return target.closest('.g-found-in') !== null && go(item.dataset.value);
      },
    },
  });
}

/** What the preview finds missing, or finds mended, is said beside the row; its inputs know of it as well. */
function tellRows(problems) {
  const isSoon = 'soon' in problems.dataset;
  for (const problem of problems.children) {
    const slot = document.getElementById(problem.dataset.of);
    if (!slot) continue; // the row has gone meanwhile, and the next answer is on its way
    const text = problem.textContent;
    slot.hidden = text === '';
    slot.toggleAttribute('data-soon', isSoon);
    slot.querySelector('span').textContent = text;
    for (const input of document.querySelectorAll(`:is(input, select)[aria-describedby="${slot.id}"]`)) {
      if (text === '' || isSoon) input.removeAttribute('aria-invalid');
      else input.setAttribute('aria-invalid', 'true');
    }
  }
}

export function attach(root) {
  eachOnce(root, '[data-ask-attribute]', 'AskAttribute', askAttribute);
  eachOnce(root, '[data-pick-values]', 'PickValues', pickValues);
  eachOnce(root, '[data-row-problems]', 'TellRows', tellRows);
  // What a step did is said, and what fits is looked up anew.
  eachOnce(root, '[data-said]:not([data-said=""])', 'Said', ({ dataset }) => say(dataset.said));
}
