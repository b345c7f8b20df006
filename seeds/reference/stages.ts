/** The stages of the reference flow (spec 03); an administrator may add more. `depth` shades the journey bar. */
export const STAGES = [
  { key: 'tier1', name_zh: '一线', name_en: 'Tier 1', mark: '线', depth: 1 },
  { key: 'review', name_zh: '审单', name_en: 'Review', mark: '审', depth: 2 },
  { key: 'after_sales', name_zh: '售后', name_en: 'After-sales', mark: '售', depth: 3 },
  { key: 'operations', name_zh: '运营', name_en: 'Operations', mark: '运', depth: 4 },
  { key: 'engineering', name_zh: '研发', name_en: 'Engineering', mark: '研', depth: 5 },
] as const;
