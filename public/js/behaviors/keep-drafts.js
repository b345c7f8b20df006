/* What is typed into a form[data-draft] is kept on the server until it is sent; the server fills it in again. */
import { eachOnce } from './each-once.js';

const WAIT_MS = 1000;
const TEXTS =
  'textarea[name], input[name]:not([type=hidden], [type=radio], [type=checkbox], [type=password], [type=file])';

const discarder = () => document.getElementById('discard-draft');
const hasText = (form) => [...form.querySelectorAll(TEXTS)].some((control) => control.value.trim() !== '');

/** What the form would send now, but for what is secret and for files. */
function contentOf(form) {
  const content = new URLSearchParams({ _draft: form.dataset.draft });
  for (const [name, value] of new FormData(form)) {
    const isSecret = form.querySelector(`[type=password][name="${CSS.escape(name)}"]`) !== null;
    if (typeof value === 'string' && !isSecret) content.append(name, value);
  }
  return content;
}

/** The hint beside the button says so when a draft could not be kept. */
function sayWhether(form, kept) {
  const hint = form.querySelector('[data-draft-hint]');
  if (!hint) return;
  hint.dataset.usually ??= hint.textContent;
  const said = kept ? hint.dataset.usually : hint.dataset.draftHint;
  if (hint.textContent !== said) hint.textContent = said;
}

async function save(form, leaving) {
  const { action, dataset } = discarder();
  // A form emptied by hand has no draft; the answer leads elsewhere, and nobody follows.
  const options = { method: 'POST', body: contentOf(form), keepalive: leaving, redirect: 'manual' };
  try {
    const answer = await fetch(hasText(form) ? dataset.save : action, options);
    sayWhether(form, answer.ok || answer.type === 'opaqueredirect');
  } catch {
    sayWhether(form, false);
  }
}

const timers = new Map();

function forget(form) {
  clearTimeout(timers.get(form));
  timers.delete(form);
}

function saveNow(form, leaving = false) {
  forget(form);
  save(form, leaving);
}

function keep(form) {
  const later = (event) => {
    if (!event.target.name) return;
    forget(form);
    timers.set(
      form,
      setTimeout(() => saveNow(form), WAIT_MS),
    );
  };
  form.addEventListener('input', later);
  form.addEventListener('change', later);
  // Sent: the server forgets the draft when that went well, and until then has what was saved last.
  form.addEventListener('submit', () => forget(form));
}

export function attach(root) {
  if (!discarder()) return;
  eachOnce(root, 'form[data-draft]', 'Draft', keep);
  eachOnce(root, '#discard-draft', 'Discard', (form) => {
    form.addEventListener('submit', ({ submitter }) => {
      for (const each of [...timers.keys()]) if (each.dataset.draft === submitter?.value) forget(each);
    });
    // A dialog closes, a page is left: at once what would have been saved a moment later.
    document.getElementById('dialog').addEventListener('close', ({ target }) => saveWithin(target), true);
    for (const leaving of ['beforeunload', 'pagehide']) {
      window.addEventListener(leaving, () => saveWithin(document));
    }
  });
}

function saveWithin(place) {
  for (const form of [...timers.keys()]) if (place.contains(form)) saveNow(form, true);
}
