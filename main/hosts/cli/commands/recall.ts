import { Command } from 'commander';
import { examples } from './examples.ts';

export function recallCommand(): Command {
  return new Command('recall')
    .description('show how a picture was made: by Easel, AUTOMATIC1111, Forge, ComfyUI or InvokeAI')
    .argument('<files...>', 'picture files')
    .addHelpText(
      'after',
      examples(
        ['easel recall apple.png', 'prompt, seed and settings'],
        ['easel recall apple.png --json | jq -r .prompt', 'the prompt alone'],
      ),
    )
    .action(async (files: string[], _options, command: Command) => {
      const { recall } = await import('../actions/recall.ts');
      await recall(files, command.optsWithGlobals());
    });
}
