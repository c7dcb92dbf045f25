import { Command, Option } from 'commander';
import { examples } from './examples.ts';
import { numberFor } from './parse.ts';

export function varyCommand(): Command {
  return new Command('vary')
    .description('make pictures near one that you like, each a little different')
    .argument('<picture>', 'a file, or the id of a picture of the library')
    .option('-n, --count <number>', 'how many candidates to make', numberFor('-n'))
    .option('--strength <0..1>', '0 keeps the picture, 1 makes a new one', numberFor('--strength'))
    .option('--prompt <words>', "in place of the picture's own words")
    .option('--top <number>', 'keep to the best so many in answer and files', numberFor('--top'))
    .option('--seed <number>', 'seed of the first candidate', numberFor('--seed'))
    .option('-o, --out <folder>', 'write files there, named by rank; existing ones are replaced')
    .option('--steps <number>', 'denoising steps', numberFor('--steps'))
    .option('--guidance <number>', 'guidance scale', numberFor('--guidance'))
    .option('--checkpoint <id>', 'checkpoint to use (see easel checkpoints list)')
    .addOption(
      new Option('--format <format>', 'of the files in --out')
        .choices(['png', 'jpeg', 'webp', 'avif', 'tiff', 'svg'])
        .default('png'),
    )
    .option('--scale <1..4>', 'make the files in --out larger by so much', numberFor('--scale'))
    .addHelpText(
      'after',
      examples(
        ['easel vary apple.png -n 4 -o apples/', 'four of its kind, nearest first'],
        ['easel vary apple.png --strength 0.8 --prompt "a pear"', 'further off, towards a pear'],
      ),
    )
    .action(async (picture: string, _options, command: Command) => {
      const { vary } = await import('../actions/vary.ts');
      await vary(picture, command.optsWithGlobals());
    });
}
