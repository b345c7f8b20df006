/* Selecting rows of a list: one by one, a range with Shift, the page, or all that match. While any are selected the
   bar of what can be done with them takes the place of the pager. */
import { eachOnce } from './each-once.js';

const picksOf = (table) => [...table.querySelectorAll('[data-pick]')];

/** What is selected, shown everywhere at once: rows, header, bar, and the address that the bar's button leads to. */
function show(table, bar, { allText }) {
  const picks = picksOf(table);
  const chosen = picks.filter((pick) => pick.checked);
  for (const pick of picks) pick.closest('tr').setAttribute('aria-selected', String(pick.checked));
  const page = table.querySelector('[data-pick-page]');
  page.checked = chosen.length > 0 && chosen.length === picks.length;
  page.indeterminate = chosen.length > 0 && !page.checked;

  bar.querySelector('[data-bulk-page]').hidden = page.checked;
  bar.hidden = chosen.length === 0;
  document.querySelector('[data-pager]').hidden = !bar.hidden;
  bar.querySelector('[data-bulk-text]').textContent =
    allText ?? bar.dataset.text.replace('#', String(chosen.length));
  const query = new URLSearchParams({ from: bar.elements.from.value });
  if (allText) query.set('all', '1');
  else query.set('pick', chosen.map((pick) => pick.value).join(','));
  for (const link of bar.querySelectorAll('[data-bulk-link]')) link.href = `${link.pathname}?${query}`;
  const whole = bar.querySelector('[data-bulk-whole]');
  if (whole) whole.disabled = !allText;
  return page.checked;
}

/** How many match in all is asked for when the whole page is selected, and there is more. */
async function offerAll(bar) {
  const offer = bar.querySelector('[data-bulk-offer]');
  if (!bar.dataset.matching || offer.hasChildNodes()) return;
  const answer = await fetch(bar.dataset.matching, { headers: { 'hx-request': 'true' } }).catch(() => null);
  if (answer?.ok) window.htmx.swap(offer, await answer.text(), { swapStyle: 'innerHTML' });
}

function attachTo(table) {
  const bar = document.querySelector('[data-bulk]');
  let allText = null;
  let last = null;

  const refresh = async () => {
    const offer = bar.querySelector('[data-bulk-offer]');
    const wholePage = show(table, bar, { allText });
    offer.hidden = !wholePage || allText !== null;
    if (wholePage && allText === null) await offerAll(bar);
  };
  const clear = () => {
    allText = null;
    for (const pick of picksOf(table)) pick.checked = false;
    void refresh();
  };

  table.addEventListener('click', (event) => {
    const pick = event.target.closest('[data-pick]');
    if (!pick) return;
    const picks = picksOf(table);
    if (event.shiftKey && last?.isConnected) {
      const [from, to] = [picks.indexOf(last), picks.indexOf(pick)].sort((a, b) => a - b);
      for (const each of picks.slice(from, to + 1)) each.checked = pick.checked;
    }
    last = pick;
    // The keyboard goes on from where the mouse was.
    table.querySelector('tr.g-cur')?.classList.remove('g-cur');
    pick.closest('tr').classList.add('g-cur');
  });
  // A shifted click would select the text between the two as well.
  table.addEventListener('mousedown', (event) => {
    if (event.shiftKey && event.target.closest('.g-ck')) event.preventDefault();
  });
  table.addEventListener('change', (event) => {
    if (!event.target.matches('[data-pick], [data-pick-page]')) return;
    if (event.target.matches('[data-pick-page]'))
      for (const pick of picksOf(table)) pick.checked = event.target.checked;
    allText = null;
    void refresh();
  });
  bar.addEventListener('click', (event) => {
    const all = event.target.closest('[data-bulk-all]');
    if (all) {
      allText = all.dataset.text;
      void refresh();
      [...bar.querySelectorAll('[data-bulk-link], [data-bulk-first]')]
        .find((link) => link.offsetParent !== null)
        ?.focus();
    }
    if (event.target.closest('[data-bulk-page]')) table.querySelector('[data-pick-page]').click();
    if (event.target.closest('[data-bulk-clear]')) clear();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented || bar.hidden || !bar.isConnected) return;
    if (document.querySelector('dialog[open], details.g-menu[open]')) return;
    if (event.target.closest?.('input:not([type=checkbox]), textarea, select')) return;
    clear();
  });
  void refresh();
}

export function attach(root) {
  eachOnce(root, '[data-select-rows]', 'SelectRows', attachTo);
}
