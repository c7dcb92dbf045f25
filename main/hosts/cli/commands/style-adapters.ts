import { Command } from 'commander';
import { examples } from './examples.ts';

export function styleAdaptersCommand(): Command {
  return new Command('style-adapters')
    .description('the IP-Adapters of this machine: they show a checkpoint the style of a picture')
    .action(async (_options: unknown, command: Command) => {
      const { listStyleAdapters } = await import('../actions/style-adapters.ts');
      await listStyleAdapters(command.optsWithGlobals());
    })
    .addHelpText(
      'after',
      examples(
        ['easel style-adapters', 'what there is, and what each of them lacks'],
        ['easel style photo.jpg --like fabric.png --checkpoint my-sd', 'use the one that fits'],
      ),
    );
}
