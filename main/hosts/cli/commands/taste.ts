import { Command } from 'commander';
import { examples } from './examples.ts';
import { numberFor } from './parse.ts';

export function tasteCommand(): Command {
  const taste = new Command('taste').description('what you like, learnt from your choices');
  taste
    .command('list')
    .description('all profiles, and how well each foresees choices')
    .action(run('list'));
  taste
    .command('new')
    .argument('<name>')
    .option('--no-ratings', 'learn from choices only, not from the stars of your pictures')
    .description('a new profile')
    .action(run('create'));
  taste
    .command('pick')
    .argument('<profile>', 'name or id')
    .argument('[better]', 'id of the picture that you like more')
    .argument('[worse]', 'id of the other one')
    .description('the next two pictures to choose between, or a choice between two')
    .action(run('pick'));
  taste
    .command('train')
    .argument('<profile>', 'name or id')
    .description('learn from all choices so far')
    .action(run('train'));
  taste
    .command('show')
    .argument('<profile>', 'name or id')
    .argument('[picture]', 'id of a picture: how much it is to this taste, and why')
    .description('what is known of a profile')
    .action(run('show'));
  taste
    .command('use')
    .argument('<profile>', 'name, id, or none')
    .option('--weight <0..1>', 'how much it counts beside the prompt', numberFor('--weight'))
    .description('let it count in rankings')
    .action(run('use'));
  taste
    .command('remove')
    .argument('<profile>', 'name or id')
    .description('forget it completely: choices and what was learnt')
    .action(run('remove'));
  taste
    .command('export')
    .argument('<profile>', 'name or id')
    .argument('<file>')
    .description('what was learnt, as a .safetensors file without pictures')
    .action(run('export'));
  taste
    .command('import')
    .argument('<file>')
    .option('--name <name>', 'another name')
    .description('a profile that somebody exported')
    .action(run('import'));
  return taste.addHelpText(
    'after',
    examples(
      ['easel taste new mine', 'begin a profile'],
      ['easel taste pick mine', 'two pictures to choose between'],
      ['easel taste pick mine 01J8…-2 01J8…-5', 'the first is the better one'],
      ['easel taste train mine && easel taste use mine --weight 0.4', 'let it count'],
      ['easel taste show mine 01J8…-2', 'why a picture is liked'],
    ),
  );
}

type Verb = keyof typeof import('../actions/taste.ts').tasteActions;

function run(verb: Verb) {
  return async (...given: unknown[]) => {
    const command = given.at(-1) as Command;
    const { tasteActions } = await import('../actions/taste.ts');
    await tasteActions[verb](command.processedArgs as never, command.optsWithGlobals());
  };
}
