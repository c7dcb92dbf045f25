import { Command } from 'commander';
import { examples } from './examples.ts';

export function clipsCommand(): Command {
  return new Command('clips')
    .description('the CLIPs of this machine, which rank, search, explain and find')
    .action(async (_options: unknown, command: Command) => {
      const { listClips } = await import('../actions/clips.ts');
      await listClips(command.optsWithGlobals());
    })
    .addHelpText(
      'after',
      examples(
        ['easel clips', 'what there is, and which one is used'],
        ['easel settings set rankingClip siglip2-base', 'use this one everywhere'],
        ['easel settings set rankingClip default', 'each model’s own again'],
        ['easel settings set rankingAdapter figures', 'with the words that it was taught'],
        ['easel rank "a red apple" *.png --checkpoint siglip2-base', 'use it once'],
      ),
    );
}
