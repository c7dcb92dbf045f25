/** `easel doctor` */
import type { Finding } from '#shared/domain/system.ts';
import { ExitCode } from '../exit-codes.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio } from '../session.ts';

const SIGNS = { ok: '✓', note: '·', problem: '✗' } as const;

export async function doctor(options: GlobalOptions): Promise<void> {
  await withStudio(options, {}, async ({ client, output, signal }) => {
    output.progress(0, 'looking at everything');
    const [info, findings] = await Promise.all([
      client.system.info(),
      client.system.doctor(undefined, { signal }),
    ]);
    const { versions, platform, arch, cpu } = info;
    const title = `Easel ${versions.easel} on ${platform} ${arch}, ${cpu.cores} × ${cpu.model}`;
    output.result({ info, findings }, [title, ...findings.map(inWords)].join('\n'));
    if (findings.some(({ status }) => status === 'problem')) process.exitCode = ExitCode.fault;
  });
}

function inWords({ status, subject, found, meaning }: Finding): string {
  return `${SIGNS[status]} ${subject}: ${found}\n    ${meaning}`;
}
