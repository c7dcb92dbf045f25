import { Command } from 'commander';
import { examples } from './examples.ts';

export function serveCommand(): Command {
  return new Command('serve')
    .description('open Easel in a browser: prints an address with a secret token')
    .option('--host <address>', 'address to listen on (default: this machine only)')
    .option('--port <number>', 'port (default: a free one)')
    .option('--open', 'open the browser')
    .option('--local-files', 'let the browser name files of this machine by path')
    .addHelpText(
      'after',
      examples(
        ['easel serve --open', 'the studio in your browser'],
        ['easel serve --port 8123 --library ~/Pictures/Studio', 'a fixed port, another library'],
      ),
    )
    .action(async (_options, command: Command) => {
      const { serve } = await import('../actions/serve.ts');
      await serve(command.optsWithGlobals());
    });
}
