/* A long list of people or departments gets a field to search it with. The list stays, unseen: it is what is sent. */
import { eachOnce } from './each-once.js';

/** Fewer are seen at a glance. */
const FEW = 8;
const MOST_SHOWN = 50;
const MOVED = ['aria-describedby', 'aria-required', 'aria-invalid'];
const say = (text) => (document.getElementById('live').textContent = text);

let lists = 0;

function start(select) {
  const options = [...select.options].filter(({ value }) => value !== '');
  if (options.length < FEW) return;
  const input = document.createElement('input');
  const list = document.createElement('ul');
  const frame = document.createElement('div');
  frame.className = 'g-rel';
  frame.append(input, list);
  lists += 1;
  list.id = `choice-list-${lists}`;
  list.className = 'g-pop g-found';
  list.setAttribute('role', 'listbox');
  list.hidden = true;
  input.className = 'g-in';
  input.id = select.id; // the label and the summary of errors lead here
  input.autocomplete = 'off';
  input.placeholder = select.dataset.wordsHint;
  const roles = {
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': list.id,
  };
  for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
  for (const name of MOVED) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    select.removeAttribute(name);
  }
  const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
  if (label) list.setAttribute('aria-label', label.textContent);
  select.removeAttribute('id');
  select.hidden = true;
  select.after(frame);

  let active = null;
  const chosen = () => (select.value === '' ? '' : select.selectedOptions[0].text);
  input.value = chosen();

  const activate = (item) => {
    active?.removeAttribute('data-active');
    active = item ?? null;
    active?.setAttribute('data-active', '');
    active?.scrollIntoView({ block: 'nearest' });
    if (active) input.setAttribute('aria-activedescendant', active.id);
    else input.removeAttribute('aria-activedescendant');
  };
  const itemOf = (option, index) => {
    const item = document.createElement('li');
    item.id = `${list.id}-${index}`;
    item.setAttribute('role', 'option');
    item.setAttribute('aria-selected', String(option.selected));
    item.dataset.value = option.value;
    item.textContent = option.text;
    return item;
  };
  const open = (typed) => {
    const wanted = typed.trim().toLowerCase();
    const found = options.filter(({ text }) => text.toLowerCase().includes(wanted));
    const items = found.slice(0, MOST_SHOWN).map(itemOf);
    if (items.length === 0) {
      const none = document.createElement('li');
      none.className = 'g-t3';
      none.textContent = select.dataset.wordsNone;
      list.replaceChildren(none);
    } else list.replaceChildren(...items);
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    activate(items.find((item) => item.getAttribute('aria-selected') === 'true') ?? items[0]);
    if (wanted !== '') say(select.dataset.wordsFound.replace('{count}', String(found.length)));
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    activate(null);
  };
  const take = (value) => {
    if (select.value !== value) {
      select.value = value;
      select.dispatchEvent(new Event('input', { bubbles: true }));
      select.dispatchEvent(new Event('change', { bubbles: true }));
    }
    input.value = chosen();
    close();
  };

  const walk = (step) => {
    const items = [...list.querySelectorAll('[role=option]')];
    activate(items[Math.min(Math.max(items.indexOf(active) + step, 0), items.length - 1)]);
  };
  const keys = () =>
    list.hidden
      ? { ArrowDown: () => open('') }
      : {
          ArrowDown: () => walk(1),
          ArrowUp: () => walk(-1),
          Enter: () => active && take(active.dataset.value),
          Escape: () => {
            input.value = chosen();
            close();
          },
        };
  input.addEventListener('keydown', (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const act = keys()[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation(); // Escape closes the list, not the dialog around it
    act();
  });
  input.addEventListener('input', (event) => {
    event.stopPropagation(); // a name half typed is no answer yet
    if (!event.isComposing) open(input.value);
  });
  input.addEventListener('compositionend', () => open(input.value));
  input.addEventListener('click', () => list.hidden && open(''));
  input.addEventListener('focus', () => input.select());
  input.addEventListener('blur', () => {
    // Emptied by hand: nobody. Anything else that is no choice gives way to the one there is.
    if (input.value.trim() === '') take('');
    else {
      input.value = chosen();
      close();
    }
  });
  list.addEventListener('mousedown', (event) => event.preventDefault()); // the focus stays in the input
  list.addEventListener('click', (event) => {
    const item = event.target.closest('[role=option]');
    if (item) take(item.dataset.value);
  });
}

export function attach(root) {
  eachOnce(root, '[data-search-choice]', 'SearchChoice', start);
}
