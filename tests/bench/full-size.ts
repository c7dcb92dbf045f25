/**
 * Checkpoints of full size with random weights: opened from one file, one step on two cores, with the time
 * of each phase and the most memory at any moment. Files are written to a folder and taken away again; 2 to
 * 16 GB of disk are needed.
 *
 *     node tests/bench/full-size.ts sd15|sdxl|flux2 [--allow MEGABYTES] [--keep FOLDER] [--side PIXELS]
 *       [--lora RANK]
 */
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { EnginePhase } from '#shared/engine-protocol/messages.ts';
import {
  fullSizeFamilies,
  writeFullSizeLora,
  type FullSizeFamily,
} from '#tests/support/full-size.ts';

interface Message {
  readonly phase?: EnginePhase;
  readonly told?: Readonly<Record<string, string>>;
}

const POLL_MS = 20;
const GIGA = 1e9;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    allow: { type: 'string', default: String(Math.floor(totalmem() / 2 ** 21)) },
    keep: { type: 'string' },
    side: { type: 'string', default: '256' },
    lora: { type: 'string' },
  },
});
const [name = ''] = positionals;
if (!(name in fullSizeFamilies))
  throw new Error(`one of ${Object.keys(fullSizeFamilies).join(', ')}`);
const family = name as FullSizeFamily;
const budget = Number(values.allow) * 2 ** 20;
const { keep, side, lora } = values;
if (keep !== undefined) mkdirSync(keep, { recursive: true });
const folder = keep ?? mkdtempSync(join(tmpdir(), 'easel-full-'));
try {
  const bytes = fullSizeFamilies[family](folder);
  line('weights', gigabytes(bytes));
  if (lora !== undefined) {
    line(`a LoRA of rank ${lora}`, gigabytes(writeFullSizeLora(folder, family, Number(lora))));
  }
  line('memory allowed', gigabytes(budget));
  const child = fork(new URL('full-size-run.ts', import.meta.url), [
    ...[family, folder, String(budget), side, lora === undefined ? '' : 'lora.safetensors'],
  ]);
  // Opening ends where the first step begins.
  const most = { opening: nothing(), running: nothing() };
  let moment: keyof typeof most = 'opening';
  const watch = setInterval(() => {
    const [own = 0, files = 0] = ['RssAnon', 'RssFile'].map((field) => bytesOf(child.pid, field));
    const seen = most[moment];
    seen.own = Math.max(seen.own, own);
    seen.files = Math.max(seen.files, files);
    seen.together = Math.max(seen.together, own + files);
  }, POLL_MS);
  await new Promise<void>((resolve) => {
    child.on('message', ({ phase, told = {} }: Message) => {
      if (phase === 'denoising') moment = 'running';
      for (const [key, value] of Object.entries(told)) line(key, value);
    });
    child.on('exit', (code) => {
      clearInterval(watch);
      line('ended with', String(code));
      process.exitCode = code ?? 1;
      resolve();
    });
  });
  for (const [when, { own, files, together }] of Object.entries(most)) {
    line(`${when}: of its own`, `${gigabytes(own)}, ${share(own, bytes)}`);
    line(`${when}: files mapped`, gigabytes(files));
    line(`${when}: both`, `${gigabytes(together)}, ${share(together, bytes)}`);
  }
} finally {
  if (keep === undefined) rmSync(folder, { recursive: true, force: true });
}

/** The most at any moment, in bytes. */
function nothing(): { own: number; files: number; together: number } {
  return { own: 0, files: 0, together: 0 };
}

function bytesOf(pid: number | undefined, field: string): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return 1024 * Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / GIGA).toFixed(2)} GB`;
}

function share(bytes: number, weights: number): string {
  return `${(bytes / weights).toFixed(2)} × the weights`;
}

function line(what: string, value: string): void {
  process.stdout.write(`${what.padEnd(28)}${value}\n`);
}
