import { Command } from 'commander';
import { examples } from './examples.ts';

export function checkpointsCommand(): Command {
  const checkpoints = new Command('checkpoints').description('the installed models');
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
  return checkpoints.addHelpText(
    'after',
    examples(
      ['easel checkpoints list', 'what can be used'],
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
