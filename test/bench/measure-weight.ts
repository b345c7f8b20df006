import { openVisitor } from '../support/visitor.ts';
import type { Installation } from './installation.ts';

export interface Weight {
  /** Bytes over the wire with gzip, by address without its fingerprint. */
  readonly files: Readonly<Record<string, number>>;
  readonly total: number;
}

/** Everything that a browser with an empty cache loads for a list page: page, styles, scripts, icons, fonts. */
export async function measureWeight({ origin }: Installation): Promise<Weight> {
  const visitor = openVisitor(origin);
  await visitor.signIn('manager');
  const files: Record<string, number> = {};
  const waiting = ['/tickets?view=all'];
  const seen = new Set(waiting);
  for (let address = waiting.shift(); address !== undefined && seen.size < 200; address = waiting.shift()) {
    const reply = await visitor.get(address);
    if (reply.status !== 200) throw new Error(`${address} answered ${reply.status}`);
    files[address.replace(/^\/assets\/[^/]+\//, '')] = reply.bytes;
    for (const reference of referencesIn(address, String(reply.headers['content-type']), reply.text)) {
      if (!seen.has(reference)) waiting.push(reference);
      seen.add(reference);
    }
  }
  visitor.close();
  return { files, total: Object.values(files).reduce((sum, bytes) => sum + bytes, 0) };
}

/** What the browser fetches by itself because of a file: not its links, and not what styles only might need. */
function referencesIn(address: string, type: string, text: string): string[] {
  const patterns = type.includes('html')
    ? [
        /<link[^>]+rel="(?:stylesheet|icon|modulepreload)"[^>]*href="([^"]+)"/g,
        /<(?:script|img)[^>]+src="([^"]+)"/g,
        /<use[^>]+href="([^"#]+)#/g,
      ]
    : type.includes('javascript')
      ? [/(?:^|[;\n])\s*(?:import|export)\b[^;'"]*['"](\.{1,2}\/[^'"]+)['"]/g]
      : type.includes('css')
        ? [/url\(["']?(?!data:|#)([^"')]+)["']?\)/g, /@import\s+["']([^"']+)["']/g]
        : [];
  return patterns
    .flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''))
    .map((reference) => new URL(reference, `http://here${address}`))
    .filter((url) => url.host === 'here')
    .map((url) => url.pathname);
}
