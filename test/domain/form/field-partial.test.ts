import { fileURLToPath } from 'node:url';
import { renderFile } from 'ejs';
import { describe, expect, test } from 'vitest';
import { describeProblems } from '../../../src/domain/form/describe-problems.ts';
import type { FormField } from '../../../src/domain/form/field.ts';
import { FIELD_TYPES } from '../../../src/domain/form/field.ts';
import { parseForm } from '../../../src/domain/form/parse-form.ts';
import type { PresentFormInput } from '../../../src/domain/form/present-form.ts';
import { presentForm } from '../../../src/domain/form/present-form.ts';
import { paths } from '../../../src/web/paths.ts';
import { aField, CHOICE_TYPES, TODAY, translator } from './support.ts';

const t = await translator('zh-CN');
const icons = '/assets/icons.svg';
const hostile = `"><script>alert('x')</script>`;

function view(name: string, locals: Record<string, unknown>): Promise<string> {
  const file = fileURLToPath(new URL(`../../../views/shared/${name}.ejs`, import.meta.url));
  return renderFile(file, { t, icons, paths, ...locals });
}

function render(field: FormField, input: Omit<PresentFormInput, 'fields' | 't'> = {}): Promise<string> {
  return view('_form-fields', { fields: presentForm({ fields: [field], t, today: TODAY, ...input }) });
}

function attribute(html: string, name: string): string[] {
  return [...html.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g'))].map((match) => match[1] ?? '');
}

describe.each(FIELD_TYPES)('%s', (type) => {
  const isChoice = CHOICE_TYPES.includes(type);
  const field = aField(type, {
    required: true,
    help: '说明',
    placeholder: '例如',
    allowOther: isChoice,
    unit: '件',
  });

  test('everything that is shown is escaped', async () => {
    const bad = {
      ...field,
      label: hostile,
      help: hostile,
      placeholder: hostile,
      unit: hostile,
      ...(isChoice && { options: [{ value: hostile, label: hostile }] }),
      visibleWhen: { field: hostile, in: [hostile] },
    };
    const problems = { it: { code: 'invalid_choice', params: {} } };
    const shown = [
      await render(bad, { raw: { it: [hostile, 'other'], it_other: hostile }, problems }),
      await render(bad, { values: { it: hostile } }),
    ];
    for (const html of shown) {
      expect(html).not.toContain('<script');
      expect(html).toContain('&lt;script');
    }
  });

  test('each input has a name, no id stands twice, every id referred to is there', async () => {
    const problems = { it: { code: 'required', params: {} } };
    for (const html of [await render(field), await render(field, { raw: {}, problems })]) {
      const ids = attribute(html, 'id');
      expect(new Set(ids).size).toBe(ids.length);
      const references = [
        ...attribute(html, 'aria-describedby').flatMap((list) => list.split(' ')),
        ...attribute(html, 'for'),
      ];
      expect(ids).toEqual(expect.arrayContaining(references));
      expect(ids).toContain('f-it');
      expect(html).toMatch(/<legend class="g-lb"><span>项目<\/span>|<label for="f-it">项目<\/label>/);
      expect(html).toContain('>必填</small>');
      expect(html).not.toMatch(/ style=|maxlength|<script| on\w+=/);
    }
  });

  test('a refused one says so to eyes and ears', async () => {
    const html = await render(field, { raw: {}, problems: { it: { code: 'required', params: {} } } });
    expect(html).toMatch(/class="g-f (g-full )?g-bad"/);
    expect(html).toContain('aria-invalid="true"');
    expect(html).toContain('<use href="/assets/icons.svg#i-alert-circle"/></svg><span>请填写项目。</span>');
    expect(html).not.toContain('说明');
  });

  test('what it sends is what is read', async () => {
    const samples: Partial<Record<typeof type, string>> = {
      radio: 'b',
      select: 'b',
      checkbox: 'b',
      multiselect: 'b',
      number: '3',
      money: '4.50',
      date: '2026-11-24',
      datetime: '2026-11-24T10:26',
      time: '09:30',
      phone: '13800138000',
      email: 'a@example.com',
      url: 'https://example.com',
      switch: 'on',
      id_card: '11010519491231002X',
      cascade: '330106',
      file: '11',
      image: '12',
      user: '7',
      department: '7',
    };
    const sample = samples[type] ?? '文字';
    const sent = type === 'group' ? { 'it.3.sku': sample } : { it: sample };
    const parsed = parseForm([field], sent, { today: TODAY });
    expect(parsed.ok).toBe(true);
    if (!parsed.ok) return;
    const html = await render(field, { values: parsed.values });
    if (type === 'switch') expect(html).toContain('value="on" checked');
    else if (type === 'textarea') expect(html).toContain(`>\n${sample}</textarea>`);
    else if (['cascade', 'user', 'department'].includes(type))
      expect(html).toContain(`value="${sample}" selected`);
    else if (isChoice) expect(html).toMatch(/value="b" (checked|selected)/);
    else expect(html).toContain(`value="${sample}"`);
  });
});

test('segments are real radios in a fieldset', async () => {
  const html = await render(aField('radio', { label: '是否解决', required: true, default: 'a' }));
  expect(html).toMatch(/<fieldset class="g-f"[^>]*>\s*<legend class="g-lb"><span>是否解决<\/span>/);
  expect(html).toContain('<div class="g-seg">');
  expect(html).toContain(
    '<label><input type="radio" id="f-it" name="it" value="a" checked><span>甲</span></label>',
  );
});

test('a condition stands on the wrapper for the script, hidden until it is met', async () => {
  const html = await render(aField('text', { width: 'full', visibleWhen: { field: 'outcome', in: ['a'] } }));
  expect(html).toContain(
    'class="g-f g-full" data-field="it" data-visible-field="outcome" data-visible-in="[&#34;a&#34;]" hidden>',
  );
});

test('a text with a limit carries it for the counter, an amount its unit', async () => {
  expect(await render(aField('textarea', { maxLength: 5000 }))).toContain('data-count-max="5000"');
  expect(await render(aField('money'))).toContain('<span class="g-t3" id="f-it-unit">元</span>');
});

test('a line break typed first survives the text area', async () => {
  expect(await render(aField('textarea'), { raw: { it: '\n第二行' } })).toContain('>\n\n第二行</textarea>');
});

describe('the summary', () => {
  const fields = [
    aField('money', { label: '退款金额' }),
    aField('textarea', { key: 'note', label: '问题描述' }),
  ];
  const problem = { code: 'required', params: {} };

  test('links to each field and says that nothing is lost', async () => {
    const html = await view('_error-summary', {
      problems: describeProblems(fields, { it: problem, note: problem }, t),
    });
    expect(html).toContain('role="alert" tabindex="-1"');
    expect(html).toContain(
      '<p>有 2 处需要修改：<a class="g-link" href="#f-it">退款金额</a>、<a class="g-link" href="#f-note">问题描述</a>。已填内容都保留着。</p>',
    );
  });

  test('a key that is no field has a sentence and no link', async () => {
    const unknown = { [hostile]: { code: 'unknown_field', params: { key: hostile } } };
    const html = await view('_error-summary', { problems: describeProblems(fields, unknown, t) });
    expect(html).toContain('<p>这张表单没有“&#34;&gt;&lt;script');
    expect(html).not.toContain('href="#');
  });

  test('nothing without problems', async () => {
    expect((await view('_error-summary', { problems: [] })).trim()).toBe('');
  });
});
