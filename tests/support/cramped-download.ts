/**
 * A download to a disk of its own, six megabytes small. Run under `unshare` by the test, which gives
 * this process the right to mount it; prints what happened as one line of JSON.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDownloads, settled } from './download-parts.ts';
import { startTestHub } from './test-hub.ts';
import { safetensorsBytes } from './weight-bytes.ts';

const [disk = ''] = process.argv.slice(2);
mkdirSync(disk, { recursive: true });
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk]);
const filler = join(disk, 'filler');
const content = safetensorsBytes(3_000_000);
const hub = await startTestHub({
  'a/large': { files: { 'large.safetensors': { content, isLarge: true } } },
});

const careful = await openDownloads(join(disk, 'a'), hub.endpoint, { spareBytes: 8 << 20 });
const refused = await careful.downloads.download({ address: 'a/large' });
const before = (await settled(careful.transfers, refused.id)).error?.code;
const askedBefore = hub.requests.filter(({ at }) => at === 'delivery').length;
await careful.transfers.close();

// Somebody else takes the room that was there a moment ago.
hub.intercept = ({ at }) => {
  if (at === 'delivery') {
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - 1_000_000)));
  }
  return false;
};
const { downloads, transfers } = await openDownloads(join(disk, 'b'), hub.endpoint);
const { id } = await downloads.download({ address: 'a/large' });
const full = await settled(transfers, id);
rmSync(filler);
hub.intercept = () => false;
await transfers.resume(id);
const afterwards = (await settled(transfers, id)).state;
await transfers.close();
await hub.close();
process.stdout.write(
  `${JSON.stringify({
    ...{ before, askedBefore, during: full.error?.code },
    isPartKept: full.bytes.done > 0,
    afterwards,
  })}\n`,
);
