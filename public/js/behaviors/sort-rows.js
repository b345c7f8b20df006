/* Rows of a form[data-sort-rows] are dragged by their [data-grip]; letting go sends the new order of their keys. */
import { eachOnce } from './each-once.js';

export function attach(root) {
  eachOnce(root, 'form[data-sort-rows]', 'SortRows', async (form) => {
    const rows = form.querySelector('tbody');
    const keysNow = () => [...rows.querySelectorAll('[data-key]')].map((row) => row.dataset.key).join(',');
    const { default: Sortable } = await import('../../lib/sortable.js');
    Sortable.create(rows, {
      handle: '[data-grip]',
      draggable: '[data-key]',
      animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 120,
      onEnd: ({ oldIndex, newIndex }) => {
        if (oldIndex === newIndex) return;
        form.elements.namedItem('order').value = keysNow();
        form.requestSubmit();
      },
    });
  });
}
