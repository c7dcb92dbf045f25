import { Command, Option } from 'commander';
import { examples } from './examples.ts';
import { numberFor, parseMargins } from './parse.ts';

export function editCommand(): Command {
  return new Command('edit')
    .description('change a picture by words; the picture itself stays as it is')
    .argument('<picture>', 'a file, or the id of a picture of the library')
    .argument('<prompt>', 'what it shall show')
    .option('--strength <0..1>', '0 keeps the picture, 1 makes a new one', numberFor('--strength'))
    .option('--mask <file>', 'picture whose white says what may change')
    .option('--where <words>', 'what may change, by words, in place of a mask')
    .option('--feather <pixels>', "softens the mask's edge", numberFor('--feather'))
    .option(
      '--grow <top,right,bottom,left>',
      'paint so many pixels beyond the borders; one number for all sides',
      parseMargins,
    )
    .option('-n, --count <number>', 'how many candidates to make', numberFor('-n'))
    .option('--top <number>', 'take the best so many', numberFor('--top'), 1)
    .option('--seed <number>', 'seed of the first candidate', numberFor('--seed'))
    .option('-o, --out <folder>', 'write those taken there, named by rank')
    .option('--steps <number>', 'denoising steps', numberFor('--steps'))
    .option('--guidance <number>', 'guidance scale', numberFor('--guidance'))
    .option('--scheduler <name>', 'step rule')
    .option('--negative <prompt>', 'what the picture must not show')
    .option('--taste <profile>', 'a taste profile that counts too, or none')
    .option('--taste-weight <0..1>', 'how much it counts', numberFor('--taste-weight'))
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
        ['easel edit apple.png "a green apple" --strength 0.5 -o out/', 'the best of eight'],
        [
          'easel edit cat.png "a red hat" --mask hat.png --feather 8',
          'only where the mask is white',
        ],
        ['easel edit cat.png "a red hat" --where "the hat"', 'the place is found by words'],
        ['easel edit cat.png "a cat in the snow" --grow 0,64,0,64', 'more room on both sides'],
      ),
    )
    .action(async (picture: string, prompt: string, _options, command: Command) => {
      const { edit } = await import('../actions/edit.ts');
      await edit([picture, prompt], command.optsWithGlobals());
    });
}
