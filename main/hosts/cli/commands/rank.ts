import { Command } from 'commander';
import { examples } from './examples.ts';
import { numberFor } from './parse.ts';

export function rankCommand(): Command {
  return new Command('rank')
    .description('order picture files by how well they fit a prompt')
    .argument('<prompt>', 'what the pictures should show')
    .argument('<files...>', 'picture files')
    .option('--diversity <0..1>', 'how strongly near-repeats move down', numberFor('--diversity'))
    .option('--taste <profile>', 'a taste profile that counts too, or none')
    .option('--taste-weight <0..1>', 'how much it counts', numberFor('--taste-weight'))
    .option('--checkpoint <id>', 'CLIP that judges, or a checkpoint that has one')
    .option('--top <number>', 'show only the best so many', numberFor('--top'))
    .addHelpText(
      'after',
      examples(
        ['easel rank "a red apple" pictures/*.png', 'best first, with score and cosine'],
        ['easel rank "a red apple" *.png --json | jq -r ".ranking[0].file"', 'the best file'],
      ),
    )
    .action(async (prompt: string, files: string[], _options, command: Command) => {
      const { rank } = await import('../actions/rank.ts');
      await rank(prompt, files, command.optsWithGlobals());
    });
}
