import { Command } from 'commander';
import { examples } from './examples.ts';

export function checkpointsCommand(): Command {
  const checkpoints = new Command('checkpoints')
    .alias('models')
    .description('the models: what is installed, and what is to come or go');
  checkpoints
    .command('list')
    .description('all checkpoints, broken ones with what is wrong')
    .action(run('list'));
  checkpoints
    .command('info')
    .argument('<id>')
    .description('manifest and model card of one')
    .action(run('info'));
  checkpoints
    .command('verify')
    .argument('[id]')
    .description('compare every file with its hash; all checkpoints when no id is given')
    .action(run('verify'));
  checkpoints
    .command('add')
    .argument('<what>', 'owner/name or an address on the hub, or a file or folder')
    .option('--revision <name>', 'branch, tag or commit')
    .option('--file <path...>', 'exactly these files of it')
    .description('download a model, or take one in from this machine')
    .action(change('add'));
  checkpoints
    .command('remove')
    .argument('<name>')
    .description('move an added model to the trash')
    .action(change('remove'));
  checkpoints
    .command('restore')
    .argument('<name>')
    .description('bring a removed model back')
    .action(change('restore'));
  checkpoints
    .command('repair')
    .argument('<name>')
    .description('fetch again what is missing or damaged')
    .action(change('repair'));
  checkpoints
    .command('transfers')
    .description('what is on its way, or was interrupted')
    .action(change('transfers'));
  checkpoints
    .command('resume')
    .argument('<id>', 'as “transfers” lists it')
    .description('go on with an interrupted download')
    .action(change('resume'));
  checkpoints
    .command('token')
    .option('--forget', 'remove the one that is kept')
    .description('keep an access token for gated models, read from standard input')
    .action(change('token'));
  return checkpoints.addHelpText(
    'after',
    examples(
      ['easel checkpoints list', 'what can be used'],
      ['easel checkpoints add owner/name', 'download a model of the hub'],
      ['easel checkpoints add ./style.safetensors', 'use a file of this machine'],
      ['easel checkpoints verify spark', 'whether its files are what was published'],
    ),
  );
}

type Verb = keyof typeof import('../actions/checkpoints.ts').checkpointActions;

function run(verb: Verb) {
  return async (...given: unknown[]) => {
    const command = given.at(-1) as Command;
    const { checkpointActions } = await import('../actions/checkpoints.ts');
    await checkpointActions[verb](command.processedArgs as never, command.optsWithGlobals());
  };
}

type Change = keyof typeof import('../actions/additions.ts').additionActions;

function change(verb: Change) {
  return async (...given: unknown[]) => {
    const command = given.at(-1) as Command;
    const { additionActions } = await import('../actions/additions.ts');
    await additionActions[verb](command.processedArgs as never, command.optsWithGlobals());
  };
}
