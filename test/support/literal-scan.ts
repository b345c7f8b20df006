import ts from 'typescript';
import { nodesOf } from './source-scan.ts';

/** A text in the code: all of it, or only how it begins when the rest is computed. */
export interface Literal {
  readonly node: ts.Node;
  readonly text: string;
  readonly complete: boolean;
}

/** What an expression may turn out to be, as far as the code says: both branches of a condition, a template's head. */
function literalsIn(expression: ts.Expression | undefined): Literal[] {
  if (!expression) return [];
  if (ts.isStringLiteralLike(expression))
    return [{ node: expression, text: expression.text, complete: true }];
  if (ts.isTemplateExpression(expression)) {
    return [{ node: expression, text: expression.head.text, complete: false }];
  }
  if (ts.isParenthesizedExpression(expression)) return literalsIn(expression.expression);
  if (ts.isConditionalExpression(expression)) {
    return [...literalsIn(expression.whenTrue), ...literalsIn(expression.whenFalse)];
  }
  if (!ts.isBinaryExpression(expression)) return [];
  if (expression.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    return literalsIn(expression.left).map((literal) => ({ ...literal, complete: false }));
  }
  return [...literalsIn(expression.left), ...literalsIn(expression.right)];
}

/** The first arguments of every call of a function or method of one of these names. */
export function firstArgumentsOf(tree: ts.SourceFile, names: readonly string[]): Literal[] {
  return nodesOf(tree).flatMap((node) => {
    if (!ts.isCallExpression(node)) return [];
    const called = node.expression;
    const name = ts.isPropertyAccessExpression(called) ? called.name.text : called.getText();
    return names.includes(name) ? literalsIn(node.arguments[0]) : [];
  });
}

/** Values of properties of these names, wherever they stand. */
export function valuesOf(tree: ts.SourceFile, name: RegExp): Literal[] {
  return nodesOf(tree).flatMap((node) => {
    return ts.isPropertyAssignment(node) && name.test(node.name.getText())
      ? literalsIn(node.initializer)
      : [];
  });
}

/** Every text of a file, imports and type names left out. */
export function allLiterals(tree: ts.SourceFile): Literal[] {
  return nodesOf(tree).flatMap((node): Literal[] => {
    if (ts.isImportDeclaration(node.parent) || ts.isExportDeclaration(node.parent)) return [];
    if (ts.isStringLiteralLike(node)) return [{ node, text: node.text, complete: true }];
    if (ts.isTemplateExpression(node)) return [{ node, text: node.head.text, complete: false }];
    if (ts.isTemplateMiddleOrTemplateTail(node)) return [{ node, text: node.text, complete: false }];
    return [];
  });
}
