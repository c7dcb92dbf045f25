/**
 * The program with all its commands. Only words and options are here: what a command does is
 * imported when it runs, so that `easel --help` does not wait for the studio.
 */
import { Command } from 'commander';
import { adjustCommand } from './commands/adjust.ts';
import { checkpointsCommand } from './commands/checkpoints.ts';
import { clipsCommand } from './commands/clips.ts';
import { doctorCommand } from './commands/doctor.ts';
import { galleryCommand } from './commands/gallery.ts';
import { findCommand } from './commands/find.ts';
import { generateCommand } from './commands/generate.ts';
import { jobsCommand } from './commands/jobs.ts';
import { libraryCommand } from './commands/library.ts';
import { editCommand } from './commands/edit.ts';
import { explainCommand } from './commands/explain.ts';
import { rankCommand } from './commands/rank.ts';
import { lorasCommand } from './commands/loras.ts';
import { styleAdaptersCommand } from './commands/style-adapters.ts';
import { recallCommand } from './commands/recall.ts';
import { serveCommand } from './commands/serve.ts';
import { styleCommand } from './commands/style.ts';
import { trainCommand } from './commands/train.ts';
import { speedCommand } from './commands/speed.ts';
import { upscaleCommand } from './commands/upscale.ts';
import { tagsCommand } from './commands/tags.ts';
import { tasteCommand } from './commands/taste.ts';
import { varyCommand } from './commands/vary.ts';
import { settingsCommand } from './commands/settings.ts';
import { examples } from './commands/examples.ts';

export function createProgram(): Command {
  const program = new Command('easel')
    .description('A creative studio on your own machine: pictures from words, ranked.')
    .option('--library <folder>', 'library folder (else EASEL_LIBRARY, else in your pictures)')
    .option('--json', 'write JSON for machines to stdout')
    .option('-q, --quiet', 'say nothing but results and errors')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('Use --help to see how it is meant.')
    .exitOverride()
    .addHelpText(
      'after',
      examples(
        ['easel generate "a red apple" -n 8 --top 3 --seed 7 --out apples/', 'the best 3 of 8'],
        ['easel rank "a red apple" pictures/*.png', 'which picture fits best'],
        ['easel gallery list --min-rating 4', 'what you liked'],
        ['easel doctor', 'what works on this machine, and what it means'],
      ),
    );
  for (const command of [
    generateCommand(),
    varyCommand(),
    editCommand(),
    adjustCommand(),
    styleCommand(),
    upscaleCommand(),
    findCommand(),
    rankCommand(),
    explainCommand(),
    recallCommand(),
    galleryCommand(),
    libraryCommand(),
    jobsCommand(),
    checkpointsCommand(),
    clipsCommand(),
    trainCommand(),
    lorasCommand(),
    styleAdaptersCommand(),
    tasteCommand(),
    tagsCommand(),
    serveCommand(),
    doctorCommand(),
    speedCommand(),
    settingsCommand(),
  ]) {
    program.addCommand(inherit(command, program));
  }
  return program;
}

/** Ready-made commands do not take over these from the program by themselves. */
function inherit(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inherit(child, command);
  return command;
}
