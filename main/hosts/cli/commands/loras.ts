import { Command } from 'commander';
import { examples } from './examples.ts';

export function lorasCommand(): Command {
  return new Command('loras')
    .description(
      'the LoRAs of this machine: families, trigger words, and how a prompt asks for them',
    )
    .action(async (_options: unknown, command: Command) => {
      const { listLoras } = await import('../actions/loras.ts');
      await listLoras(command.optsWithGlobals());
    })
    .addHelpText(
      'after',
      examples(
        ['easel loras', 'what can be named in a prompt'],
        ['easel generate "a fox <lora:ink:0.8>" --checkpoint my-sd', 'use one'],
      ),
    );
}
