import { Command } from 'commander';
import { examples } from './examples.ts';
import { numberFor } from './parse.ts';

export function findCommand(): Command {
  return new Command('find')
    .description('find things in a picture by words, as boxes')
    .argument('<words>', 'what to look for, several with commas between')
    .argument('<picture>', 'a file, or the id of a picture of the library')
    .option('--sureness <0..1>', 'less finds more', numberFor('--sureness'))
    .option('--checkpoint <id>', 'CLIP that looks, or a checkpoint that has one (see easel clips)')
    .addHelpText(
      'after',
      examples(
        ['easel find "cat, tree" picture.png', 'a box and a match for each thing found'],
        ['easel edit picture.png "a red hat" --where "the hat"', 'found and changed in one go'],
      ),
    )
    .action(async (words: string, picture: string, _options, command: Command) => {
      const { find } = await import('../actions/find.ts');
      await find([words, picture], command.optsWithGlobals());
    });
}
