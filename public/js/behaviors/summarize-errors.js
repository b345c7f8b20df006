/* After a refused form, the focus goes to the first field to mend, else to the summary. */
import { eachOnce } from './each-once.js';

export function attach(root) {
  eachOnce(root, '[data-error-summary]', 'Summary', (summary) => {
    const form = summary.closest('form') ?? document;
    (form.querySelector('[aria-invalid="true"]') ?? summary).focus();
  });
}
