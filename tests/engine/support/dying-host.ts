/** A host that starts an engine, gives it much to do, tells its process id, and waits to be killed. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { EngineMessage, HostMessage } from '#shared/engine-protocol/messages.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const engine = fork(`${root}main/engine/serve.ts`, [], {
  serialization: 'advanced',
  execArgv: [],
  silent: true,
});

function post(message: HostMessage): void {
  engine.send(message);
}

engine.on('message', (message: EngineMessage) => {
  if (message.type === 'event') process.send?.({ engine: engine.pid });
});
post({ type: 'start', options: { device: 'cpu', memoryBudgetBytes: 1 << 30, threads: 1 } });
post({
  type: 'request',
  id: 1,
  method: 'generate',
  params: {
    checkpoint: { id: 'tiny-spark', folder: `${root}tests/fixtures/models/tiny-spark` },
    candidates: Array.from({ length: 64 }, (_, index) => ({ index, seed: index, prompt: [] })),
    negativePrompt: [],
    steps: 150,
    guidanceScale: 3,
    scheduler: 'flow-match-euler',
    width: 128,
    height: 128,
    diversity: 0,
    previewIntervalMs: 0,
  },
});
