/** A library on a disk that fills up, then on one that may not be written. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';

const SCRIPT = join(import.meta.dirname, '../support/cramped-disk.ts');

// Only Linux lets a test mount a disk of its own; elsewhere the codes are tested from errno alone.
test.runIf(process.platform === 'linux')(
  'a full disk fails the job in words, keeps what was saved, and the retry finishes',
  async () => {
    const folder = temporaryFolder();
    const { stdout } = await promisify(execFile)(
      'unshare',
      ['-rm', process.execPath, SCRIPT, join(folder, 'disk')],
      { env: { ...process.env, EASEL_HOME: join(folder, 'home') } },
    );
    expect(JSON.parse(stdout)).toEqual({
      whenFull: 'library.disk-full',
      exported: 'export.target-not-writable',
      leftovers: 0,
      kept: 2,
      afterwards: 'done',
      complete: 16,
      readOnly: 'library.not-writable',
    });
  },
);
