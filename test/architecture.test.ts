import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import type { Import } from './support/source-scan.ts';
import {
  cyclesAmong,
  filesBelow,
  importsOf,
  nodesOf,
  parseFile,
  placeOf,
  textOf,
} from './support/source-scan.ts';

/** Who may see whom (docs/decisions: architecture). Each message names the place and the rule that it breaks. */

const sources = filesBelow('src', '.ts');
const features = sources.filter((file) => file.startsWith('src/features/'));
const routes = features.filter((file) => file.endsWith('.routes.ts'));
const jobs = sources.filter((file) => file.startsWith('src/jobs/'));

const DOMAIN_PACKAGES = ['libphonenumber-js', 'luxon', 'pinyin-pro', 're2js', 'safe-regex2', 'zod'];
const SQL_PACKAGES = ['knex', 'pg'];
/** Of a database, a transaction or the `db` of a context, these build a statement; so does calling it. */
const BUILDERS = new Set([
  ...['batchInsert', 'delete', 'from', 'insert', 'into', 'queryBuilder', 'raw', 'schema', 'select', 'table'],
  ...['truncate', 'update', 'with', 'withRecursive', 'withSchema'],
]);

const mayBuildSql = (file: string) =>
  file.startsWith('src/db/') || /(\.store|\.query|[./]to-sql)\.ts$/.test(file) || !file.startsWith('src/');

const mayOpenTransactions = (file: string) =>
  file.startsWith('src/db/') ||
  file.startsWith('src/jobs/') ||
  (file.startsWith('src/features/') && !/(\.(routes|requests|store|query|view)|[./]to-sql)\.ts$/.test(file));

/** `src/features/tickets/urge-ticket.ts` → `tickets`. */
const featureOf = (file: string) => /^src\/features\/([^/]+)\//.exec(file)?.[1];

function violations(
  files: readonly string[],
  judge: (file: string, each: Import) => string | false,
): string[] {
  return files.flatMap((file) =>
    importsOf(file).flatMap((each) => {
      const fault = judge(file, each);
      return fault ? [`${file}:${each.line} imports ${each.target}: ${fault}`] : [];
    }),
  );
}

describe('1. the domain is pure', () => {
  test('it imports only the domain and a few pure packages', () => {
    const domain = sources.filter((file) => file.startsWith('src/domain/'));
    const faults = violations(domain, (_file, { target, inProject }) => {
      if (inProject) return !target.startsWith('src/domain/') && 'the domain imports only the domain';
      return !DOMAIN_PACKAGES.includes(target) && `the domain may use only ${DOMAIN_PACKAGES.join(', ')}`;
    });
    expect(faults).toEqual([]);
  });
});

describe('2. use cases know nothing of the web', () => {
  test('only routes, web, app and server see express and src/web', () => {
    const others = sources.filter(
      (file) => !/^src\/(web\/|app\.ts$|server\.ts$)/.test(file) && !routes.includes(file),
    );
    const faults = violations(others, (file, { target }) => {
      // A view model may link: paths.ts is plain values.
      if (file.endsWith('.view.ts') && target === 'src/web/paths.ts') return false;
      return (target === 'express' || target.startsWith('src/web/')) && 'only *.routes.ts see the web';
    });
    expect(faults).toEqual([]);
  });
});

describe('3. SQL has its files', () => {
  test('only stores, queries, to-sql.ts and src/db import knex or pg, except their types', () => {
    const faults = violations(sources, (file, { target, typeOnly }) => {
      return SQL_PACKAGES.includes(target) && !typeOnly && !mayBuildSql(file) && 'not a file that builds SQL';
    });
    expect(faults).toEqual([]);
  });

  test('only they build statements', () => {
    const faults = sources
      .filter((file) => !mayBuildSql(file))
      .flatMap((file) => callsOfDatabase(file, isBuilder));
    expect(faults, 'move these to a *.store.ts or *.query.ts').toEqual([]);
  });

  test('only use cases and jobs open transactions', () => {
    const isTransaction = (method: string | null) => method === 'transaction';
    const others = sources.filter((file) => !mayOpenTransactions(file));
    expect(others.flatMap((file) => callsOfDatabase(file, isTransaction))).toEqual([]);
  });
});

describe('4. features meet through use cases and queries', () => {
  test("no feature imports another's store, routes or requests", () => {
    const faults = violations(features, (file, { target }) => {
      const other = featureOf(target);
      if (!other || other === featureOf(file)) return false;
      return /\.(store|routes|requests)\.ts$/.test(target) && `it belongs to ${other} alone`;
    });
    expect(faults).toEqual([]);
  });
});

describe('5. routes and jobs are thin, and only app and server wire', () => {
  test('routes and jobs call use cases and queries, no store', () => {
    const faults = violations([...routes, ...jobs], (_file, { target }) => {
      return target.endsWith('.store.ts') && 'call a use case or a query';
    });
    expect(faults).toEqual([]);
  });

  test('routes are declared through src/web/routes.ts, where each names who may come in', () => {
    const faults = routes.flatMap((file) => [
      ...importsOf(file)
        .filter(({ target, typeOnly }) => target === 'express' && !typeOnly)
        .map(({ line }) => `${file}:${line} imports express`),
      ...routerCalls(file),
    ]);
    expect(faults).toEqual([]);
  });

  test('nobody imports routes but app.ts and their own folder, nor app.ts and server.ts but commands', () => {
    const faults = violations(sources, (file, { target }) => {
      if (target.endsWith('.routes.ts')) {
        const atHome = path.posix.dirname(file) === path.posix.dirname(target);
        return file !== 'src/app.ts' && !atHome && 'app.ts alone mounts routes';
      }
      if (!/^src\/(app|server)\.ts$/.test(target)) return false;
      return !/^src\/(server\.ts$|commands\/)/.test(file) && 'only the outermost files wire';
    });
    expect(faults).toEqual([]);
  });

  test('no file imports itself through others', () => {
    expect(cyclesAmong(sources, () => true)).toEqual([]);
  });
});

describe('house style', () => {
  test('no file passes 300 lines', () => {
    const files = [...sources, ...filesBelow('views', '.ejs'), ...filesBelow('public/js', '.js')];
    const long = files.map((file) => ({ file, lines: textOf(file).trimEnd().split('\n').length }));
    expect(long.filter(({ lines }) => lines > 300)).toEqual([]);
  });

  test('files are named in kebab-case, and no room is a lumber-room', () => {
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.(routes|requests|store|query|view|to-sql))?\.ts$/;
    const badNames = sources.filter((file) => !kebab.test(path.posix.basename(file)));
    const badFolders = sources.filter((file) =>
      /\/(utils?|helpers?|common|managers?|misc|lib)(\/|\.ts$)/.test(file),
    );
    expect([...badNames, ...badFolders]).toEqual([]);
  });

  test('nothing unfinished, and no check switched off', () => {
    const marks = /\b(TODO|FIXME|XXX)\b|@ts-(ignore|expect-error|nocheck)|eslint-disable|\bas any\b/;
    const files = [...sources, ...filesBelow('views', '.ejs'), ...filesBelow('public/js', '.js')];
    const faults = files.flatMap((file) =>
      textOf(file)
        .split('\n')
        .flatMap((line, index) => (marks.test(line) ? [`${file}:${index + 1} ${line.trim()}`] : [])),
    );
    expect(faults).toEqual([]);
  });
});

const isBuilder = (method: string | null) => method === null || BUILDERS.has(method);

/** Calls such as `db('tickets')`, `trx.raw(…)` and `ctx.db.select(…)`; the method is null when it is called itself. */
function callsOfDatabase(file: string, asked: (method: string | null) => boolean): string[] {
  return nodesOf(parseFile(file)).flatMap((node) => {
    if (!ts.isCallExpression(node) && !ts.isTaggedTemplateExpression(node)) return [];
    const called = ts.isCallExpression(node) ? node.expression : node.tag;
    const isMethod = ts.isPropertyAccessExpression(called) && isDatabase(called.expression);
    const method = isMethod ? called.name.text : null;
    return (isMethod || isDatabase(called)) && asked(method)
      ? [`${placeOf(node)} ${called.getText()}(…)`]
      : [];
  });
}

function isDatabase(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return /^(db|trx|tx|knex)$/.test(node.text);
  return ts.isPropertyAccessExpression(node) && /^(db|trx)$/.test(node.name.text);
}

function routerCalls(file: string): string[] {
  return nodesOf(parseFile(file)).flatMap((node) => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
    const { expression: owner, name } = node.expression;
    const isRouter = ts.isIdentifier(owner) && /^(router|app|server)$/.test(owner.text);
    const declares = /^(all|delete|get|patch|post|put|route|use)$/.test(name.text);
    return isRouter && declares ? [`${placeOf(node)} ${node.expression.getText()}(…)`] : [];
  });
}
