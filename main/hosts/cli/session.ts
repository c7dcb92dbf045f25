/** One command's time with the studio: opened for it, closed after it, Ctrl-C as an AbortSignal. */
import { openStudio } from '#main/studio/open-studio.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { GlobalOptions } from './global-options.ts';
import { createOutput, type Output } from './terminal/output.ts';

export interface Session {
  readonly client: EaselClient;
  readonly output: Output;
  /** Aborts on Ctrl-C; a second Ctrl-C ends the process at once. */
  readonly signal: AbortSignal;
}

/** `runsJobs`: whether waiting jobs are worked on meanwhile; a look at the list must not start any. */
export async function withStudio(
  options: GlobalOptions,
  { runsJobs = false }: { readonly runsJobs?: boolean },
  use: (session: Session) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  function interrupt(): void {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  }
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  const output = createOutput(options);
  const studio = await openStudio({ host: 'cli', library: options.library, runsJobs });
  try {
    await use({ client: studio.client(), output, signal: controller.signal });
  } finally {
    output.endProgress();
    await studio.close();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
