/*
 * The tree of categories: folds and unfolds, walks with the keys, renames in place, moves by mouse or keyboard. The
 * server decides; each answer is the tree as it is then. Without scripts the form of a category does all of it.
 */
import { eachOnce } from './each-once.js';

const STEPS = { ArrowUp: 'up', ArrowDown: 'down', ArrowRight: 'in', ArrowLeft: 'out' };
const HOVER_MS = 700;
const TWICE_MS = 220;

const itemOf = (element) => element.closest('li[data-id]');
const linkOf = (item) => item.querySelector(':scope > .g-node > .g-node-name');
const listOf = (item) => item.querySelector(':scope > ul');
const isOpen = (item) => item.getAttribute('aria-expanded') === 'true';
const parentOf = (item) => itemOf(item.parentElement);

function announce(text) {
  document.getElementById('live').textContent = text;
}

const read = (text) => new DOMParser().parseFromString(text, 'text/html').body;

/** As htmx would, but for the styles that dragging leaves on elements, which the policy does not let it carry over. */
function replace(old, fresh) {
  old.replaceWith(fresh);
  window.htmx.process(fresh);
  window.htmx.trigger(fresh, 'htmx:load');
}

/** The items that can be seen, from top to bottom. */
function visible(tree) {
  return [...tree.querySelectorAll('li[data-id]')].filter((item) => item.checkVisibility());
}

/** Exactly one item can be reached with Tab, as in any tree. */
function stand(tree, item, focuses = true) {
  if (!item) return;
  for (const each of tree.querySelectorAll('li[tabindex="0"]')) each.tabIndex = -1;
  item.tabIndex = 0;
  if (focuses) item.focus();
}

async function unfold(tree, item) {
  if (!('folder' in item.dataset) || isOpen(item)) return;
  const list = listOf(item);
  if (list.children.length === 0) {
    const query = new URLSearchParams({ under: item.dataset.id, at: tree.dataset.at });
    const answer = await fetch(`${tree.dataset.url}?${query}`, { headers: { 'hx-request': 'true' } });
    if (!answer.ok) return;
    list.replaceChildren(...read(await answer.text()).children);
    prepare(tree, list);
  }
  item.setAttribute('aria-expanded', 'true');
}

/** Sends a change and shows the tree that comes back, unfolded as it was. */
async function change(tree, item, verb, values) {
  item.setAttribute('aria-busy', 'true');
  const { id, version } = item.dataset;
  const open = [...tree.querySelectorAll('li[aria-expanded="true"]')].map((each) => each.dataset.id);
  // What is moved into a category is to be seen there.
  if (values.parent_id) open.push(values.parent_id);
  if (values.to === 'in') open.push(item.previousElementSibling?.dataset.id);
  const body = new URLSearchParams({
    version,
    at: tree.dataset.at,
    open: [...new Set(open.filter(Boolean))].join(','),
    ...values,
  });
  const { 'x-csrf-token': token } = JSON.parse(document.body.getAttribute('hx-headers'));
  const headers = { 'hx-request': 'true', 'x-csrf-token': token };
  let answer;
  try {
    answer = await fetch(`${tree.dataset.base}/${id}/${verb}`, { method: 'POST', headers, body });
    if (![200, 409].includes(answer.status)) throw new Error(String(answer.status));
  } catch {
    location.reload(); // signed out, or the server is away: the page itself says so
    return;
  }
  const fresh = read(await answer.text()).querySelector('[data-tree]');
  replace(tree, fresh);
  announce(fresh.dataset.said ?? '');
  stand(fresh, fresh.querySelector(`li[data-id="${id}"]`));
  if (fresh.dataset.at === id) refreshForm();
}

/** The form beside the tree was opened with an older version; unless something was typed into it, it is read anew. */
async function refreshForm() {
  const pane = document.querySelector('.g-pane');
  const typed = [...(pane?.querySelectorAll('.g-edit input:not([type=hidden])') ?? [])];
  if (!pane || typed.some((input) => input.value !== input.defaultValue)) return;
  const answer = await fetch(location.href);
  if (answer.ok) replace(pane, read(await answer.text()).querySelector('.g-pane'));
}

function rename(tree, item) {
  const link = linkOf(item);
  if (!link || item.querySelector(':scope > .g-node > input')) return;
  const input = document.createElement('input');
  input.className = 'g-in';
  input.maxLength = 100;
  input.value = item.dataset.name;
  input.setAttribute('aria-label', tree.dataset.label);
  link.hidden = true;
  link.after(input);
  input.select();
  let isOver = false;
  const end = (saves) => {
    if (isOver) return;
    isOver = true;
    const name = input.value.trim();
    input.remove();
    link.hidden = false;
    stand(tree, item);
    if (saves && name !== '' && name !== item.dataset.name) change(tree, item, 'rename', { name });
  };
  input.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      end(true);
    } else if (event.key === 'Escape') end(false);
  });
  input.addEventListener('blur', () => end(true));
}

function onKey(tree, event) {
  const item = itemOf(event.target);
  if (!item || event.ctrlKey || event.metaKey || event.isComposing) return;
  const step = STEPS[event.key];
  if (event.altKey && step) {
    event.preventDefault();
    change(tree, item, 'move', { to: step });
    return;
  }
  if (event.altKey) return;
  const items = visible(tree);
  const at = items.indexOf(item);
  const acts = {
    ArrowDown: () => stand(tree, items[at + 1]),
    ArrowUp: () => stand(tree, items[at - 1]),
    Home: () => stand(tree, items[0]),
    End: () => stand(tree, items.at(-1)),
    ArrowRight: () => (isOpen(item) ? stand(tree, listOf(item).querySelector('li')) : unfold(tree, item)),
    ArrowLeft: () =>
      isOpen(item) ? item.setAttribute('aria-expanded', 'false') : stand(tree, parentOf(item)),
    Enter: () => linkOf(item).click(),
    F2: () => rename(tree, item),
  };
  const act = acts[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation(); // the page has keys of its own
  act();
}

/** A folded category over which something is held opens. */
function openWhileHeld(tree) {
  let over = null;
  let timer = 0;
  return (related) => {
    const item = related && itemOf(related);
    if (item === over) return;
    over = item;
    clearTimeout(timer);
    if (item) timer = setTimeout(() => unfold(tree, item), HOVER_MS);
  };
}

/** The library is fetched only where there is a tree. */
async function makeSortable(tree, list) {
  const { default: Sortable } = await import('../../lib/sortable.js');
  const hold = openWhileHeld(tree);
  Sortable.create(list, {
    group: 'categories',
    draggable: 'li',
    animation: 120,
    delay: 250,
    delayOnTouchOnly: true,
    fallbackOnBody: true,
    swapThreshold: 0.6,
    invertSwap: true,
    filter: 'input',
    preventOnFilter: false,
    onStart: () => document.body.classList.add('g-dragging'),
    onMove: ({ related }) => hold(related),
    onEnd: ({ item, from, to, oldIndex, newIndex }) => {
      hold(null);
      document.body.classList.remove('g-dragging');
      if (from === to && oldIndex === newIndex) return;
      change(tree, item, 'move', {
        parent_id: itemOf(to)?.dataset.id ?? '',
        before_id: item.nextElementSibling?.dataset.id ?? '',
      });
    },
  });
}

/** Lists and items that have just arrived. */
function prepare(tree, root) {
  const lists = [root, ...root.querySelectorAll('ul')];
  for (const list of lists) void makeSortable(tree, list);
  for (const item of root.querySelectorAll('li[data-id]')) {
    item.setAttribute('role', 'treeitem');
    item.tabIndex = -1;
    item.setAttribute('aria-label', item.dataset.name);
    linkOf(item).tabIndex = -1;
    linkOf(item).draggable = false;
  }
}

export function attach(root) {
  eachOnce(root, '[data-tree]', 'Tree', (tree) => {
    const list = tree.querySelector('[data-root]');
    if (!list) return;
    list.setAttribute('role', 'tree');
    prepare(tree, list);
    const current = list.querySelector('.g-on');
    stand(tree, current ? itemOf(current) : list.querySelector('li'), false);
    tree.addEventListener('keydown', (event) => onKey(tree, event));
    tree.addEventListener('click', (event) => {
      const fold = event.target.closest('[data-fold]');
      if (!fold || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const item = itemOf(fold);
      if (isOpen(item)) item.setAttribute('aria-expanded', 'false');
      else unfold(tree, item);
      stand(tree, item);
    });
    let going = 0;
    tree.addEventListener('click', (event) => {
      const link = event.target.closest('.g-node-name');
      if (!link || event.ctrlKey || event.metaKey || event.detail === 0) return;
      // The second click of two renames, so the first one waits for it.
      event.preventDefault();
      if (event.detail === 1) going = setTimeout(() => location.assign(link.href), TWICE_MS);
    });
    tree.addEventListener('dblclick', (event) => {
      const node = event.target.closest('.g-node');
      clearTimeout(going);
      event.preventDefault();
      if (node && !event.target.closest('[data-fold]')) rename(tree, itemOf(node));
    });
  });
}
