import { Command, Option } from 'commander';
import { boardCommand } from './board.ts';
import { examples } from './examples.ts';
import { numberFor } from './parse.ts';

export function galleryCommand(): Command {
  const gallery = new Command('gallery').description('the library of pictures');
  addLooking(gallery);
  addMarking(gallery);
  addFiles(gallery);
  gallery.addCommand(boardCommand());
  return gallery.addHelpText(
    'after',
    examples(
      ['easel gallery list apple --min-rating 4', 'liked pictures with “apple” in the prompt'],
      [`easel gallery list --query 'board:"Forest ideas" rating:>=3 -tag:draft'`, 'filters'],
      ['easel gallery list --meaning "something round and red"', 'by what they show'],
      ['easel gallery rate 5 01J8…-2 01J8…-5', 'five stars for two pictures'],
      ['easel gallery export 01J8…-2 --to finished/ --format jpeg --strip', 'without prompt'],
      ['easel gallery rebuild', 'restore the index from the files alone'],
    ),
  );
}

function addLooking(gallery: Command): void {
  gallery
    .command('list')
    .argument('[words...]', 'words that prompt, tags or file name must contain')
    .description('pictures, newest first')
    .option('--query <search>', 'as in the search box: words, and filters such as rating:>=3')
    .option('--meaning <words>', 'what the pictures should show; closest first')
    .option('--similar-to <id>', 'what looks like this picture; closest first')
    .option('--board <name>', 'name or id of a board')
    .option('--tag <tag>')
    .option('--job <id>', 'candidates of one generation')
    .option('--min-rating <stars>', 'at least so many stars', numberFor('--min-rating'))
    .option('--kept', 'only those marked as kept')
    .option('--trash', 'what lies in the trash')
    .addOption(
      new Option('--sort <by>').choices(['newest', 'oldest', 'rating', 'score', 'closest']),
    )
    .option('--limit <number>', 'at most so many', numberFor('--limit'))
    .action(run('list'));
  gallery
    .command('show')
    .argument('<id>')
    .description('everything about one picture')
    .action(run('show'));
}

function addMarking(gallery: Command): void {
  gallery
    .command('rate')
    .argument('<stars>', '0 to 5', numberFor('stars'))
    .argument('<ids...>')
    .description('give stars')
    .action(run('rate'));
  gallery
    .command('tag')
    .argument('<ids...>')
    .option('--add <tags...>')
    .option('--remove <tags...>')
    .description('add and remove tags')
    .action(run('tag'));
  gallery
    .command('keep')
    .argument('<ids...>')
    .option('--undo', 'take the mark away')
    .description('mark as kept')
    .action(run('keep'));
  gallery
    .command('trash')
    .argument('<ids...>')
    .description('move into the trash')
    .action(run('trash'));
  gallery
    .command('restore')
    .argument('<ids...>')
    .description('bring back from the trash')
    .action(run('restore'));
  gallery
    .command('empty-trash')
    .option('--yes', 'really delete')
    .description('delete for good what lies in the trash')
    .action(run('emptyTrash'));
}

function addFiles(gallery: Command): void {
  gallery
    .command('import')
    .argument('<files...>')
    .description('copy picture files into the library')
    .action(run('importFiles'));
  gallery
    .command('export')
    .argument('<ids...>')
    .requiredOption('--to <folder>')
    .addOption(
      new Option('--format <format>')
        .choices(['png', 'jpeg', 'webp', 'avif', 'tiff', 'svg'])
        .default('png'),
    )
    .option('--quality <1..100>', 'for lossy formats', numberFor('--quality'))
    .option('--colours <2..32>', 'at most, in an SVG', numberFor('--colours'))
    .option('--scale <1..4>', 'larger by so much', numberFor('--scale'))
    .option('--longer-side <pixels>', 'scale to this', numberFor('--longer-side'))
    .option('--background <#rrggbb>', 'under transparent pictures')
    .option('--strip', 'leave prompt and settings out')
    .option('--name <template>', 'such as {rank}-{prompt}-{seed}')
    .option('--overwrite', 'replace files of the same name')
    .option('--preview', 'only show names and the text that would leave')
    .description('write finished files')
    .action(run('exportFiles'));
  gallery
    .command('rebuild')
    .description('restore the index from the files alone')
    .action(run('rebuild'));
}

type Verb = keyof typeof import('../actions/gallery.ts').galleryActions;

function run(verb: Verb) {
  return async (...given: unknown[]) => {
    const command = given.at(-1) as Command;
    const { galleryActions } = await import('../actions/gallery.ts');
    await galleryActions[verb](command.processedArgs as never, command.optsWithGlobals());
  };
}
