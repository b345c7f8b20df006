/* Files are uploaded as soon as they are chosen, dropped or pasted; the form waits for them, and sends their ids. */
import { showBusy, showRested } from './busy-button.js';
import { eachOnce } from './each-once.js';

let listening = false;
/** How files are added, by the element that takes them. */
const adders = new WeakMap();
/** Of a form with files on their way: how many fields are at it, and the button that waits for them. */
const waiters = new WeakMap();

const say = (text) => (document.getElementById('live').textContent = text);
const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');

function start(field) {
  const form = field.closest('form');
  const input = field.querySelector('input[type=file]');
  const list = field.querySelector('[data-upload-list]');
  const words = field.querySelector('[data-upload-words]').dataset;
  // One after the other: they arrive in the order they were chosen in, and the line is the same.
  const waiting = [];
  let running = null;

  const rowFrom = (template) => field.querySelector(template).content.querySelector('li').cloneNode(true);
  const refuse = (sentence) => {
    const row = rowFrom('[data-upload-refused]');
    row.querySelector('span').textContent = sentence;
    list.append(row);
    forget(form); // whoever pressed Send should read this first
  };
  // The draft of the form is to know of them.
  const changed = () => input.dispatchEvent(new Event('change', { bubbles: true }));
  const count = () => list.querySelectorAll('.g-file').length;

  const settle = () => {
    running = null;
    if (waiting.length > 0) {
      send(waiting.shift());
      return;
    }
    settled(form);
  };

  const send = (job) => {
    running = job;
    const { file, row, request } = job;
    const bar = row.querySelector('progress');
    request.upload.addEventListener('progress', ({ loaded, total }) => (bar.value = (100 * loaded) / total));
    request.addEventListener('load', () => {
      // An answer that is no list of files is a page for people: signed out meanwhile, or a proxy with a limit.
      const isOurs = /^\s*<li/.test(request.responseText);
      if (isOurs) window.htmx.swap(row, request.responseText, { swapStyle: 'outerHTML' });
      else {
        row.remove();
        refuse(words.failed.replace('{name}', () => file.name));
      }
      if (request.status === 200) {
        say(words.kept.replace('{name}', () => file.name));
        changed();
      } else forget(form);
      settle();
    });
    request.addEventListener('error', () => {
      row.remove();
      refuse(words.failed.replace('{name}', () => file.name));
      settle();
    });
    request.addEventListener('abort', settle);
    const body = new FormData();
    body.append('as', field.dataset.uploadAs);
    body.append('kind', field.dataset.uploadKind);
    body.append('files', file, file.name);
    request.open('POST', field.dataset.upload);
    request.setRequestHeader('x-csrf-token', form.elements._csrf.value);
    request.setRequestHeader('hx-request', 'true');
    request.send(body);
  };

  const add = (files) => {
    for (const file of files) {
      if (count() >= Number(field.dataset.maxFiles)) {
        refuse(words.many);
        return;
      }
      if (file.size > Number(field.dataset.maxBytes ?? Infinity)) {
        refuse(words.large.replace('{name}', () => file.name));
        continue;
      }
      const row = rowFrom('[data-upload-row]');
      row.querySelector('[data-upload-name]').textContent = file.name;
      const job = { file, row, request: new window.XMLHttpRequest() };
      row.querySelector('[data-upload-cancel]').addEventListener('click', () => {
        row.remove();
        input.focus();
        if (running === job) job.request.abort();
        else waiting.splice(waiting.indexOf(job), 1);
      });
      list.append(row);
      if (running) waiting.push(job);
      else {
        begun(form);
        send(job);
      }
    }
  };

  adders.set(field, add);
  input.addEventListener('change', () => {
    add([...input.files]);
    input.value = ''; // they are on their way already, and must not go with the form once more
  });
  list.addEventListener('click', (event) => {
    const button = event.target.closest('[data-upload-remove], [data-upload-dismiss]');
    if (!button) return;
    const address = button.dataset.uploadRemove;
    const headers = { 'x-csrf-token': form.elements._csrf.value, 'hx-request': 'true' };
    // Should this get lost, the file is cleaned away like any other that was never sent.
    if (address) fetch(address, { method: 'POST', headers }).catch(() => {});
    button.closest('li').remove();
    changed();
    input.focus();
  });
}

function begun(form) {
  const waiter = waiters.get(form) ?? { fields: 0, button: null };
  waiters.set(form, waiter);
  waiter.fields += 1;
  form.dataset.uploads = 'running';
}

/** One of its fields has nothing on its way any more; after the last one, the form is sent if that was asked for. */
function settled(form) {
  const waiter = waiters.get(form);
  waiter.fields -= 1;
  if (waiter.fields > 0) return;
  delete form.dataset.uploads;
  waiters.delete(form);
  form.querySelectorAll('[aria-busy]').forEach(showRested);
  const { button } = waiter;
  if (button) form.requestSubmit(button.isConnected ? button : undefined);
}

function forget(form) {
  const waiter = waiters.get(form);
  if (waiter) waiter.button = null;
}

/** Where files go that were dropped or pasted: the field around it, else the form's own files, else those of a dialog. */
function fieldFor(target) {
  const field = target.closest?.('[data-upload]');
  if (field) return field;
  const forms = [target.closest?.('form'), ...document.querySelectorAll('dialog[open] form')];
  return forms.map(ownFiles).find(Boolean) ?? null;
}

function ownFiles(form) {
  const fields = [...(form?.querySelectorAll('[data-upload]') ?? [])].filter(
    (field) => !field.closest('[hidden]'),
  );
  return fields.find((field) => field.dataset.uploadAs === 'attachment_ids') ?? fields[0] ?? null;
}

function listen() {
  // Before anyone else hears of it: a form whose files are on their way is sent when they have arrived.
  window.addEventListener(
    'submit',
    (event) => {
      if (!event.target.dataset.uploads) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const waiter = waiters.get(event.target);
      waiter.button = event.submitter;
      if (event.submitter) showBusy(event.submitter);
      say(event.target.querySelector('[data-upload-words]').dataset.waits);
    },
    true,
  );
  document.addEventListener('paste', (event) => {
    // Copied from a spreadsheet there is a picture too, beside the text that is meant.
    const isText = event.clipboardData?.types.includes('text/plain');
    const files = isText ? [] : [...(event.clipboardData?.files ?? [])];
    const field = files.length > 0 ? fieldFor(event.target) : null;
    if (!field) return;
    event.preventDefault();
    adders.get(field)(files);
  });
  const mark = (field) => {
    const place = field?.closest('.g-composer') ?? field;
    document
      .querySelectorAll('[data-drop-here]')
      .forEach((each) => each !== place && delete each.dataset.dropHere);
    if (place) place.dataset.dropHere = 'yes';
  };
  document.addEventListener('dragover', (event) => {
    if (!hasFiles(event) || !document.querySelector('[data-upload]')) return;
    event.preventDefault(); // dropped beside the form, a file would open in place of the page, and all typed text be lost
    const field = fieldFor(event.target);
    event.dataTransfer.dropEffect = field ? 'copy' : 'none';
    mark(field);
  });
  document.addEventListener('dragleave', (event) => !event.relatedTarget && mark(null));
  document.addEventListener('drop', (event) => {
    if (!hasFiles(event) || !document.querySelector('[data-upload]')) return;
    event.preventDefault();
    mark(null);
    const field = fieldFor(event.target);
    if (field) adders.get(field)([...event.dataTransfer.files]);
  });
}

export function attach(root) {
  eachOnce(root, '[data-upload]', 'Upload', start);
  if (listening) return;
  listening = true;
  listen();
}
