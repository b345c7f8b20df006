/*
 * The editor of a template: each step is saved at once and the page follows the answer. Dragging, Alt with the arrow
 * keys and the buttons do the same; without this script the buttons send the form.
 */
import { eachOnce } from './each-once.js';

const TYPING_MS = 600;

/** Steps are sent one after the other: each takes the version that the one before it made. */
let queue = Promise.resolve();
let waiting = 0;
let typing = null;

const byId = (id) => document.getElementById(id);
const form = () => byId('te-form');
const editor = () => document.querySelector('[data-template-editor]');
const say = (text) => {
  byId('live').textContent = text;
};

function said(word, values) {
  const sentence = editor().dataset[word];
  return sentence.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? '');
}

/** What the form would send now; its own button says nothing. */
function bodyFor(op) {
  const body = new URLSearchParams(new FormData(form()));
  body.set('op', op);
  return body;
}

function send(op, after = () => {}) {
  clearTimeout(typing);
  typing = null;
  waiting += 1;
  queue = queue.then(async () => {
    byId('te-saved').textContent = editor().dataset.saving;
    try {
      const answer = await fetch(form().action, {
        method: 'POST',
        body: bodyFor(op),
        headers: { 'hx-request': 'true' },
        keepalive: true,
      });
      // Signed out meanwhile: the page itself leads to where one signs in.
      if (answer.redirected || !(answer.headers.get('content-type') ?? '').includes('html'))
        throw new Error();
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (!page.querySelector('[data-template-editor]')) throw new Error();
      show(page, op === 'set' && answer.ok ? 'values' : 'all');
      if (answer.ok) after();
    } catch {
      byId('te-saved').textContent = editor().dataset.failed;
      say(editor().dataset.failed);
    } finally {
      waiting -= 1;
    }
  });
  return queue;
}

/** While values are typed their inputs stay; everything else follows what was saved. */
function show(page, what) {
  const typed = answersIn(byId('te-preview'));
  swap(page, 'te-bar');
  swap(page, 'te-preview');
  fill(byId('te-preview'), typed);
  for (const name of ['version', 'seen'])
    form().elements[name].value = page.querySelector(`[name=${name}]`).value;
  const panel = document.querySelector('[data-panel]');
  const fresh = page.querySelector('[data-panel]');
  const isSame = panel && fresh && namesIn(panel) === namesIn(fresh);
  if (what === 'values' && isSame) {
    const row = panel.closest('[data-placement]');
    row.querySelector('.g-fl-top').replaceWith(fresh.closest('[data-placement]').querySelector('.g-fl-top'));
    wake(row);
    return;
  }
  const focused = document.activeElement?.id;
  const scrolled = ['te-palette', 'te-list'].map((id) => [id, byId(id).scrollTop]);
  const sought = document.querySelector('[data-palette-search]').value;
  form().replaceWith(page.getElementById('te-form'));
  wake(form());
  const search = document.querySelector('[data-palette-search]');
  search.value = sought;
  filter(search);
  for (const [id, top] of scrolled) byId(id).scrollTop = top;
  if (focused) byId(focused)?.focus();
}

const namesIn = (panel) =>
  [...panel.querySelectorAll('[name]')]
    .map(({ name, value, type }) => (type === 'checkbox' ? `${name}=${value}` : name))
    .join();

function swap(page, id) {
  byId(id).replaceWith(page.getElementById(id));
  wake(byId(id));
}

/** What arrives gets its behaviours, as a fragment that htmx brings does. */
function wake(element) {
  element.dispatchEvent(new CustomEvent('htmx:load', { bubbles: true }));
}

/** What was tried out in the preview is still there after a change. */
function answersIn(place) {
  const inputs = [...place.querySelectorAll('input, select, textarea')];
  return new Map(inputs.map((input) => [input.id, { value: input.value, checked: input.checked }]));
}

function fill(place, typed) {
  for (const input of place.querySelectorAll('input, select, textarea')) {
    const was = typed.get(input.id);
    if (!was) continue;
    if (['radio', 'checkbox'].includes(input.type)) input.checked = was.checked;
    else if (was.value !== '') input.value = was.value;
  }
  place.querySelector('form')?.dispatchEvent(new Event('change'));
}

const nameOf = (row) => row.querySelector('[data-name]')?.dataset.name ?? '';

function tellPlace(key) {
  const row = byId(`placement-${key}`);
  const rows = [...row.parentElement.children];
  say(said('moved', { name: nameOf(row), place: rows.indexOf(row) + 1, total: rows.length }));
}

function focusRow(key) {
  byId(`placement-${key}`)?.querySelector('.g-fl-nm').focus();
}

/** A button was pressed: the same step, without leaving the page. */
function press(button) {
  const [name, key] = button.value.split(':');
  const label = button.dataset.name ?? nameOf(button.closest('[data-placement]'));
  const near = button.closest('[data-placement]');
  const next = near?.nextElementSibling?.dataset.placement ?? near?.previousElementSibling?.dataset.placement;
  const open = form().elements.open?.value;
  send(button.value, () => {
    if (name === 'up' || name === 'down') {
      byId(`placement-${key}`).querySelector(`[value="${name}:${key}"]`).focus();
      tellPlace(key);
    } else if (name === 'add') {
      byId(`placement-${key}`)?.scrollIntoView({ block: 'nearest' });
      focusRow(key);
      say(said('added', { name: label }));
    } else if (name === 'remove') {
      if (next) focusRow(next);
      say(said('removed', { name: label }));
    } else if (name === 'open' || name === 'close') {
      focusRow(key ?? open);
    }
  });
}

async function sort(list) {
  // Fetched where it is needed: no other page carries it.
  const { default: Sortable } = await import('../../lib/sortable.js');
  const shared = {
    animation: 0,
    ghostClass: 'g-ghost',
    chosenClass: 'g-held',
    filter: '[data-panel], input, select, textarea',
    preventOnFilter: false,
  };
  if (list.hasAttribute('data-palette')) {
    Sortable.create(list, {
      ...shared,
      group: { name: 'template', pull: 'clone', put: false },
      sort: false,
      draggable: 'li:not(.g-placed)',
    });
    return;
  }
  Sortable.create(list, {
    ...shared,
    group: { name: 'template', put: true },
    onAdd: ({ item, newDraggableIndex: at }) => {
      const key = item.dataset.fieldKey;
      const name = nameOf(item);
      send(`add:${key}:${at}`, () => say(said('added', { name })));
    },
    onUpdate: ({ item, newDraggableIndex: at }) => {
      const key = item.dataset.placement;
      send(`move:${key}:${at}`, () => tellPlace(key));
    },
  });
}

function filter(search) {
  const wanted = search.value.trim().toLowerCase();
  let found = 0;
  for (const group of document.querySelectorAll('[data-palette-group]')) {
    let shown = 0;
    for (const row of group.querySelectorAll('[data-search]')) {
      row.hidden = !row.dataset.search.includes(wanted);
      if (!row.hidden) shown += 1;
    }
    group.hidden = shown === 0;
    found += shown;
  }
  document.querySelector('[data-palette-none]').hidden = found > 0;
}

function isPanel(input) {
  return input.name?.startsWith('p_') && input.closest('[data-panel]');
}

function listen(element) {
  element.addEventListener('submit', (event) => {
    event.preventDefault();
    if (event.submitter) press(event.submitter);
  });
  element.addEventListener('input', ({ target }) => {
    if (target.matches('[data-palette-search]')) filter(target);
    if (!isPanel(target)) return;
    clearTimeout(typing);
    typing = setTimeout(() => send('set'), TYPING_MS);
  });
  element.addEventListener('change', ({ target }) => {
    if (isPanel(target)) send('set');
  });
  element.addEventListener('keydown', (event) => {
    // Enter in the search adds what is found alone.
    if (event.key === 'Enter' && event.target.matches('[data-palette-search]')) {
      event.preventDefault();
      const found = [...element.querySelectorAll('[data-search]:not([hidden]) button')];
      if (found.length === 1) press(found[0]);
      return;
    }
    const row = event.target.closest('[data-placements] [data-placement]');
    const step = { ArrowUp: 'up', ArrowDown: 'down' }[event.key];
    if (!event.altKey || !row || !step || isPanel(event.target)) return;
    event.preventDefault();
    const key = row.dataset.placement;
    send(`${step}:${key}`, () => {
      focusRow(key);
      tellPlace(key);
    });
  });
}

export function attach(root) {
  eachOnce(root, '#te-form', 'TemplateEditor', listen);
  eachOnce(root, '[data-placements], [data-palette]', 'Sorting', sort);
  // The page behind the link shows what is being saved just now.
  eachOnce(root, '[data-after-save]', 'AfterSave', (link) => {
    link.addEventListener('click', (event) => {
      if (typing) send('set');
      if (waiting === 0) return;
      event.preventDefault();
      queue.then(() => {
        location.href = link.href;
      });
    });
  });
}
