import { Command } from 'commander';
import { examples } from './examples.ts';
import { numberFor } from './parse.ts';

export function tagsCommand(): Command {
  const tags = new Command('tags').description('your own words, learnt from a few pictures each');
  tags.command('list').description('all vocabularies').action(run('list'));
  tags
    .command('train')
    .argument('<vocabulary>', 'its name; one that is there is learnt again')
    .option('--words <list>', 'tags to learn, with commas; else every tag with two pictures')
    .option('--folder <folder>', 'learn from a folder with one folder for each word instead')
    .description('learn words from pictures that have them as tags, or from a folder')
    .action(run('train'));
  tags
    .command('suggest')
    .argument('<vocabulary>', 'name or id')
    .argument('[pictures...]', 'ids; else all pictures without a tag of it')
    .option('--from <0..1>', 'how likely a word must be', numberFor('--from'))
    .option('--accept', 'put the words onto the pictures')
    .description('words for pictures of the library')
    .action(run('suggest'));
  tags
    .command('remove')
    .argument('<vocabulary>', 'name or id')
    .description('forget it completely; tags stay on their pictures')
    .action(run('remove'));
  return tags.addHelpText(
    'after',
    examples(
      ['easel tags train mine --words "logo,badge,mascot"', 'from pictures tagged so'],
      ['easel tags train birds --folder birds/', 'birds/heron/*.jpg, birds/wren/*.jpg, …'],
      ['easel tags suggest mine --from 0.8 --accept', 'tag what is likely enough'],
    ),
  );
}

type Verb = keyof typeof import('../actions/tags.ts').tagActions;

function run(verb: Verb) {
  return async (...given: unknown[]) => {
    const command = given.at(-1) as Command;
    const { tagActions } = await import('../actions/tags.ts');
    await tagActions[verb](command.processedArgs as never, command.optsWithGlobals());
  };
}
