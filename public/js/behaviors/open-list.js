/* A list below an input, to choose from by typing: the keys, the mark, opening and closing. What is in it is others' business. */

let lists = 0;

/**
 * @param input becomes a combobox
 * @param show fills the list with [role=option] items for what was typed; may answer later
 * @param take does what choosing an item means; answers whether the list stays open
 * @param keys more keys while it is open: name → what they do with the active item; they answer whether they did
 */
export function openList(input, { label, show, take, keys = {} }) {
  const list = document.createElement('ul');
  lists += 1;
  list.id = `open-list-${lists}`;
  list.className = 'g-pop g-found';
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', label);
  list.hidden = true;
  const roles = {
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': list.id,
    autocomplete: 'off',
  };
  for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
  input.after(list);

  let active = null;
  const items = () => [...list.querySelectorAll('[role=option]')];
  const activate = (item) => {
    active?.removeAttribute('data-active');
    active = item ?? null;
    active?.setAttribute('data-active', '');
    active?.scrollIntoView({ block: 'nearest' });
    if (active) input.setAttribute('aria-activedescendant', active.id);
    else input.removeAttribute('aria-activedescendant');
  };
  const open = async () => {
    if ((await show(list, input.value.trim())) === false) return;
    items().forEach((item, index) => (item.id = `${list.id}-${index}`));
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    activate(items()[0]);
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    activate(null);
  };
  const choose = (item) => {
    if (!item) return;
    if (take(item)) open();
    else close();
  };
  const walk = (step) => {
    const all = items();
    activate(all[Math.min(Math.max(all.indexOf(active) + step, 0), all.length - 1)]);
  };
  const whileOpen = {
    ArrowDown: () => walk(1),
    ArrowUp: () => walk(-1),
    Enter: () => choose(active),
    Escape: close,
  };
  input.addEventListener('keydown', (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const act = list.hidden ? { ArrowDown: open, Enter: open }[event.key] : whileOpen[event.key];
    if (!act && (list.hidden || keys[event.key]?.(active, input) !== true)) return;
    event.preventDefault();
    event.stopPropagation();
    act?.();
  });
  input.addEventListener('input', (event) => {
    event.stopPropagation(); // what is half typed is no answer yet
    if (!event.isComposing) open();
  });
  input.addEventListener('change', (event) => event.stopPropagation());
  input.addEventListener('compositionend', open);
  input.addEventListener('click', () => list.hidden && open());
  input.addEventListener('blur', close);
  list.addEventListener('mousedown', (event) => event.preventDefault()); // the focus stays in the input
  list.addEventListener('click', (event) => {
    const item = event.target.closest('[role=option]');
    if (item && keys.click?.(item, event.target) !== true) choose(item);
  });
  return { open, close, list };
}
