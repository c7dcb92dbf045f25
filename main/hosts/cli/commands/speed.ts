import { Command } from 'commander';

export function speedCommand(): Command {
  return new Command('speed')
    .description('measure the embedded checkpoint on every device that works here')
    .action(async (_options, command: Command) => {
      const { speed } = await import('../actions/speed.ts');
      await speed(command.optsWithGlobals());
    });
}
