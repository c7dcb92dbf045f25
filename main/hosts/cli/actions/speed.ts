/** `easel speed`: how fast each device is. */
import type { SpeedCheck } from '#shared/domain/system.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio } from '../session.ts';
import { formatTable } from '../terminal/table.ts';

export async function speed(options: GlobalOptions): Promise<void> {
  await withStudio(options, {}, async ({ client, output, signal }) => {
    for await (const check of await client.system.speedCheck(undefined, { signal })) {
      const measuring = check.devices.find(({ state }) => state === 'measuring');
      const left = check.devices.filter(({ state }) => ['waiting', 'measuring'].includes(state));
      const fraction = 1 - left.length / Math.max(1, check.devices.length);
      if (measuring !== undefined) output.progress(fraction, `measuring ${measuring.device}`);
      if (check.isFinished) output.result(check, inWords(check));
    }
  });
}

function inWords({ devices, current, fastest }: SpeedCheck): string {
  const rows = devices.map(({ device, loadMs, stepMs, candidateMs, reason }) => [
    device,
    loadMs ?? '–',
    stepMs ?? '–',
    candidateMs ?? '–',
    reason ?? (device === fastest ? 'fastest' : ''),
  ]);
  const table = formatTable(['device', 'load ms', 'step ms', 'candidate ms', ''], rows);
  return `${table}\nPictures are made on ${current}.`;
}
