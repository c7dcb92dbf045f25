import { Command, Option } from 'commander';
import { examples } from './examples.ts';
import { numberFor, parseReference, parseSize } from './parse.ts';

export function generateCommand(): Command {
  return new Command('generate')
    .description('make pictures for a prompt, best first')
    .argument('<prompt>', 'what the pictures show')
    .option('-n, --count <number>', 'how many candidates to make', numberFor('-n'))
    .option('--top <number>', 'keep to the best so many in answer and files', numberFor('--top'))
    .option(
      '--seed <number>',
      'seed of the first candidate; drawn when absent',
      numberFor('--seed'),
    )
    .option('-o, --out <folder>', 'write files there, named by rank; existing ones are replaced')
    .option('--steps <number>', 'denoising steps', numberFor('--steps'))
    .option('--guidance <number>', 'guidance scale', numberFor('--guidance'))
    .option('--scheduler <name>', 'step rule; a wrong name lists those that the checkpoint has')
    .option('--size <width>x<height>', 'in pixels, where the checkpoint has a choice', parseSize)
    .option('--negative <prompt>', 'what the pictures must not show')
    .option('--taste <profile>', 'a taste profile that counts too, or none')
    .option('--taste-weight <0..1>', 'how much it counts', numberFor('--taste-weight'))
    .option('--checkpoint <id>', 'checkpoint to use (see easel checkpoints list)')
    .option('--diversity <0..1>', 'how strongly near-repeats move down', numberFor('--diversity'))
    .option(
      '--reference <picture:weight>',
      'a file or an id, -1 to 1: what candidates are drawn to, or away from; up to 4 times',
      parseReference,
    )
    .addOption(
      new Option('--variants <how>', 'how alternatives are dealt out').choices(['cycle', 'random']),
    )
    .addOption(
      new Option('--format <format>', 'of the files in --out')
        .choices(['png', 'jpeg', 'webp', 'avif', 'tiff', 'svg'])
        .default('png'),
    )
    .option('--scale <1..4>', 'make the files in --out larger by so much', numberFor('--scale'))
    .addHelpText(
      'after',
      examples(
        ['easel generate "a red apple"', 'eight candidates into the library'],
        [
          'easel generate "a red apple" -n 8 --top 3 --seed 7 --out apples/',
          'the best three as files; the same command gives the same bytes',
        ],
        [
          'easel generate "a red apple" -n 16 --steps 4 --guidance 1',
          'in few steps, by the network of Spark that was distilled for them',
        ],
        ['easel generate "a {red|green} apple, (glossy:1.3)"', 'alternatives and weights'],
        [
          'easel generate "a cat" --reference heart.png:0.6 --reference dog.png:-0.3',
          'with something of the one, and nothing of the other',
        ],
        ['easel generate "a red apple" --json', 'one JSON document on stdout'],
      ),
    )
    .action(async (prompt: string, _options, command: Command) => {
      const { generate } = await import('../actions/generate.ts');
      await generate(prompt, command.optsWithGlobals());
    });
}
