/** The access token of a hub: in a file that nobody else may read, sealed where the system can. */
import { readFile, rm } from 'node:fs/promises';
import type { HubToken } from '#main/core/checkpoints/hub/hub-token.port.ts';
import { writeFileAtomically } from '#main/adapters/disk/atomic-write.ts';

/** What the system offers to keep secrets with, such as its keychain. */
export interface SecretSeal {
  /** False where the system has no keychain at the moment. */
  isAvailable(): Promise<boolean>;
  seal(text: string): Promise<Uint8Array>;
  unseal(bytes: Uint8Array): Promise<string>;
}

const MAX_TOKEN_LENGTH = 1_000;
const SEALED = 'sealed:';
const PLAIN = 'plain:';

/** @param fromEnvironment counts before everything that was saved */
export function openTokenFile(
  path: string,
  fromEnvironment: string | undefined,
  seal?: SecretSeal,
): HubToken {
  const fixed = clean(fromEnvironment ?? '');
  return {
    isFixed: fixed !== undefined,
    async get() {
      if (fixed !== undefined) return fixed;
      const text = await readFile(path, 'utf8').catch(() => '');
      if (text.startsWith(PLAIN)) return clean(text.slice(PLAIN.length));
      if (!text.startsWith(SEALED) || seal === undefined) return undefined;
      try {
        if (!(await seal.isAvailable())) return undefined;
        return clean(await seal.unseal(Buffer.from(text.slice(SEALED.length), 'base64')));
      } catch {
        // Sealed by another account or machine: as good as none.
        return undefined;
      }
    },
    async set(token) {
      const known = clean(token ?? '');
      if (known === undefined) {
        await rm(path, { force: true });
        return;
      }
      const text =
        seal !== undefined && (await seal.isAvailable())
          ? `${SEALED}${Buffer.from(await seal.seal(known)).toString('base64')}`
          : `${PLAIN}${known}`;
      await writeFileAtomically(path, text, 0o600);
    },
  };
}

/** What may stand in a header; undefined for nothing. */
function clean(text: string): string | undefined {
  const token = text.trim();
  return /^[\x21-\x7e]+$/.test(token) && token.length <= MAX_TOKEN_LENGTH ? token : undefined;
}
