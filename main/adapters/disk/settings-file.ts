/** `settings.json` in Easel's home folder. */
import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SettingsStore } from '#main/core/settings/settings-store.port.ts';
import type { Settings } from '#shared/domain/settings.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { writeFileAtomically } from './atomic-write.ts';

export function openSettingsFile(path: string): SettingsStore {
  async function setAside(): Promise<void> {
    const time = new Date().toISOString().replaceAll(':', '-').replace(/\..*/, '');
    await rename(path, join(dirname(path), `settings.broken-${time}.json`)).catch(() => undefined);
  }

  return {
    setAside,
    async load(): Promise<unknown> {
      let text: string;
      try {
        text = await readFile(path, 'utf8');
      } catch {
        // No file yet, or one that may not be read: the defaults are a working state.
        return undefined;
      }
      try {
        return JSON.parse(text) as unknown;
      } catch {
        await setAside();
        return undefined;
      }
    },
    async save(settings: Settings): Promise<void> {
      try {
        await mkdir(dirname(path), { recursive: true });
      } catch (error) {
        const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
        throw new EaselError('library.not-writable', { folder: dirname(path), reason });
      }
      await writeFileAtomically(path, `${JSON.stringify(settings, undefined, 2)}\n`);
    },
  };
}
