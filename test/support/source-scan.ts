import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** Reads the project's own source as a syntax tree, for the tests that guard the house rules. */

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Import {
  readonly line: number;
  /** A path from the project's root (`src/errors.ts`), or the name of a package (`zod`, `node:fs`). */
  readonly target: string;
  readonly inProject: boolean;
  /** Gone at run time. */
  readonly typeOnly: boolean;
}

const parsed = new Map<string, ts.SourceFile>();
const imported = new Map<string, readonly Import[]>();

/** Paths from the project's root, with forward slashes, sorted; none when the folder does not exist (yet). */
export function filesBelow(folder: string, extension: string): string[] {
  const absolute = path.join(root, folder);
  if (!existsSync(absolute)) return [];
  return readdirSync(absolute, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(extension) && !file.endsWith(`.d${extension}`))
    .map((file) => `${folder}/${file.replaceAll(path.sep, '/')}`)
    .sort();
}

export function textOf(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

export function parseFile(file: string): ts.SourceFile {
  const known = parsed.get(file);
  if (known) return known;
  const tree = parseText(file, textOf(file));
  parsed.set(file, tree);
  return tree;
}

export function parseText(name: string, text: string): ts.SourceFile {
  return ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
}

const flattened = new WeakMap<ts.SourceFile, readonly ts.Node[]>();

/** Every node of a file in the order of its text. */
export function nodesOf(tree: ts.SourceFile): readonly ts.Node[] {
  const known = flattened.get(tree);
  if (known) return known;
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node) => {
    nodes.push(node);
    node.forEachChild(visit);
  };
  tree.forEachChild(visit);
  flattened.set(tree, nodes);
  return nodes;
}

/** `src/errors.ts:12`, for messages that an editor can open. */
export function placeOf(node: ts.Node): string {
  const file = node.getSourceFile();
  return `${file.fileName}:${lineOf(node)}`;
}

function lineOf(node: ts.Node): number {
  return node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;
}

/** What a file imports or exports from elsewhere, `import()` with a literal included. */
export function importsOf(file: string): readonly Import[] {
  const known = imported.get(file);
  if (known) return known;
  const imports: Import[] = [];
  const add = (node: ts.Node, specifier: ts.Node | undefined, typeOnly: boolean) => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    const inProject = specifier.text.startsWith('.');
    const target = inProject
      ? path.posix.join(path.posix.dirname(file), specifier.text)
      : packageOf(specifier.text);
    imports.push({ line: lineOf(node), target, inProject, typeOnly });
  };
  for (const node of nodesOf(parseFile(file))) {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, isTypeOnly(node.importClause));
    if (ts.isExportDeclaration(node)) add(node, node.moduleSpecifier, node.isTypeOnly);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node, node.arguments[0], false);
    }
  }
  imported.set(file, imports);
  return imports;
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  return (
    !clause.name &&
    !!named &&
    ts.isNamedImports(named) &&
    named.elements.every((element) => element.isTypeOnly)
  );
}

/** `libphonenumber-js/max` belongs to `libphonenumber-js`, `@scope/a/b` to `@scope/a`. */
function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Circles of files that import each other, each as `a → b → a`; none twice. */
export function cyclesAmong(files: readonly string[], follow: (each: Import) => boolean): string[] {
  const known = new Set(files);
  const targets = (file: string) =>
    importsOf(file)
      .filter((each) => each.inProject && known.has(each.target) && follow(each))
      .map((each) => each.target);
  const cycles: string[] = [];
  const finished = new Set<string>();
  const trail: string[] = [];
  const visit = (file: string) => {
    if (finished.has(file)) return;
    const start = trail.indexOf(file);
    if (start >= 0) {
      cycles.push([...trail.slice(start), file].join(' → '));
      return;
    }
    trail.push(file);
    for (const target of targets(file)) visit(target);
    trail.pop();
    finished.add(file);
  };
  for (const file of files) visit(file);
  return cycles;
}
