#!/usr/bin/env node
/** The `easel` command: sets up what is missing, then hands over to the command line host. */
import { ensureInstalled } from './install.mjs';
import { inRoot } from './places.mjs';
import { runNode } from './processes.mjs';

try {
  await ensureInstalled();
  process.exitCode = await runNode(inRoot('main/hosts/cli/main.ts'), process.argv.slice(2), {
    // Paths that a person types are meant from where they stand.
    cwd: process.env.INIT_CWD ?? process.cwd(),
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
