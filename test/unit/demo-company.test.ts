import { describe, expect, test } from 'vitest';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { CATEGORIES } from '../../seeds/demo/company/categories.ts';
import { CATEGORY_LEAVES } from '../../seeds/demo/company/category-leaves.ts';
import { customField } from '../../seeds/demo/company/custom-field.ts';
import { customerName, mobileNumber } from '../../seeds/demo/company/customers.ts';
import { DEPARTMENTS } from '../../seeds/demo/company/departments.ts';
import { FIELDS } from '../../seeds/demo/company/fields.ts';
import { DEFAULT_GROUP, GROUPS, REVIEW_GROUP } from '../../seeds/demo/company/groups.ts';
import { pickLevel, pickSource } from '../../seeds/demo/company/likelihood.ts';
import { seededRandom } from '../../seeds/demo/company/random.ts';
import * as remarks from '../../seeds/demo/company/remarks.ts';
import { STORY_BOOK } from '../../seeds/demo/company/story-book.ts';
import { templateOf, narrate, type Narration } from '../../seeds/demo/company/narrate.ts';
import { TEMPLATES } from '../../seeds/demo/company/templates.ts';
import type { CategorySeed, DepartmentSeed, RemarkBank, RoleKey } from '../../seeds/demo/company/types.ts';
import { USERS } from '../../seeds/demo/company/users.ts';
import { CHOICES } from '../../seeds/reference/choices.ts';
import { ROLES } from '../../seeds/reference/roles.ts';
import { BUILT_IN_KEYS, isBuiltIn } from '../../src/domain/form/built-in-fields.ts';
import { FIELD_TYPES, type FormField } from '../../src/domain/form/field.ts';
import { fitsIntoRow, isFileField, isReference } from '../../src/domain/form/field-kinds.ts';
import { parseForm } from '../../src/domain/form/parse-form.ts';
import { rawFromValues } from '../../src/domain/form/raw-form.ts';

const AT = new Date('2026-11-20T06:30:00Z');
const TODAY = '2026-11-20';
const fieldKeys = new Set(FIELDS.map(({ key }) => key));
const groupKeys = new Set(GROUPS.map(({ key }) => key));
const templateKeys = new Set(TEMPLATES.map(({ key }) => key));
const usernames = new Set(USERS.map(({ username }) => username));

/** Every leaf several times over: what is rare among the answers is tried too. */
const TOLD = CATEGORY_LEAVES.flatMap((leaf, index) => {
  const random = seededRandom(index + 1);
  return Array.from({ length: 12 }, () => ({ leaf, told: narrate(random, leaf, AT) }));
});

function unique(items: readonly string[]): void {
  expect(items.filter((item, index) => items.indexOf(item) !== index)).toEqual([]);
}

describe('fields and templates', () => {
  test('75 fields of every type, their options with stable values', () => {
    expect(FIELDS).toHaveLength(75);
    unique(FIELDS.map(({ key }) => key));
    unique(FIELDS.map(({ name }) => name));
    expect(new Set(FIELDS.map(({ type }) => type))).toEqual(new Set(FIELD_TYPES));
    for (const { key, type, options, fields = [] } of FIELDS) {
      expect(key).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(isBuiltIn(key)).toBe(false);
      const isChoice = ['radio', 'checkbox', 'select', 'multiselect', 'cascade'].includes(type);
      expect(options !== undefined, key).toBe(isChoice);
      expect(
        fields.filter((asked) => !fitsIntoRow(asked.type)),
        key,
      ).toEqual([]);
      unique((options ?? []).map(({ value }) => value));
      unique((options ?? []).map(({ label }) => label));
    }
  });

  test('20 templates place each built-in field once, three to nine of their own, and use every field', () => {
    expect(TEMPLATES).toHaveLength(20);
    unique(TEMPLATES.map(({ key }) => key));
    unique(TEMPLATES.map(({ name }) => name));
    for (const { key, placements } of TEMPLATES) {
      const placed = placements.map(({ field }) => field);
      unique(placed);
      expect(new Set(placed.filter(isBuiltIn)), key).toEqual(new Set(BUILT_IN_KEYS));
      const own = placed.filter((field) => !isBuiltIn(field));
      expect(own.filter((field) => !fieldKeys.has(field))).toEqual([]);
      expect(own.length).toBeGreaterThanOrEqual(3);
      expect(own.length).toBeLessThanOrEqual(9);
      expect(placements.find(({ field }) => field === 'description')?.required).toBe(true);
    }
    const used = new Set(TEMPLATES.flatMap(({ placements }) => placements.map(({ field }) => field)));
    expect([...fieldKeys].filter((key) => !used.has(key))).toEqual([]);
  });

  test('conditions and defaults name choices; a condition asks a field that stands before it', () => {
    const choicesOf = (wanted: string): readonly string[] | undefined =>
      FIELDS.find(({ key }) => key === wanted)?.options?.map(({ value }) => value);
    for (const { placements } of TEMPLATES) {
      for (const [index, { field, visibleWhen, default: value }] of placements.entries()) {
        if (typeof value === 'string') expect(choicesOf(field)).toContain(value);
        if (!visibleWhen) continue;
        expect(placements.findIndex((other) => other.field === visibleWhen.field)).toBeLessThan(index);
        expect(choicesOf(visibleWhen.field), field).toEqual(expect.arrayContaining([...visibleWhen.in]));
      }
    }
  });
});

describe('categories', () => {
  const count = (nodes: readonly CategorySeed[]): number =>
    nodes.reduce((sum, { children = [] }) => sum + 1 + count(children), 0);

  test('three business lines, about a hundred nodes, three levels everywhere', () => {
    expect(CATEGORIES.map(({ name }) => name)).toEqual(['售前', '售后', '投诉']);
    expect(count(CATEGORIES)).toBeGreaterThanOrEqual(95);
    expect(count(CATEGORIES)).toBeLessThanOrEqual(135);
    expect(CATEGORY_LEAVES.filter(({ names }) => names.length !== 3)).toEqual([]);
  });

  test('siblings differ, and what a node names exists', () => {
    const check = (nodes: readonly CategorySeed[]): void => {
      unique(nodes.map(({ name }) => name));
      for (const { template, group, children = [] } of nodes) {
        if (template !== undefined) expect(templateKeys).toContain(template);
        if (group !== undefined) expect(groupKeys).toContain(group);
        check(children);
      }
    };
    check(CATEGORIES);
  });

  test('every leaf has a template and a group; every template serves a leaf', () => {
    expect(CATEGORY_LEAVES.filter(({ template, group }) => !template || !group)).toEqual([]);
    expect(new Set(CATEGORY_LEAVES.map(({ template }) => template))).toEqual(templateKeys);
    const paths = CATEGORY_LEAVES.map(({ path }) => path);
    for (const path of ['售后/订单问题/退款问题', '售后/会员服务/续费退款', '投诉/平台投诉/退款纠纷']) {
      expect(paths).toContain(path);
    }
  });
});

describe('people', () => {
  const departments = (nodes: readonly DepartmentSeed[]): readonly DepartmentSeed[] =>
    nodes.flatMap((node) => [node, ...departments(node.children ?? [])]);
  const ROLE_OF_STAGE: Readonly<Record<string, RoleKey>> = {
    tier1: 'tier1_agent',
    review: 'reviewer',
    after_sales: 'after_sales_agent',
    operations: 'operations',
    engineering: 'engineering',
  };

  test('no two users alike; the accounts of the start page are there', () => {
    unique(USERS.map(({ username }) => username));
    unique(USERS.map(({ name }) => name));
    unique(USERS.map(({ phone }) => phone));
    expect(USERS.slice(0, 9).map(({ username }) => username)).toEqual([
      'admin',
      'manager',
      'tier1',
      'tier1b',
      'review',
      'aftersales',
      'aftersales2',
      'ops',
      'rd',
    ]);
    for (const { phone } of USERS)
      expect(parsePhoneNumberFromString(phone, 'CN')?.isValid(), phone).toBe(true);
  });

  test('departments are led by users, and everybody is in one', () => {
    const all = departments(DEPARTMENTS);
    unique(all.map(({ name }) => name));
    expect(all.filter(({ leader }) => !usernames.has(leader))).toEqual([]);
    const names = all.map(({ name }) => name);
    expect(USERS.filter(({ department }) => !names.includes(department))).toEqual([]);
    expect(GROUPS.filter(({ department }) => !names.includes(department))).toEqual([]);
  });

  test('the members of a group are users whose role fits its stage, its leader is one of them', () => {
    unique(GROUPS.map(({ key }) => key));
    expect(groupKeys).toContain(DEFAULT_GROUP);
    expect(groupKeys).toContain(REVIEW_GROUP);
    for (const { key, stage, members, dutyLeader, handsOverTo } of GROUPS) {
      unique(members);
      expect(members, key).toContain(dutyLeader);
      expect(handsOverTo.filter((other) => !groupKeys.has(other) || other === key)).toEqual([]);
      for (const member of members) {
        expect(USERS.find(({ username }) => username === member)?.roles, member).toContain(
          ROLE_OF_STAGE[stage],
        );
      }
    }
  });

  test('roles are those of the reference; agents are as many as the company has', () => {
    const known = ROLES.map(({ key }) => key);
    expect(USERS.flatMap(({ roles }) => roles).filter((role) => !known.includes(role))).toEqual([]);
    const holders = (role: RoleKey): number => USERS.filter(({ roles }) => roles.includes(role)).length;
    expect(holders('tier1_agent')).toBe(10);
    expect(holders('reviewer')).toBe(3);
    expect(holders('after_sales_agent')).toBe(7);
  });
});

describe('stories', () => {
  test('every category has three stories or more, every template six', () => {
    expect(Object.keys(STORY_BOOK).sort()).toEqual(CATEGORY_LEAVES.map(({ path }) => path).sort());
    for (const [path, stories] of Object.entries(STORY_BOOK)) {
      expect(stories.length, path).toBeGreaterThanOrEqual(3);
    }
    unique(Object.values(STORY_BOOK).flatMap((stories) => stories.map(({ text }) => text)));
    for (const { key } of TEMPLATES) {
      const own = CATEGORY_LEAVES.filter(({ template }) => template === key);
      expect(own.flatMap(({ path }) => STORY_BOOK[path] ?? []).length, key).toBeGreaterThanOrEqual(6);
    }
  });

  test('what a story answers is asked by the template of its category', () => {
    for (const leaf of CATEGORY_LEAVES) {
      const placed = templateOf(leaf).placements.map(({ field }) => field);
      for (const { title, values = {} } of STORY_BOOK[leaf.path] ?? []) {
        expect(
          Object.keys(values).filter((key) => !placed.includes(key)),
          title,
        ).toEqual([]);
      }
    }
  });

  test('texts have no slot left, and nothing to trip over', () => {
    for (const { told } of TOLD) {
      expect(told.title + told.description).not.toMatch(/[{}]|undefined|NaN/);
      expect([...told.title].length).toBeLessThanOrEqual(60);
      expect([...told.description].length).toBeGreaterThanOrEqual(20);
      if (told.orderNumber !== '') expect(told.orderNumber).toMatch(/^E2026\d{4}-\d{5}$/);
    }
  });

  test('the answers pass the form that the product builds from the template', () => {
    for (const { leaf, told } of TOLD) {
      const fields = templateOf(leaf).placements.flatMap((placement): FormField[] => {
        const field = FIELDS.find(({ key }) => key === placement.field);
        return field ? [customField(field, placement)] : [];
      });
      const parsed = parseForm(fields, rawFromValues(fields, told.values), { today: TODAY });
      expect(parsed, `${leaf.path}: ${told.title}`).toEqual({ ok: true, values: told.values });
    }
  });

  test('every field gets an answer somewhere', () => {
    const answered = new Set(TOLD.flatMap(({ told }) => Object.keys(told.values)));
    // Uploads, people and departments have numbers that only an installation knows.
    const told = FIELDS.filter((field) => !isFileField(field) && !isReference(field));
    expect(told.map(({ key }) => key).filter((key) => !answered.has(key))).toEqual([]);
  });

  test('the same seed tells the same', () => {
    const [leaf] = CATEGORY_LEAVES;
    const told = (): Narration => narrate(seededRandom(7), leaf!, AT);
    expect(told()).toEqual(told());
  });
});

describe('remarks', () => {
  const banks = Object.entries(remarks).filter(
    (entry): entry is [string, RemarkBank] => typeof entry[1] === 'object' && 'any' in entry[1],
  );

  test('banks have enough to say, never the same twice, about templates that exist', () => {
    expect(banks).toHaveLength(20);
    for (const [name, bank] of banks) {
      const texts = Object.values(bank).flatMap((each) => each.map(remarks.textOf));
      unique(texts);
      expect(texts.length, name).toBeGreaterThanOrEqual(12);
      expect(
        Object.keys(bank).filter((key) => key !== 'any' && !templateKeys.has(key)),
        name,
      ).toEqual([]);
    }
  });

  test('every remark finds its slots in every story', () => {
    for (const { told } of TOLD.filter((_, index) => index % 12 === 0)) {
      for (const [, bank] of banks) {
        for (const remark of [...bank.any, ...(bank[told.template] ?? [])]) {
          expect(remarks.say(seededRandom(1), { any: [remark] }, told)).not.toMatch(/[{}]/);
        }
      }
    }
  });

  test('unsolved comments are kept by the reasons of the reference', () => {
    const reasons = CHOICES.filter(({ kind, active }) => kind === 'unsolved_reason' && active).map(
      ({ key }) => key,
    );
    expect(Object.keys(remarks.UNSOLVED_COMMENTS).sort()).toEqual([...reasons].sort());
  });
});

describe('customers', () => {
  test('numbers are valid mobile numbers, names are not empty', () => {
    const random = seededRandom(3);
    for (let index = 0; index < 2000; index += 1) {
      const number = mobileNumber(random);
      const phone = parsePhoneNumberFromString(number, 'CN');
      expect(phone?.isValid() === true && phone.getType() === 'MOBILE', number).toBe(true);
      expect(customerName(random).length).toBeGreaterThanOrEqual(2);
    }
  });

  test('sources and levels are those of the reference', () => {
    const random = seededRandom(4);
    const keys = (kind: string): readonly string[] =>
      CHOICES.filter((choice) => choice.kind === kind).map(({ key }) => key);
    for (const leaf of CATEGORY_LEAVES) {
      expect(keys('source')).toContain(pickSource(random, leaf));
      expect(keys('customer_level')).toContain(pickLevel(random));
    }
  });
});
