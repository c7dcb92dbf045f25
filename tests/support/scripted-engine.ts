/**
 * A process that speaks the engine's protocol and does what the text of `countTokens` says: die,
 * hang, ignore a cancel. For tests of the link alone; everything else runs the real engine.
 */
import type { EngineMessage, HostMessage } from '#shared/engine-protocol/messages.ts';

const waiting = new Set<number>();
let memoryBudgetBytes = 0;

function post(message: EngineMessage): void {
  process.send?.(message);
}

function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function act(id: number, text: string): void {
  const [verb, argument = '0'] = text.split(' ');
  if (verb === 'count') post({ type: 'result', id, value: Number(argument) });
  else if (verb === 'budget') post({ type: 'result', id, value: memoryBudgetBytes });
  else if (verb === 'refuse') {
    post({ type: 'error', id, error: { code: 'engine.out-of-memory', params: {} } });
  } else if (verb === 'die') {
    process.stderr.write('error: the graphics driver is gone\n', () => process.exit(7));
  } else if (verb === 'block') {
    block(Number(argument));
    post({ type: 'result', id, value: 0 });
  } else if (verb === 'wait') waiting.add(id);
}

process.on('disconnect', () => process.exit(0));
process.on('message', (raw) => {
  const message = raw as HostMessage;
  if (message.type === 'start') {
    ({ memoryBudgetBytes } = message.options);
    post({ type: 'ready', pid: process.pid });
  } else if (message.type === 'ping') post({ type: 'pong', nonce: message.nonce });
  else if (message.type === 'shutdown') process.exit(0);
  else if (message.type === 'cancel') {
    if (waiting.delete(message.id)) post({ type: 'cancelled', id: message.id });
  } else if (message.method === 'countTokens') act(message.id, message.params.text);
  else if (message.method === 'measureTraining') block(60_000);
  else if (message.method === 'generate') {
    for (const { index } of message.params.candidates) {
      const pixels = { width: 1, height: 1, rgba: new Uint8Array([index, 2, 3, 255]) };
      post({ type: 'event', id: message.id, event: { type: 'preview', index, pixels } });
    }
    const value = { ranking: [], device: 'cpu', timings: {} };
    post({ type: 'result', id: message.id, value });
  }
});
