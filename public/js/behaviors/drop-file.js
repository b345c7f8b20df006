/* A file input that files can be dropped on; what was chosen is named, and told when it is too large, before it is sent. */
import { eachOnce } from './each-once.js';

const MEGABYTE = 1024 * 1024;
const sizeOf = (bytes) =>
  bytes < MEGABYTE ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / MEGABYTE).toFixed(1)} MB`;
const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');

let listening = false;

function start(box) {
  const input = box.querySelector('input[type=file]');
  const name = box.querySelector('[data-drop-name]');
  const { words, large, max } = name.dataset;
  input.addEventListener('change', () => {
    const file = input.files[0];
    name.textContent = !file
      ? ''
      : file.size > Number(max)
        ? large
        : words.replace('{name}', () => file.name).replace('{size}', sizeOf(file.size));
  });
}

function listen() {
  const box = () => document.querySelector('[data-drop-file]');
  // Dropped beside it, a file would open in place of the page: the whole page takes it.
  document.addEventListener('dragover', (event) => {
    if (!box() || !hasFiles(event)) return;
    event.preventDefault();
    box().dataset.dropHere = 'yes';
  });
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget && box()) delete box().dataset.dropHere;
  });
  document.addEventListener('drop', (event) => {
    const place = box();
    if (!place || !hasFiles(event)) return;
    event.preventDefault();
    delete place.dataset.dropHere;
    const input = place.querySelector('input[type=file]');
    // One file, as the dialog takes it.
    const files = new DataTransfer();
    const [first] = event.dataTransfer.files;
    if (first) files.items.add(first);
    input.files = files.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  });
}

export function attach(root) {
  eachOnce(root, '[data-drop-file]', 'DropFile', start);
  if (listening) return;
  listening = true;
  listen();
}
