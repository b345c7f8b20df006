/* Within [data-counted], a text with a limit says how much of it is used, as people count characters. */
import { eachOnce } from './each-once.js';

export function attach(root) {
  eachOnce(root, '[data-counted] [data-count-max]', 'Counted', (input) => {
    const max = Number(input.dataset.countMax);
    const counter = document.createElement('span');
    counter.className = 'g-counter g-num';
    counter.setAttribute('aria-hidden', 'true');
    const show = () => {
      const length = [...input.value.trim()].length;
      counter.textContent = `${length} / ${max}`;
      counter.toggleAttribute('data-over', length > max);
    };
    input.closest('.g-f')?.querySelector('.g-lb')?.append(counter);
    input.addEventListener('input', show);
    show();
  });
}
