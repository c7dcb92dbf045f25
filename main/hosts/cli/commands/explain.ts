import { Command } from 'commander';
import { examples } from './examples.ts';

export function explainCommand(): Command {
  return new Command('explain')
    .description('say which words and which places speak for a picture of the library')
    .argument('<id>', 'picture id')
    .option('--prompt <prompt>', 'judge by these words, not by its own')
    .option('--checkpoint <id>', 'CLIP that judges, or a checkpoint that has one')
    .option('-o, --out <folder>', 'write the picture there, with the light where it counts')
    .option('--word <words>', 'the light of this word of the prompt only')
    .addHelpText(
      'after',
      examples(
        ['easel explain <id>', 'what each word adds, and where the picture shows it'],
        ['easel explain <id> -o out/ --word hat', 'a picture of where the hat is seen'],
        ['easel explain <id> --prompt "a red hat"', 'would it pass for that?'],
      ),
    )
    .action(async (id: string, _options, command: Command) => {
      const { explain } = await import('../actions/explain.ts');
      await explain(id, command.optsWithGlobals());
    });
}
