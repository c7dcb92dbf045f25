import { Command, Option } from 'commander';
import { examples } from './examples.ts';
import { numberFor } from './parse.ts';

export function upscaleCommand(): Command {
  return new Command('upscale')
    .description('make pictures larger: drawings with sharp edges, photographs smoothly')
    .argument('<pictures...>', 'files, or ids of pictures of the library')
    .requiredOption('-o, --out <folder>', 'write the results there')
    .option('--by <1..4>', 'how much larger', numberFor('--by'), 4)
    .addOption(
      new Option('--method <how>', 'auto: the network for drawings, Lanczos for all else')
        .choices(['auto', 'network', 'lanczos'])
        .default('auto'),
    )
    .addOption(
      new Option('--format <format>')
        .choices(['png', 'jpeg', 'webp', 'avif', 'tiff', 'svg'])
        .default('png'),
    )
    .option('--name <template>', 'of the files, such as {prompt}-{seed}')
    .addHelpText(
      'after',
      examples(
        ['easel upscale icon.png -o large/', 'four times as wide and high'],
        ['easel upscale a.png b.png --by 2 -o large/', 'twice'],
        ['easel upscale icon.png -o drawn/ --format svg', 'curves, sharp at any size'],
      ),
    )
    .action(async (pictures: string[], _options, command: Command) => {
      const { upscale } = await import('../actions/upscale.ts');
      await upscale(pictures, command.optsWithGlobals());
    });
}
