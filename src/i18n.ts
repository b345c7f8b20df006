import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import i18next from 'i18next';
import { projectRoot } from './config.ts';

export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Looks a sentence up by key, e.g. `t('refusal.closed', { number })`. */
export type Translate = (key: string, params?: Record<string, unknown>) => string;

const instance = i18next.createInstance();

await instance.init({
  lng: 'zh-CN',
  fallbackLng: 'zh-CN',
  supportedLngs: [...LANGUAGES],
  interpolation: { escapeValue: false },
  resources: Object.fromEntries(
    LANGUAGES.map((language) => [language, { translation: readLocale(language) }]),
  ),
});

const translators = new Map<Language, Translate>(
  LANGUAGES.map((language) => [language, instance.getFixedT(language) as Translate]),
);

/** The translator of a language. Views escape what it answers; the sentences hold no HTML. */
export function translator(language: Language): Translate {
  const translate = translators.get(language);
  if (!translate) throw new Error(`no locale ${language}`);
  return translate;
}

export function isLanguage(value: unknown): value is Language {
  return (LANGUAGES as readonly unknown[]).includes(value);
}

/** One file a namespace: `ticket.json` answers for `ticket.…`, and `config/group.json` for `config.group.…`. */
function readLocale(language: Language): Record<string, unknown> {
  return readNamespaces(path.join(projectRoot, 'src/locales', language));
}

function readNamespaces(folder: string): Record<string, unknown> {
  const namespaces: Record<string, unknown> = {};
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    const name = path.basename(entry.name, '.json');
    const words = entry.isDirectory()
      ? readNamespaces(file)
      : (JSON.parse(readFileSync(file, 'utf8')) as object);
    namespaces[name] = { ...(namespaces[name] as object | undefined), ...words };
  }
  return namespaces;
}
