/** Finds every import in a source file: static, re-exported, dynamic, required, and type-only ones. */
import { parse } from 'svelte/compiler';
import ts from 'typescript';

export interface FoundImport {
  readonly specifier: string;
  readonly line: number;
}

export function importsOf(file: string, text: string): FoundImport[] {
  return file.endsWith('.svelte') ? importsOfSvelte(text) : importsOfScript(file, text);
}

function importsOfScript(file: string, text: string): FoundImport[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const found: FoundImport[] = [];
  function visit(node: ts.Node): void {
    const specifier = specifierOf(node);
    if (specifier !== undefined) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
      found.push({ specifier, line: line + 1 });
    }
    ts.forEachChild(node, visit);
  }
  visit(source);
  return found;
}

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    return literal(node.moduleSpecifier);
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return literal(node.argument.literal);
  }
  if (ts.isCallExpression(node)) {
    const { expression } = node;
    const isImport = expression.kind === ts.SyntaxKind.ImportKeyword;
    const isRequire = ts.isIdentifier(expression) && expression.text === 'require';
    return isImport || isRequire ? literal(node.arguments[0]) : undefined;
  }
  return undefined;
}

function literal(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;
}

/** Svelte's own parser, whose tree holds scripts and markup in one; the markup may import too. */
function importsOfSvelte(text: string): FoundImport[] {
  const found: FoundImport[] = [];
  function visit(value: unknown): void {
    if (Array.isArray(value)) {
      value.forEach(visit);
    } else if (isNode(value)) {
      // Import declarations, re-exports, import() and import types all keep it here.
      const source = value.source ?? value.argument;
      const specifier = /^(Import|Export|TSImport)/.test(value.type) ? textOf(source) : undefined;
      if (specifier !== undefined) {
        found.push({ specifier, line: text.slice(0, value.start).split('\n').length });
      }
      Object.values(value).forEach(visit);
    }
  }
  visit(parse(text, { modern: true }));
  return found;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly source?: unknown;
  readonly argument?: unknown;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

function textOf(source: unknown): string | undefined {
  if (typeof source !== 'object' || source === null) return undefined;
  const { value, literal: inner } = source as { value?: unknown; literal?: { value?: unknown } };
  const text = value ?? inner?.value;
  return typeof text === 'string' ? text : undefined;
}
