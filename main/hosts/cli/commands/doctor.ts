import { Command } from 'commander';
import { examples } from './examples.ts';

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('look at everything Easel depends on and say what it means')
    .addHelpText(
      'after',
      examples(
        ['easel doctor', 'devices, providers, memory, disk, versions'],
        [
          'easel doctor --json',
          'the findings as one JSON document; exit code 1 if any is a problem',
        ],
      ),
    )
    .action(async (_options, command: Command) => {
      const { doctor } = await import('../actions/doctor.ts');
      await doctor(command.optsWithGlobals());
    });
}
