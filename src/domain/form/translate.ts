/** Looks a locale key up in the reader's language, e.g. `t('form.problem.too_long', { max: 200 })`. */
export type Translate = (key: string, params?: Readonly<Record<string, string | number>>) => string;
