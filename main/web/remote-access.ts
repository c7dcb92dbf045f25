/**
 * The studio for other devices of the owner's network: one more listener, on every interface, only
 * while the settings say so. Whoever comes that way needs the token and never names files of this
 * machine.
 */
import type { Studio } from '#main/studio/open-studio.ts';
import type { Settings } from '#shared/domain/settings.ts';
import type { RemoteAccessState } from '#shared/domain/system.ts';
import { toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';
import { networkOrigins } from './own-hosts.ts';
import { startServer, type RunningServer } from './start-server.ts';

export interface RemoteAccess {
  close(): Promise<void>;
}

/** Follows the settings from now on; changes are carried out one after another. */
export function openRemoteAccess(studio: Studio, screensFolder: string): RemoteAccess {
  let server: RunningServer | undefined;
  let error: ErrorShape | undefined;
  let settled = Promise.resolve();

  async function change(wanted: Settings['remoteAccess']): Promise<void> {
    if (wanted.isOn && server?.port === wanted.port) return;
    const old = server;
    server = undefined;
    error = undefined;
    await old?.close();
    if (!wanted.isOn) return;
    try {
      server = await startEverywhere(studio, wanted.port, screensFolder);
    } catch (reason) {
      error = toErrorShape(reason);
    }
  }
  function state(): RemoteAccessState {
    if (server === undefined) return { isOn: false, addresses: [], error };
    const { token, port } = server;
    const addresses = networkOrigins(port).map((origin) => `${origin}/?token=${token}`);
    return { isOn: true, addresses };
  }
  const stopFollowing = studio.followSettings(({ remoteAccess }) => {
    settled = settled.then(() => change(remoteAccess));
  });
  studio.provideRemoteAccess(() => settled.then(state));
  return {
    async close() {
      stopFollowing();
      await settled;
      await server?.close();
    },
  };
}

async function startEverywhere(studio: Studio, port: number, screensFolder: string) {
  const options = { port, hasLocalFiles: false, screensFolder };
  try {
    return await startServer(studio, { ...options, host: '::' });
  } catch (error) {
    const hasNoIpv6 =
      error instanceof Error &&
      'code' in error &&
      /EAFNOSUPPORT|EADDRNOTAVAIL/.test(String(error.code));
    if (!hasNoIpv6) throw error;
    return startServer(studio, { ...options, host: '0.0.0.0' });
  }
}
