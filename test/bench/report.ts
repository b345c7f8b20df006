import type { ChannelFigures } from './measure-channels.ts';
import type { ImportMeasurement } from './measure-imports.ts';
import type { PageFigures } from './measure-pages.ts';
import type { RoutingFigures } from './measure-routing.ts';
import type { SweepFigures } from './measure-sla.ts';
import type { Throughput } from './measure-throughput.ts';
import type { Weight } from './measure-weight.ts';

export interface Results {
  readonly at: string;
  readonly machine: { readonly cpus: number; readonly model: string; readonly node: string };
  readonly tickets: number;
  readonly load: { readonly seconds: number; readonly perSecond: number } | null;
  readonly requests: number;
  readonly pages: readonly PageFigures[];
  readonly weight: Weight;
  readonly throughput: readonly Throughput[];
  readonly routing: readonly RoutingFigures[];
  readonly channels: readonly ChannelFigures[];
  readonly imports: ImportMeasurement;
  readonly sla: readonly SweepFigures[];
}

/** Spec 10, "Speed": "a few milliseconds" read as 20. Shown beside the figures, never a reason to fail. */
const GOALS = { p50Ms: 20, weightKb: 150 } as const;

/** The results as text: every page, then what matters of them beside the goals. */
export function report(results: Results): string {
  return [
    ...pageTables(results.pages),
    ...weightTable(results.weight),
    ...routingTable(results.routing),
    ...channelTable(results.channels),
    ...importTable(results.imports),
    ...sweepTable(results.sla),
    ...summary(results),
  ].join('\n');
}

function pageTables(pages: readonly PageFigures[]): string[] {
  const roles = [...new Set(pages.map(({ role }) => role))];
  return roles.flatMap((role) => {
    const rows = pages
      .filter((page) => page.role === role)
      .map(({ page, time, statements, rowsRead, bytes, scans }) => [
        page,
        ms(time.p50),
        ms(time.p95),
        ms(time.max),
        String(statements),
        String(rowsRead),
        kb(bytes),
        scans.length > 0 ? `scans ${scans.join(', ')}` : '',
      ]);
    return ['', ...table([role, 'p50 ms', 'p95 ms', 'max ms', 'SQL', 'rows read', 'KB gzip', ''], rows)];
  });
}

function weightTable({ files, total }: Weight): string[] {
  const heaviest = Object.entries(files).sort(([, a], [, b]) => b - a);
  const rows = [...heaviest.map(([file, bytes]) => [file, kb(bytes)]), ['all of it', kb(total)]];
  return ['', ...table(['a list page loads', 'KB gzip'], rows)];
}

/** Goal of spec 04: below 10 ms with 500 rules, and no worse than in proportion. */
function routingTable(figures: readonly RoutingFigures[]): string[] {
  const rows = figures.map(({ rules, decide }) => [
    String(rules),
    ms(decide.p50),
    ms(decide.p95),
    ms(decide.max),
  ]);
  return ['', ...table(['assignment rules asked', 'p50 ms', 'p95 ms', 'max ms'], rows)];
}

/** Goal of spec 05: no difference. */
function channelTable(figures: readonly ChannelFigures[]): string[] {
  const rows = figures.map(({ page, before, whileHanging }) => [
    page,
    ms(before.p50),
    ms(before.p95),
    ms(whileHanging.p50),
    ms(whileHanging.p95),
  ]);
  const heads = ['while five channels hang', 'p50 before', 'p95 before', 'p50 ms', 'p95 ms'];
  return ['', ...table(heads, rows)];
}

/** Goal of spec 05: among a million tickets at most one and a half times as long as among ten thousand. */
function sweepTable(figures: readonly SweepFigures[]): string[] {
  const rows = figures.map(({ tickets, running, due, find, sweep }) => [
    ...[tickets, running, due].map(String),
    ms(find.p50),
    ms(sweep.p50),
    ms(sweep.max),
  ]);
  const [small, large] = figures;
  const times = small && large ? [`  ${(large.sweep.p50 / small.sweep.p50).toFixed(2)} × as long`] : [];
  const head = ['SLA sweep among tickets', 'running', 'due', 'find ms', 'p50 ms', 'max ms'];
  return ['', ...table(head, rows), ...times];
}

/** Goals of spec 06 and 10: below 400 MB, below 200 ms, the list at most twice as slow. */
function importTable({ before, phases, undoSeconds }: ImportMeasurement): string[] {
  const rows = phases.map(({ phase, rows: count, perSecond, peakMb, loopP99, list }) => [
    phase,
    String(count),
    perSecond.toFixed(0),
    peakMb?.toFixed(0) ?? '',
    ms(loopP99),
    ms(list.p95),
    ms(before.p95),
  ]);
  const heads = ['import', 'rows', 'per second', 'peak MB', 'loop p99 ms', 'list p95 ms', 'p95 before'];
  return ['', ...table(heads, rows), `all of it taken back in ${undoSeconds.toFixed(1)} s`];
}

function summary({ pages, weight, throughput, load, tickets, machine, requests }: Results): string[] {
  const worst = (kinds: readonly PageFigures['kind'][]): string[] => {
    const some = pages.filter(({ kind }) => kinds.includes(kind));
    const slowest = some.reduce((a, b) => (b.time.p50 > a.time.p50 ? b : a));
    const { page, role, time } = slowest;
    return [`p50 ${ms(time.p50)} ms, p95 ${ms(time.p95)} ms (${page} as ${role})`, `p50 ≤ ${GOALS.p50Ms} ms`];
  };
  const greedy = pages.reduce((a, b) => (b.rowsRead > a.rowsRead ? b : a));
  const scanning = pages.filter(({ scans }) => scans.length > 0).length;
  const rows = [
    ['slowest list', ...worst(['list'])],
    ['slowest filtered list', ...worst(['filter'])],
    ['slowest ticket page', ...worst(['detail'])],
    ['slowest work bench', ...worst(['bench'])],
    ['slowest of creating', ...worst(['create', 'fragment'])],
    ['slowest action form', ...worst(['form'])],
    ['slowest with a large configuration', ...worst(['admin'])],
    ['pages with a sequential scan', String(scanning), '0'],
    [
      'most rows read by a page',
      `${greedy.rowsRead} (${greedy.page} as ${greedy.role})`,
      'independent of tickets',
    ],
    ['a list page loads', `${kb(weight.total)} KB`, `< ${GOALS.weightKb} KB`],
    ...throughput.map(({ what, perSecond, time, clients }) => [
      what,
      `${perSecond.toFixed(0)} per second by ${clients} clients, p50 ${ms(time.p50)} ms, p95 ${ms(time.p95)} ms`,
      '',
    ]),
    ...(load
      ? [
          [
            'loading the demonstration',
            `${load.seconds.toFixed(0)} s, ${load.perSecond.toFixed(0)} per second`,
            'minutes',
          ],
        ]
      : []),
  ];
  return [
    '',
    `${tickets} tickets; ${requests} requests per page; Node ${machine.node}; ${machine.cpus} × ${machine.model}`,
    ...table(['', 'measured', 'goal'], rows),
  ];
}

/** Columns as wide as their widest cell; numbers to the right. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = heads.map((head, at) =>
    Math.max(...[head, ...rows.map((row) => row[at] ?? '')].map(widthOf)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => {
        const gap = ' '.repeat((widths[at] ?? 0) - widthOf(cell));
        return /^[\d.]+$/.test(cell) || (at > 0 && cells === heads) ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd();
  return [line(heads), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)];
}

/** Chinese characters take two columns of a terminal. */
function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (/\p{Script=Han}/u.test(character) ? 2 : 1), 0);
}

function ms(value: number): string {
  return value.toFixed(1);
}

function kb(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}
