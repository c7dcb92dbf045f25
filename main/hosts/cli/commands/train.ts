import { Command, Option } from 'commander';
import { examples } from './examples.ts';
import { numberFor } from './parse.ts';

export function trainCommand(): Command {
  const train = new Command('train').description(
    'teach a checkpoint the look of your own pictures, or the ranking your words; they never leave their folder',
  );
  addPictures(train);
  addRuns(train);
  return train.addHelpText(
    'after',
    examples(
      ['easel train survey drawings/', 'what stands in the way of learning from them'],
      ['easel train start drawings/ --trigger inkzk', 'teach them; Ctrl-C pauses, resume goes on'],
      ['easel train start drawings/ --teach words', 'teach the ranking what captions say here'],
      ['easel train save 3f2a… --name ink', 'make the best step an adapter'],
      ['easel generate "inkzk fox <lora:ink:1>"', 'draw with it'],
      ['easel train forget 3f2a…', 'remove the run, its samples and its adapter'],
    ),
  );
}

function addPictures(train: Command): void {
  train
    .command('survey')
    .argument('[folder]', 'a folder of pictures, with the folders in it')
    .option('--board <id>', 'a board of the library in place of a folder')
    .option('--propose', 'fill missing captions in, by CLIP and by file names')
    .option('--write-captions', 'write captions as text files beside the pictures')
    .description('look at pictures: which can be learnt from, and what is wrong with the others')
    .action(run('survey'));
  train
    .command('start')
    .argument('[folder]', 'a folder of pictures, with the folders in it')
    .option('--board <id>', 'a board of the library in place of a folder')
    .addOption(
      new Option(
        '--teach <what>',
        'Spark how things look, or one thing; or the ranking what words mean here',
      )
        .choices(['style', 'subject', 'words'])
        .default('style'),
    )
    .option('--name <name>', 'of the run; by default that of the folder')
    .option('--trigger <word>', 'what calls it up in a prompt; by default made from the name')
    .option('--steps <number>', 'how long', numberFor('--steps'))
    .option('--rank <number>', 'how much the adapter can hold', numberFor('--rank'))
    .option('--rate <number>', 'how large the steps are', numberFor('--rate'))
    .option('--batch <number>', 'pictures a step', numberFor('--batch'))
    .option(
      '--preservation <0..1>',
      'share of each step that keeps what could be drawn before',
      numberFor('--preservation'),
    )
    .option(
      '--adversarial <weight>',
      'a discriminator that sees through CLIP takes part, and counts so much',
      numberFor('--adversarial'),
    )
    .addOption(
      new Option('--loss <kind>', 'what words are taught by').choices(['infonce', 'triplet']),
    )
    .option(
      '--side <pixels>',
      'in which size pictures are shown, where the base has a choice',
      numberFor('--side'),
    )
    .option('--seed <number>', 'the same one gives the same numbers', numberFor('--seed'))
    .option('--no-mirror', 'pictures are not shown mirrored')
    .option('--vary-colours', 'pictures are shown a little lighter or darker, too')
    .option('--checkpoint <id>', 'what is taught (see easel checkpoints list)')
    .option('--plan', 'say what would be done and what it costs, and do nothing')
    .description('teach what pictures look like, in a run that can be paused at any time')
    .action(run('start'));
}

function addRuns(train: Command): void {
  train.command('list').description('all runs, newest first').action(run('list'));
  train.command('show').argument('<id>').description('one run').action(run('show'));
  train
    .command('watch')
    .argument('[id]', 'a run; without it all that wait')
    .description('work on runs that wait, and show how they go')
    .action(run('watch'));
  train
    .command('pause')
    .argument('<id>')
    .description('let a run wait until it is resumed')
    .action(run('pause'));
  train
    .command('resume')
    .argument('<id>')
    .description('go on from the last checkpoint')
    .action(run('resume'));
  train
    .command('stop')
    .argument('<id>')
    .description('end a run; the best step so far is the result')
    .action(run('stop'));
  train
    .command('save')
    .argument('<id>')
    .requiredOption('--name <name>', 'what a prompt will call it')
    .option('--step <number>', 'another step than the best', numberFor('--step'))
    .option('--license <text>', 'what others may do with it; by default as the base says')
    .description('make the best step an adapter for prompts')
    .action(run('save'));
  train
    .command('forget')
    .argument('<id>')
    .option('--keep-adapter', 'leave the adapter that was saved')
    .description('remove all that came of a run')
    .action(run('forget'));
}

type Verb =
  'survey' | 'start' | 'list' | 'show' | 'watch' | 'pause' | 'resume' | 'stop' | 'save' | 'forget';

function run(verb: Verb) {
  return async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as Command;
    const { trainActions } = await import('../actions/train.ts');
    const act = trainActions[verb] as (argument: unknown, options: unknown) => Promise<void>;
    await act(given.length > 2 ? given[0] : undefined, command.optsWithGlobals());
  };
}
