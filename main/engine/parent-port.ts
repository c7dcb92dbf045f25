/** The way to whoever started this process. */
import type { EngineMessage, EnginePort, HostMessage } from '#shared/engine-protocol/messages.ts';

/** What Electron gives a utility process in place of `process.send`. */
interface UtilityPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
}

/** Throws when this process was not started by a host. */
export function openParentPort(): EnginePort<EngineMessage, HostMessage> {
  const utility = (process as { parentPort?: UtilityPort }).parentPort;
  if (utility !== undefined) {
    return {
      post: (message) => {
        utility.postMessage(message);
      },
      onMessage: (listener) => {
        utility.on('message', ({ data }) => {
          listener(data as HostMessage);
        });
      },
    };
  }
  if (process.send === undefined) throw new Error('The engine is started by Easel, not by hand.');
  process.on('disconnect', () => process.exit(0));
  return {
    post: (message) => {
      // A host that died meanwhile makes the callback report it; `disconnect` ends this process.
      process.send?.(message, undefined, {}, () => undefined);
    },
    onMessage: (listener) => {
      process.on('message', (message) => {
        listener(message as HostMessage);
      });
    },
  };
}
