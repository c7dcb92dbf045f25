import { Command } from 'commander';
import { examples } from './examples.ts';

export function boardCommand(): Command {
  const board = new Command('board').description('your collections');
  board.command('list').description('all boards').action(run('list'));
  board.command('create').argument('<name>').description('a new board').action(run('create'));
  board
    .command('rename')
    .argument('<board>', 'name or id')
    .argument('<name>')
    .description('another name')
    .action(run('rename'));
  board
    .command('remove')
    .argument('<board>', 'name or id')
    .description('remove a board; its pictures stay')
    .action(run('remove'));
  board
    .command('add')
    .argument('<board>', 'name or id')
    .argument('<ids...>')
    .description('put pictures on it')
    .action(run('add'));
  board
    .command('take')
    .argument('<board>', 'name or id')
    .argument('<ids...>')
    .description('take pictures off it')
    .action(run('take'));
  return board.addHelpText(
    'after',
    examples(
      ['easel gallery board create Apples', 'a new board'],
      ['easel gallery board add Apples 01J8…-2 01J8…-5', 'two pictures on it'],
    ),
  );
}

type Verb = keyof typeof import('../actions/boards.ts').boardActions;

function run(verb: Verb) {
  return async (...given: unknown[]) => {
    const command = given.at(-1) as Command;
    const { boardActions } = await import('../actions/boards.ts');
    await boardActions[verb](command.processedArgs as never, command.optsWithGlobals());
  };
}
