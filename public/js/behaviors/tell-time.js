/* Clocks go on while a page is open: `[data-due]` says what is left, or how long it is over, by the server's time. */
import { eachOnce } from './each-once.js';

const EVERY = 20_000;
const MINUTE = 60_000;
const RING = 31.4;
const OVER = 'M7 2.5v5M7 10.2v.6';

/* The clocks of two machines differ; each pill says what time it was made. */
let ahead = 0;
let timer = null;

export function attach(root) {
  const words = document.getElementById('clock-words')?.dataset;
  if (!words) return;
  if (timer === null) {
    timer = setInterval(
      () => document.querySelectorAll('[data-due]').forEach((clock) => tell(clock, words)),
      EVERY,
    );
  }
  eachOnce(root, '[data-due]', 'Told', (clock) => {
    ahead = Number(clock.dataset.now) - Date.now();
    tell(clock, words);
  });
}

function tell(clock, words) {
  const now = Date.now() + ahead;
  const left = Date.parse(clock.dataset.due) - now;
  const warn = clock.dataset.warn === '' ? Infinity : Date.parse(clock.dataset.warn);
  const state = left <= 0 ? 'over' : warn <= now ? 'warning' : 'ok';
  const [whole, under] = state === 'over' ? [words.over, words.overUnder] : [words.left, words.leftUnder];
  const text =
    Math.abs(left) < MINUTE ? under : whole.replace('{{duration}}', wordsOf(Math.abs(left), words));
  const shown = clock.querySelector('span');
  if (shown.textContent !== text) shown.textContent = text;
  const svg = clock.querySelector('svg');
  if (!clock.classList.contains(`g-${state}`)) {
    clock.classList.remove('g-ok', 'g-warning', 'g-over');
    clock.classList.add(`g-${state}`);
    // Only where one ticket is read: a list would talk all day.
    const about = clock.closest('[data-announce]')?.dataset.announce;
    const live = document.getElementById('live');
    if (about && live) live.textContent = about + text;
    if (state === 'over' && svg) draw(svg);
  }
  const share = Math.min(1, left / (Number(clock.dataset.target) * MINUTE || left));
  if (left > 0)
    svg?.querySelector('[stroke-dasharray]')?.setAttribute('stroke-dasharray', `${share * RING} 32`);
}

/** As the server splits durations: two neighbouring units at most, rounded down. */
function wordsOf(ms, words) {
  const minutes = Math.floor(ms / MINUTE);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const parts =
    days > 0
      ? [
          [days, words.day],
          [hours, words.hour],
        ]
      : [
          [hours, words.hour],
          [rest, words.minute],
        ];
  return parts
    .filter(([n]) => n > 0)
    .map(([n, word]) => word.replace('{{n}}', n))
    .join(words.join);
}

function draw(svg) {
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', OVER);
  svg.replaceChildren(path);
}
