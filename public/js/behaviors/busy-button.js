/* A button or link that was pressed shows a spinner in place of its icon, at the same width (see buttons.css). */

export function showBusy(button) {
  if (button.hasAttribute('aria-busy')) return;
  button.setAttribute('aria-busy', 'true');
  const dot = document.createElement('span');
  dot.className = 'g-dot';
  button.prepend(dot);
}

export function showRested(button) {
  button.removeAttribute('aria-busy');
  button.querySelector('.g-dot')?.remove();
}
