/** Runs the command line to an exit code: 0 ok, 1 fault, 2 the user's mistake, 3 not now, 130 cancelled. */
import { CommanderError, type Command } from 'commander';
import { ExitCode } from './exit-codes.ts';
import { isQuietPipe } from './terminal/quiet-pipe.ts';

export async function runProgram(program: Command, args: readonly string[]): Promise<number> {
  // `easel gallery list | head` closes the pipe early; that is no error.
  process.stdout.on('error', (error) => {
    if (isQuietPipe(error)) process.exit(ExitCode.ok);
    throw error;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? ExitCode.ok);
  } catch (error) {
    // Commander has already written its sentence.
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.user;
    const { reportError } = await import('./report-error.ts');
    return reportError(error, { isJson: program.opts<{ json?: boolean }>().json === true });
  }
}
