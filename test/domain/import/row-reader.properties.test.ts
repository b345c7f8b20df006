import fc from 'fast-check';
import { expect, test } from 'vitest';
import { guessPlan } from '../../../src/domain/import/guess-plan.ts';
import { applyPreset, presetOf } from '../../../src/domain/import/presets.ts';
import { openRowReader } from '../../../src/domain/import/row-reader.ts';
import { mendText } from '../../../src/domain/import/mend-text.ts';
import { aConfig, aPlan } from './support.ts';

/** What holds for every sheet, however it is laid out and whatever stands in it (spec 06). */

const TARGETS = [
  ...['customer_name', 'phone', 'title', 'description', 'order_number', 'category', 'source', 'priority'],
  ...['refund_amount', 'refund_reason', 'bought_on', 'is_returned', 'wishes', 'region', 'goods.0.sku'],
  ...[
    'created_at',
    'closed_at',
    'handler',
    'outcome',
    'unsolved_reason',
    'satisfaction',
    'comment',
    '__proto__',
  ],
];
const WORDS = [
  ...[
    '退款问题',
    '售后/订单问题/换货问题',
    '微信',
    '高',
    '￥12',
    '商品损坏',
    '2020/6/8',
    '是',
    '退款、道歉',
    '南京',
  ],
  ...[
    '张伟',
    '未解决',
    '满意',
    '13800138000',
    '138****1234',
    '',
    '9'.repeat(30),
    'Ã©',
    '锛',
    '\ud800',
    '\u0000',
  ],
];
const anyText = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }).map((text) => Buffer.from(`投诉${text}`).toString('latin1')),
);
const kind = fc.constantFrom<('tickets' | 'history')[]>('tickets', 'history');
const anyCells = fc.array(anyText, { minLength: TARGETS.length, maxLength: TARGETS.length });

test('reading never throws, and says why a row is not ready', () => {
  fc.assert(
    fc.property(kind, anyCells, (sheetKind, cells) => {
      const plan = aPlan(TARGETS, { columns: TARGETS, constants: { category: '1' } });
      const row = openRowReader(plan, aConfig(sheetKind))({ number: 2, cells });
      expect(row.state === 'ready').toBe(row.prepared !== null);
      if (row.state !== 'ready') expect(row.problems).not.toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('the order of columns never changes what a row means', () => {
  fc.assert(
    fc.property(kind, anyCells, fc.shuffledSubarray([...TARGETS.keys()]), (sheetKind, cells, order) => {
      const read = (columns: readonly number[]) => {
        const targets = columns.map((index) => TARGETS[index] ?? '');
        const plan = aPlan(
          targets.map((target) => `${target} of it`),
          { columns: targets, constants: { category: '1' } },
        );
        const row = openRowReader(
          plan,
          aConfig(sheetKind),
        )({
          number: 2,
          cells: columns.map((index) => cells[index] ?? ''),
        });
        const problems = row.problems.map(({ target, code }) => `${target ?? ''} ${code}`).sort();
        const { state, prepared, identity, wasGarbled } = row;
        return { state, prepared, identity, wasGarbled, problems };
      };
      expect(read(order)).toEqual(read(order.toSorted((one, two) => one - two)));
    }),
    { numRuns: 300 },
  );
});

test('a plan saved as a preset reads the same sheet the same way, whatever its columns are called', () => {
  const heading = fc.oneof(
    fc.constantFrom('投诉标题', '电话', '内容', ' ', 'Issue'),
    fc.string({ maxLength: 12 }),
  );
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(heading, fc.option(fc.constantFrom(...TARGETS))), {
        selector: ([name]) =>
          mendText(name)
            .text.normalize('NFKC')
            .toLowerCase()
            .replace(/[^\p{L}\p{N}]/gu, ''),
        minLength: 1,
      }),
      (named) => {
        const single = new Set<string>();
        const columns = named.map(([name, target]) => {
          const isFree = target !== null && !single.has(target) && /[\p{L}\p{N}]/u.test(name);
          if (!isFree) return null;
          if (target !== 'description' && target !== 'category') single.add(target);
          return target;
        });
        const plan = aPlan(
          named.map(([name]) => name),
          { columns, constants: { source: 'other' }, duplicates: 'append' },
        );
        const { constants, duplicates } = plan;
        expect(applyPreset(presetOf(plan), plan.headings)).toEqual({ columns, constants, duplicates });
      },
    ),
  );
});

test('guessing never throws and gives each single target to one column', () => {
  fc.assert(
    fc.property(
      kind,
      fc.array(fc.array(anyText, { maxLength: 8 }), { maxLength: 12 }),
      (sheetKind, lines) => {
        const rows = lines.map((cells, index) => ({ number: index + 1, cells }));
        const { columns } = guessPlan(rows, aConfig(sheetKind), []).plan;
        const single = columns.filter(
          (each) => each !== null && each !== 'description' && each !== 'category',
        );
        expect(new Set(single).size).toBe(single.length);
      },
    ),
    { numRuns: 200 },
  );
});
