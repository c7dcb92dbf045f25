import { Command } from 'commander';
import { examples } from './examples.ts';
import { numberFor } from './parse.ts';

export function libraryCommand(): Command {
  const library = new Command('library').description('the folder that holds everything');
  library
    .command('info')
    .description('where it is and how large')
    .action(async (_options, command: Command) => {
      const { libraryInfo } = await import('../actions/library.ts');
      await libraryInfo(command.optsWithGlobals());
    });
  library
    .command('move')
    .argument('<folder>', 'an empty or a new folder')
    .description('copy the library there, compare every file, and go on there')
    .option('--remove-old', 'delete the old folder after all went well')
    .addHelpText(
      'after',
      examples(['easel library move /mnt/large/easel', 'the old folder stays as a copy']),
    )
    .action(async (folder: string, _options, command: Command) => {
      const { moveLibrary } = await import('../actions/library.ts');
      await moveLibrary(folder, command.optsWithGlobals());
    });
  library
    .command('clean')
    .description('delete the candidates of edits that nobody took')
    .option('--older-than <days>', 'only those made before', numberFor('--older-than'), 0)
    .addHelpText('after', examples(['easel library clean', 'what was taken always stays']))
    .action(async (_options, command: Command) => {
      const { cleanLibrary } = await import('../actions/library.ts');
      await cleanLibrary(command.optsWithGlobals());
    });
  return library;
}
