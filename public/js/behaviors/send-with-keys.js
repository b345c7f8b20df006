/* Ctrl+Enter (or Cmd+Enter) sends a form[data-ctrl-enter] with its first button. */
import { eachOnce } from './each-once.js';

export function attach(root) {
  eachOnce(root, 'form[data-ctrl-enter]', 'CtrlEnter', (form) => {
    form.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      event.preventDefault();
      const button = form.querySelector('button.g-p') ?? form.querySelector('button:not([type=button])');
      if (button) form.requestSubmit(button);
    });
  });
}
