/** The same rules inside the linter, so that an editor shows a forbidden import while it is written. */
import { relative } from 'node:path';
import type { ESLint, Rule } from 'eslint';
import { judgeImport } from './judge-import.ts';

const root = `${import.meta.dirname}/../..`;

interface Sourced {
  readonly source?: { readonly value?: unknown } | null;
}

function fileOf(context: Rule.RuleContext): string {
  return relative(root, context.filename).replaceAll('\\', '/');
}

const imports: Rule.RuleModule = {
  create(context) {
    const file = fileOf(context);
    function check(node: unknown): void {
      const specifier = (node as Sourced).source?.value;
      if (typeof specifier !== 'string') return;
      const message = judgeImport(file, specifier);
      if (message !== undefined) context.report({ node: node as Rule.Node, message });
    }
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};

/** `noun.role.ts`, words joined by hyphens; a component is named as it is used. */
const fileName = /^[a-z0-9]+([-.][a-z0-9]+)*\.\w+(?<!\.svelte)$|^[A-Z][A-Za-z0-9]*\.svelte$/;

const fileNames: Rule.RuleModule = {
  create(context) {
    const name = fileOf(context).split('/').at(-1) ?? '';
    return {
      Program(node) {
        if (!fileName.test(name)) {
          context.report({
            node,
            message: 'Name it job-queue.port.ts, or PromptForm.svelte for a component.',
          });
        }
      },
    };
  },
};

export const easelRules: ESLint.Plugin = { rules: { imports, 'file-name': fileNames } };
