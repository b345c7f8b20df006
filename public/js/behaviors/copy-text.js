/* Copies a text and says so to everyone, screen readers included. */
import { eachOnce } from './each-once.js';

const SHOWN_MS = 1500;

async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Plain http, as inside many a company: browsers offer the clipboard there in the old way alone.
  const area = document.createElement('textarea');
  area.className = 'g-vh';
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}

export function attach(root) {
  eachOnce(root, '[data-copy]', 'Copy', (button) => {
    button.addEventListener('click', async () => {
      await copy(button.dataset.copy);
      button.focus();
      const live = document.getElementById('live');
      live.textContent = '';
      setTimeout(() => (live.textContent = button.dataset.copied), 50); // a change, also the second time
      button.classList.add('g-copied');
      setTimeout(() => button.classList.remove('g-copied'), SHOWN_MS);
    });
  });
}
