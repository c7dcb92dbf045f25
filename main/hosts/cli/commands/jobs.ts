import { Command } from 'commander';
import { examples } from './examples.ts';
import { numberFor } from './parse.ts';

export function jobsCommand(): Command {
  const jobs = new Command('jobs').description('what waits, what runs, what became of it');
  jobs
    .command('list')
    .description('all jobs: waiting ones in their order, then the newest')
    .option('--state <states...>', 'only these: waiting paused running done failed cancelled')
    .option('--limit <number>', 'at most so many', numberFor('--limit'))
    .action(run('list'));
  jobs.command('show').argument('<id>').description('everything about one job').action(run('show'));
  jobs
    .command('cancel')
    .argument('<id>')
    .description('stop a job; its finished pictures stay')
    .action(run('cancel'));
  jobs
    .command('retry')
    .argument('<id>')
    .description('put a failed or cancelled job back into the queue')
    .action(run('retry'));
  jobs
    .command('pause')
    .argument('[id]')
    .description('hold a waiting job, or the whole queue')
    .action(run('pause'));
  jobs.command('resume').argument('[id]').description('let it go on').action(run('resume'));
  jobs
    .command('move')
    .argument('<id>')
    .option('--before <id>', 'the job to run after it; last when absent')
    .description('change the order of waiting jobs')
    .action(run('move'));
  jobs
    .command('clear')
    .argument('[ids...]')
    .description('forget finished jobs; their pictures stay')
    .action(run('clear'));
  jobs
    .command('watch')
    .argument('[id]')
    .description('run the queue here and follow it until it is empty, or until that job ends')
    .action(run('watch'));
  return jobs.addHelpText(
    'after',
    examples(
      ['easel jobs list --state waiting running', 'what is still to come'],
      ['easel jobs retry 01J8… && easel jobs watch 01J8…', 'run a failed job again, here'],
      ['easel jobs watch --json', 'one JSON line per event'],
    ),
  );
}

type Verb = keyof typeof import('../actions/jobs.ts').jobActions;

/** Commander passes the arguments, then the options, then the command. */
function run(verb: Verb) {
  return async (...given: unknown[]) => {
    const command = given.at(-1) as Command;
    const { jobActions } = await import('../actions/jobs.ts');
    await jobActions[verb](command.processedArgs as never, command.optsWithGlobals());
  };
}
