/* Hears from the server what happens while the page is open: messages, who else is here, changes of the ticket. */
import { attach as attachFlash } from './dismiss-flash.js';
import { eachOnce } from './each-once.js';
import { CONNECTION } from './live-connection.js';
import { hearImport, openImport } from './follow-import.js';

/** Browsers allow few connections to one server: a page that nobody looks at gives its own up. */
const HIDDEN_MS = 3000;
const FIRST_RETRY_MS = 2000;
const LONGEST_RETRY_MS = 60_000;
const MOST_FAILURES = 12;
/** One's own change leaves this page as a rule; only if it is still there, it was made elsewhere. */
const MINE_MS = 2500;

const find = (name) => document.querySelector(`[data-${name}]`);
const versionNow = () => Number(find('live-version')?.dataset.liveVersion ?? 0);

let host = null;
let source = null;
let failures = 0;
let timer = null;

function setText(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

const hears = {
  inbox: ({ unread, shown, label }) => {
    for (const bell of document.querySelectorAll('[data-bell]')) {
      bell.setAttribute('aria-label', label);
      const count = bell.querySelector('b');
      count.textContent = shown;
      count.hidden = unread === 0;
    }
  },
  message: ({ id, text, open }) => {
    const toast = host.content.firstElementChild.cloneNode(true);
    toast.dataset.flash = 'done';
    setText(toast.querySelector('[data-toast-text]'), text);
    const form = toast.querySelector('form');
    form.action = host.dataset.open.replace('ID', id);
    if (open) setText(form.querySelector('[data-toast-open]'), open);
    else form.remove();
    find('flashes').append(toast);
    attachFlash(toast);
  },
  presence: ({ initial, text }) => {
    const mark = find('presence-initial');
    if (!mark) return;
    setText(mark, initial);
    mark.hidden = text === '';
    setText(find('presence-text'), text);
  },
  ticket: ({ version, text, mine }) => {
    const show = () => version > versionNow() && showBar(text, true);
    if (mine) setTimeout(show, MINE_MS);
    else show();
  },
  import: hearImport,
  gone: ({ text }) => showBar(text, false),
  signed_out: () => stop(),
};

function showBar(text, canRefresh) {
  const bar = find('fresh-bar');
  if (!bar) return;
  bar.hidden = false;
  find('fresh-button').hidden = !canRefresh;
  setText(find('fresh-text'), text);
}

function stop() {
  clearTimeout(timer);
  source?.close();
  source = null;
}

function listen() {
  stop();
  const query = new URLSearchParams({ connection: CONNECTION });
  const page = find('live-ticket');
  if (page) {
    query.set('ticket', page.dataset.liveTicket);
    query.set('version', versionNow());
  }
  const imported = openImport();
  if (imported) query.set('import', imported);
  source = new EventSource(`${host.dataset.live}?${query}`);
  for (const [name, hear] of Object.entries(hears)) {
    source.addEventListener(name, (event) => hear(JSON.parse(event.data)));
  }
  source.addEventListener('open', () => (failures = 0));
  source.addEventListener('error', () => {
    // A lost connection the browser mends by itself; an answer that is no stream is for us to ask for again.
    if (source?.readyState !== EventSource.CLOSED) return;
    stop();
    failures += 1;
    const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1));
    if (failures <= MOST_FAILURES) timer = setTimeout(listen, wait);
  });
}

function followVisibility() {
  clearTimeout(timer);
  if (document.hidden) timer = setTimeout(stop, HIDDEN_MS);
  else if (!source) {
    failures = 0;
    listen();
  }
}

/** The regions came in: the bar goes, unless the ticket has changed once more meanwhile. */
function onRefreshed(event) {
  if (!event.detail.successful) location.reload();
  else find('fresh-bar').hidden = true;
  // The button took the focus with it; whoever was writing goes on there.
  if (!document.activeElement || document.activeElement === document.body) {
    document.querySelector('#main').focus({ preventScroll: true });
  }
}

export function attach(root) {
  eachOnce(root, 'template[data-live]', 'Live', (template) => {
    host = template;
    if (document.readyState === 'complete') followVisibility();
    else window.addEventListener('load', followVisibility, { once: true });
    document.addEventListener('visibilitychange', followVisibility);
    // A page in the browser's memory must not hold a connection.
    window.addEventListener('pagehide', stop);
    window.addEventListener('pageshow', (event) => event.persisted && followVisibility());
  });
  eachOnce(root, '[data-fresh-button]', 'Fresh', (button) => {
    button.addEventListener('htmx:afterRequest', onRefreshed);
  });
}
