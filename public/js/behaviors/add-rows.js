/* Rows of a group are added and removed; their numbers may have gaps, the server counts them anew. */
import { eachOnce } from './each-once.js';

const CONTROLS = 'input:not([type=hidden]), select, textarea';
const say = (text) => (document.getElementById('live').textContent = text);

/** Names, ids and what refers to them are of the one row. */
function number(row, place) {
  for (const element of row.querySelectorAll('*')) {
    for (const { name, value } of [...element.attributes]) {
      if (value.includes('__row__')) element.setAttribute(name, value.replaceAll('__row__', place));
    }
  }
}

function start(group) {
  // In a form that arrived by itself, what is meant for nobody's script was read as well.
  group.querySelectorAll('noscript').forEach((spare) => spare.remove());
  const list = group.querySelector('[data-row-list]');
  const blank = group.querySelector('[data-row-blank]');
  const adder = group.querySelector('[data-row-add]');
  const full = group.querySelector('[data-row-full]');
  const { wordsTitle, wordsRemove, wordsAdded, wordsRemoved } = group.dataset;
  const [min, max] = [Number(group.dataset.min), Number(group.dataset.max)];
  const rows = () => [...list.querySelectorAll('[data-row]')];
  const numbered = (words, number) => words.replace('{row}', String(number));
  // Above every number that the page came with, whatever was removed since.
  let next = rows().length;

  const refresh = () => {
    rows().forEach((row, index, all) => {
      row.querySelector('[data-row-title]').textContent = numbered(wordsTitle, index + 1);
      const remover = row.querySelector('[data-row-remove]');
      remover.setAttribute('aria-label', numbered(wordsRemove, index + 1));
      remover.hidden = all.length <= Math.max(min, 1);
    });
    const isFull = rows().length >= max;
    adder.disabled = isFull;
    full.hidden = !isFull;
  };
  // The draft of the form is to know of it; so is what depends on one of the cells.
  const changed = (row) =>
    (row ?? list).querySelector(CONTROLS)?.dispatchEvent(new Event('change', { bubbles: true }));

  adder.addEventListener('click', () => {
    const row = blank.content.querySelector('[data-row]').cloneNode(true);
    number(row, String(next));
    next += 1;
    list.append(row);
    refresh();
    window.htmx.trigger(row, 'htmx:load'); // what behaves elsewhere on the page behaves in the new row
    row.querySelector(`:is(${CONTROLS}):not([hidden])`)?.focus();
    say(numbered(wordsAdded, rows().length));
  });
  list.addEventListener('click', (event) => {
    const row = event.target.closest('[data-row-remove]')?.closest('[data-row]');
    if (!row) return;
    const index = rows().indexOf(row);
    row.remove();
    refresh();
    changed();
    say(numbered(wordsRemoved, index + 1));
    const neighbour = rows()[index] ?? rows().at(-1);
    (neighbour?.querySelector('[data-row-remove]:not([hidden])') ?? adder).focus();
  });
  refresh();
}

export function attach(root) {
  eachOnce(root, '[data-group-rows]', 'GroupRows', start);
}
