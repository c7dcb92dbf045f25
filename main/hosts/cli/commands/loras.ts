import { Command } from 'commander';
import { examples } from './examples.ts';

export function lorasCommand(): Command {
  const loras = new Command('loras')
    .description(
      'the LoRAs of this machine: families, trigger words, and how a prompt asks for them',
    )
    .action(async (_options: unknown, command: Command) => {
      const { listLoras } = await import('../actions/loras.ts');
      await listLoras(command.optsWithGlobals());
    });
  loras
    .command('export')
    .argument('<name>', 'a LoRA, or what a CLIP was taught')
    .requiredOption('--to <folder>')
    .description('copy its file to a folder, for another machine or to give away')
    .action(async (name: string, _options: unknown, command: Command) => {
      const { exportLora } = await import('../actions/loras.ts');
      await exportLora(name, command.optsWithGlobals());
    });
  return loras.addHelpText(
    'after',
    examples(
      ['easel loras', 'what can be named in a prompt'],
      ['easel generate "a fox <lora:ink:0.8>" --checkpoint my-sd', 'use one'],
      ['easel loras export ink --to finished/', 'take a look you taught elsewhere'],
      ['easel checkpoints add finished/ink.safetensors', 'and bring it in there'],
    ),
  );
}
