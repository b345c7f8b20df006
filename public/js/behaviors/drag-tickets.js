/* Tickets of a table are dragged onto a line of the page: what is selected, or the one that was taken. The form that
   moves a selection does the rest, which is also the way for keys and fingers. */
import { eachOnce } from './each-once.js';

const KIND = 'application/x-gongdan-tickets';

/** What goes along: the selection, if the row is one of it; else the row alone becomes the selection. */
function take(table, row) {
  const pick = row.querySelector('[data-pick]');
  if (pick.checked) return;
  for (const each of table.querySelectorAll('[data-pick]')) each.checked = each === pick;
  pick.dispatchEvent(new Event('change', { bubbles: true }));
}

/** Under the pointer it says how many; the browser's own picture would be of one row. */
function picture(text) {
  const tag = document.createElement('div');
  tag.className = 'g-dragged';
  tag.textContent = text;
  document.body.append(tag);
  setTimeout(() => tag.remove());
  return tag;
}

export function attach(root) {
  eachOnce(root, '[data-drag-tickets]', 'DragTickets', (page) => {
    const table = page.querySelector('[data-select-rows]');
    const form = page.querySelector('form[data-bulk]');
    if (!table || !form) return;
    const lines = [...page.querySelectorAll('[data-drop]')];
    const light = (line) => lines.forEach((each) => each.classList.toggle('g-over', each === line));
    const lineAt = (event) =>
      event.dataTransfer.types.includes(KIND) ? event.target.closest?.('[data-drop]') : null;

    for (const row of table.querySelectorAll('tr[data-ticket]')) row.draggable = true;
    // A link would be dragged by itself, as its address.
    for (const link of table.querySelectorAll('tr[data-ticket] a')) link.draggable = false;

    table.addEventListener('dragstart', (event) => {
      const row = event.target.closest?.('tr[data-ticket]');
      if (!row) return;
      take(table, row);
      event.dataTransfer.setData(KIND, row.dataset.ticket);
      event.dataTransfer.effectAllowed = 'move';
      event.dataTransfer.setDragImage(picture(form.querySelector('[data-bulk-text]').textContent), -8, -8);
      page.classList.add('g-dragging');
    });
    table.addEventListener('dragend', () => {
      page.classList.remove('g-dragging');
      light(null);
    });
    page.addEventListener('dragover', (event) => {
      const line = lineAt(event);
      light(line && line.dataset.drop !== form.elements.at.value ? line : null);
      if (line) event.preventDefault();
    });
    page.addEventListener('drop', (event) => {
      const line = lineAt(event);
      if (!line) return;
      event.preventDefault();
      if (line.dataset.drop === form.elements.at.value) return;
      form.elements.to.value = line.dataset.drop;
      form.requestSubmit();
    });
  });
}
