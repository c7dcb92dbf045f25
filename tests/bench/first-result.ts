/** How long somebody waits who has just started the engine. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type {
  EngineMessage,
  GenerateEvent,
  GenerateParams,
  HostMessage,
} from '#shared/engine-protocol/messages.ts';

const entry = fileURLToPath(new URL('../../main/engine/serve.ts', import.meta.url));

export interface FirstResult {
  /** Milliseconds from the start of the process. */
  readonly first: number;
  readonly ranked: number;
}

export async function timeFirstResult(params: GenerateParams): Promise<FirstResult> {
  const start = performance.now();
  const engine = fork(entry, [], { serialization: 'advanced', execArgv: [] });
  const post = (message: HostMessage): void => {
    engine.send(message);
  };
  post({ type: 'start', options: { device: 'cpu', memoryBudgetBytes: 1 << 30, threads: 0 } });
  post({ type: 'request', id: 1, method: 'generate', params });
  let first = Number.NaN;
  const ranked = await new Promise<number>((resolve, reject) => {
    engine.on('message', (message: EngineMessage) => {
      const now = performance.now() - start;
      if (message.type === 'event' && (message.event as GenerateEvent).type === 'candidate') {
        if (Number.isNaN(first)) first = now;
      } else if (message.type === 'result') resolve(now);
      else if (message.type === 'error') reject(new Error(message.error.code));
    });
    engine.once('exit', () => reject(new Error('the engine ended')));
  });
  post({ type: 'shutdown' });
  return { first, ranked };
}
