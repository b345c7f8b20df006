/* Long lists of options get a box that filters them; boxes to tick also say how many are chosen, and show these alone. */
import { eachOnce } from './each-once.js';

const plain = (text) => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');

function filterBox(list) {
  const box = document.createElement('input');
  box.type = 'search';
  box.className = 'g-in g-optfilter';
  box.placeholder = list.dataset.filterOptions;
  box.setAttribute('aria-label', list.dataset.filterOptions);
  box.autocomplete = 'off';
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) event.preventDefault();
  });
  // It is no part of the form: neither drafts nor conditions listen to it.
  for (const type of ['input', 'change']) box.addEventListener(type, (event) => event.stopPropagation());
  return box;
}

function attachToChecks(list) {
  const labels = [...list.querySelectorAll('label')];
  const bar = document.createElement('div');
  const chosen = document.createElement('button');
  const box = filterBox(list);
  bar.className = 'g-optbar';
  chosen.type = 'button';
  chosen.className = 'g-bt g-q g-sm';
  chosen.setAttribute('aria-pressed', 'false');
  bar.append(box, chosen);
  list.before(bar);

  const isTicked = (label) => label.querySelector('input').checked;
  const refresh = () => {
    const wanted = plain(box.value);
    const onlyChosen = chosen.getAttribute('aria-pressed') === 'true';
    for (const label of labels)
      label.hidden = !plain(label.textContent).includes(wanted) || (onlyChosen && !isTicked(label));
    chosen.textContent = list.dataset.chosen.replace('#', String(labels.filter(isTicked).length));
  };
  box.addEventListener('input', refresh);
  list.addEventListener('change', () => {
    // What was unticked stays in sight until the next word, so that a slip can be taken back.
    chosen.textContent = list.dataset.chosen.replace('#', String(labels.filter(isTicked).length));
  });
  chosen.addEventListener('click', () => {
    chosen.setAttribute('aria-pressed', String(chosen.getAttribute('aria-pressed') !== 'true'));
    refresh();
  });
  refresh();
}

function attachToSelect(select) {
  const options = [...select.options];
  const box = filterBox(select);
  select.before(box);
  box.addEventListener('input', () => {
    const wanted = plain(box.value);
    // Taken out, not hidden: not every browser hides an option of a list. The chosen one always stays.
    select.replaceChildren(
      ...options.filter(
        (option) => option.selected || option.value === '' || plain(option.text).includes(wanted),
      ),
    );
  });
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
    event.preventDefault();
    select.focus();
  });
}

export function attach(root) {
  eachOnce(root, '[data-filter-options]', 'FilterOptions', (list) => {
    if (list instanceof HTMLElement && list.matches('select')) attachToSelect(list);
    else attachToChecks(list);
  });
}
