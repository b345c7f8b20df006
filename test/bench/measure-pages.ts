import pg from 'pg';
import { type CataloguePage, pagesOf, ROLES } from '../support/page-catalogue.ts';
import { planOf, recordStatements, rowsRead, scansIn, type Statement } from '../support/statements.ts';
import { openVisitor, UnexpectedReply, type Visitor } from '../support/visitor.ts';
import type { Installation } from './installation.ts';
import { spread, type Spread } from './spread.ts';

export interface PageFigures {
  readonly role: string;
  readonly kind: CataloguePage['kind'];
  readonly page: string;
  readonly path: string;
  /** Those of the session, which has a pool of its own, are not among them. */
  readonly statements: number;
  /** Rows read from tickets, log, path and customers, thrown away or not: what grows when something is amiss. */
  readonly rowsRead: number;
  /** Tables read from one end to the other. */
  readonly scans: readonly string[];
  /** Server time in ms. */
  readonly time: Spread;
  /** As it goes over the wire with gzip. */
  readonly bytes: number;
}

const WARM_UP = 5;

interface Options {
  readonly requests: number;
  readonly say: (message: string) => void;
}

/** Opens every page as every role, again and again, one request at a time. */
export async function measurePages(it: Installation, options: Options): Promise<PageFigures[]> {
  const figures: PageFigures[] = [];
  for (const role of ROLES) {
    // What depends on the view is measured on all of them; the filters on the one that holds most.
    const pages = await pagesOf(it.db, role, ['all']);
    figures.push(...(await measureAs(it, role, pages, { ...options, label: role })));
  }
  return figures;
}

/** The same for some pages as one person. */
export async function measureAs(
  it: Installation,
  username: string,
  pages: readonly CataloguePage[],
  options: Options & { readonly label: string },
): Promise<PageFigures[]> {
  const planner = new pg.Client({ connectionString: it.url });
  await planner.connect();
  const visitor = openVisitor(it.origin);
  try {
    await visitor.signIn(username);
    options.say(`Measuring ${pages.length} pages as ${options.label} …`);
    const figures: PageFigures[] = [];
    for (const page of pages) {
      const figure = await measurePage(it, planner, visitor, page, options.requests);
      figures.push({ role: options.label, ...figure });
    }
    return figures;
  } finally {
    visitor.close();
    await planner.end();
  }
}

async function measurePage(
  it: Installation,
  planner: pg.Client,
  visitor: Visitor,
  page: CataloguePage,
  requests: number,
): Promise<Omit<PageFigures, 'role'>> {
  const { kind, name, path, headers } = page;
  for (let at = 0; at < WARM_UP; at += 1) await visitor.get(path, headers);
  const recorder = recordStatements(it.db);
  const { result, statements } = await recorder.during(() => visitor.get(path, headers));
  recorder.stop();
  if (result.status !== 200) throw new UnexpectedReply(`GET ${path}`, result);
  it.takeTimes();
  for (let at = 0; at < requests; at += 1) await visitor.get(path, headers);
  return {
    kind,
    page: name,
    path,
    statements: statements.length,
    ...(await examinePlans(planner, statements)),
    time: spread(it.takeTimes()),
    bytes: result.bytes,
  };
}

async function examinePlans(
  planner: pg.Client,
  statements: readonly Statement[],
): Promise<{ rowsRead: number; scans: string[] }> {
  let rows = 0;
  const scans = new Set<string>();
  for (const statement of statements) {
    const plan = await planOf(planner, statement, { run: true });
    if (plan === null) continue;
    rows += rowsRead(plan);
    for (const node of scansIn(plan)) scans.add(node['Relation Name'] ?? '');
  }
  // Averages over the loops of a join make fractions.
  return { rowsRead: Math.round(rows), scans: [...scans] };
}
