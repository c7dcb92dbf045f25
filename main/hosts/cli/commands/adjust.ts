import { Command, Option } from 'commander';
import { toneNames, TONES, type ToneName } from '#shared/domain/adjustment.ts';
import { examples } from './examples.ts';
import { numberFor, parseCrop } from './parse.ts';

const WORDS: Readonly<Record<ToneName, string>> = {
  black: 'levels: what becomes black',
  white: 'levels: what becomes white',
  gamma: 'levels: above 1 lightens the middle tones',
  exposure: 'stops; 1 is twice the light',
  temperature: 'below 0 colder, above 0 warmer',
  tint: 'below 0 greener, above 0 more magenta',
  contrast: 'below 0 less, above 0 more',
  hue: 'degrees around the colour circle',
  saturation: '-100 is grey',
  blur: 'pixels',
  sharpen: 'per cent',
  radius: 'pixels that sharpening reaches',
};

export function adjustCommand(): Command {
  const command = new Command('adjust')
    .description('crop, straighten, light, colour, sharpness, background, size; the picture stays')
    .argument('<picture>', 'a file, or the id of a picture of the library')
    .option('--crop <ratio or box>', '4:5, or left,top,width,height in pixels', parseCrop)
    .option('--straighten <degrees>', 'clockwise, -45 to 45', numberFor('--straighten'))
    .addOption(
      new Option('--rotate <degrees>', 'quarter turns clockwise').choices(['90', '180', '270']),
    )
    .addOption(
      new Option('--flip <way>', 'what changes places').choices(['horizontal', 'vertical']),
    );
  for (const name of toneNames) {
    const { min, max } = TONES[name];
    command.option(`--${name} <${min}..${max}>`, WORDS[name], numberFor(`--${name}`));
  }
  return command
    .option(
      '--remove-background [subject]',
      'keep what the words name; without words, take away what is like the border',
    )
    .option('--tolerance <0..1>', 'how unlike the border may be', numberFor('--tolerance'))
    .option('--holes', 'the holes of letters and rings go too')
    .addOption(new Option('--enlarge <times>', 'so many times the size').choices(['2', '4']))
    .option('--mask <file>', 'picture whose white says where light and colour may change')
    .option('--where <words>', 'the same by words')
    .option('--feather <pixels>', "softens the mask's edge", numberFor('--feather'))
    .option('-o, --out <folder>', 'write the result there')
    .addOption(
      new Option('--format <format>', 'of the file in --out')
        .choices(['png', 'jpeg', 'webp', 'avif', 'tiff', 'svg'])
        .default('png'),
    )
    .addHelpText(
      'after',
      examples(
        ['easel adjust photo.jpg --exposure 0.5 --contrast 15 -o out/', 'lighter, with more punch'],
        ['easel adjust photo.jpg --straighten -1.5 --crop 4:5', 'level, and upright'],
        ['easel adjust logo.png --remove-background --enlarge 2', 'off its plain ground'],
        ['easel adjust cat.jpg --remove-background "the cat"', 'what the words name stays'],
      ),
    )
    .action(async (picture: string, _options, self: Command) => {
      const { adjust } = await import('../actions/adjust.ts');
      await adjust(picture, self.optsWithGlobals());
    });
}
