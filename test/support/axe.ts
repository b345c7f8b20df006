import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export interface AccessibilityOptions {
  /** Look only inside this selector, e.g. an open dialog. */
  readonly within?: string;
  /** Rules that do not apply here; say why beside the call. */
  readonly without?: readonly string[];
}

/** The page as it stands, dialogs open or not, has none of the faults of WCAG 2.2 AA that a machine can find. */
export async function expectAccessible(page: Page, options: AccessibilityOptions = {}): Promise<void> {
  const builder = new AxeBuilder({ page }).withTags(TAGS).disableRules([...(options.without ?? [])]);
  if (options.within) builder.include(options.within);
  const { violations } = await builder.analyze();
  const faults = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, html, failureSummary }) =>
      [`${id}: ${help}`, target.join(' '), html.slice(0, 300), failureSummary ?? ''].join('\n  '),
    ),
  );
  expect(faults, `accessibility of ${page.url()}`).toEqual([]);
}
