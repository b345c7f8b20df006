/* What was done leaves after six seconds, unless someone is reading it; what went wrong stays until dismissed. */
import { eachOnce } from './each-once.js';

const STAYS_MS = 6000;
const FADES_MS = 300;

export function attach(root) {
  eachOnce(root, '.g-flash', 'Flash', (flash) => {
    const leave = () => {
      flash.dataset.leaving = 'yes';
      setTimeout(() => flash.remove(), FADES_MS);
    };
    flash.querySelector('[data-flash-close]')?.addEventListener('click', leave);
    if (flash.dataset.flash !== 'done') return;

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
