/* Copies a text and says so to everyone, screen readers included. */
import { eachOnce } from './each-once.js';

export function attach(root) {
  eachOnce(root, '[data-copy]', 'Copy', (button) => {
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      document.getElementById('live').textContent = button.dataset.copied;
      button.classList.add('g-copied');
      setTimeout(() => button.classList.remove('g-copied'), 1500);
    });
  });
}
