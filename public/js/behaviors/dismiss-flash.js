/* A message leaves after six seconds, unless someone is reading it. */
import { eachOnce } from './each-once.js';

const STAYS_MS = 6000;

export function attach(root) {
  eachOnce(root, '.g-flash', 'Flash', (flash) => {
    const leave = () => {
      flash.dataset.leaving = 'yes';
      setTimeout(() => flash.remove(), 300);
    };
    flash.querySelector('[data-flash-close]')?.addEventListener('click', leave);
    let timer = setTimeout(leave, STAYS_MS);
    const hold = () => clearTimeout(timer);
    const resume = () => {
      clearTimeout(timer);
      timer = setTimeout(leave, STAYS_MS);
    };
    flash.addEventListener('pointerenter', hold);
    flash.addEventListener('focusin', hold);
    flash.addEventListener('pointerleave', resume);
    flash.addEventListener('focusout', resume);
  });
}
