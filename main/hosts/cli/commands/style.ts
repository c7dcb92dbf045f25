import { Command, Option } from 'commander';
import { examples } from './examples.ts';
import { numberFor } from './parse.ts';

export function styleCommand(): Command {
  return new Command('style')
    .description('paint a picture in the manner of another one; it stays as it is')
    .argument('<picture>', 'a file, or the id of a picture of the library')
    .requiredOption(
      '--like <style>',
      'van-gogh, sunflowers, ink, mosaic, halftone, woodcut, risograph, or any picture',
    )
    .option('--strength <0..1>', '0 leaves the picture as it is', numberFor('--strength'))
    .option('--stroke-size <0.25..4>', "1: as in the style's picture", numberFor('--stroke-size'))
    .addOption(
      new Option('--colours <whose>', 'whose colours the result has').choices([
        'picture',
        'reference',
      ]),
    )
    .option('--checkpoint <id>', 'let a checkpoint redraw it, instead of taking over strokes')
    .option('--prompt <words>', 'with --checkpoint: what the picture shows')
    .option('--adapter <name>', 'with --checkpoint: an IP-Adapter; see easel style-adapters')
    .option(
      '--weight <0..2>',
      "with --checkpoint: how much the style's picture counts",
      numberFor('--weight'),
    )
    .option('--count <number>', 'how many candidates', numberFor('--count'))
    .option('--top <number>', 'keep so many of them', numberFor('--top'), 1)
    .option('--seed <number>', 'another one gives other strokes', numberFor('--seed'))
    .option('--mask <file>', 'picture whose white says what may change')
    .option('--feather <pixels>', "softens the mask's edge", numberFor('--feather'))
    .option('-o, --out <folder>', 'write the result there')
    .addOption(
      new Option('--format <format>', 'of the file in --out')
        .choices(['png', 'jpeg', 'webp', 'avif', 'tiff', 'svg'])
        .default('png'),
    )
    .option('--scale <1..4>', 'make the files in --out larger by so much', numberFor('--scale'))
    .addHelpText(
      'after',
      examples(
        ['easel style photo.jpg --like van-gogh -o out/', 'thick strokes, night and lamps'],
        ['easel style photo.jpg --like 梵高 --colours picture', 'his hand, your colours'],
        ['easel style photo.jpg --like fabric.png --stroke-size 2', 'any picture can be the style'],
        ['easel style photo.jpg --like ink --checkpoint sdxl --count 4', 'redrawn, the best kept'],
      ),
    )
    .action(async (picture: string, _options, command: Command) => {
      const { style } = await import('../actions/style.ts');
      await style(picture, command.optsWithGlobals());
    });
}
