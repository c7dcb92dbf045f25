/** The engine in a process of its own, spoken to in its own messages. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type {
  EngineMessage,
  EngineMethod,
  EngineMethods,
  HostMessage,
} from '#shared/engine-protocol/messages.ts';

const entry = fileURLToPath(new URL('../../../main/engine/serve.ts', import.meta.url));

export class EngineProcess {
  readonly child: ChildProcess;
  readonly received: EngineMessage[] = [];
  readonly exited: Promise<unknown[]>;
  #nextId = 1;

  constructor() {
    this.child = fork(entry, [], { serialization: 'advanced', execArgv: [], silent: true });
    this.child.on('message', (message) => this.received.push(message as EngineMessage));
    this.exited = once(this.child, 'exit');
    onTestFinished(() => {
      this.child.kill('SIGKILL');
    });
  }

  /** Started on the processor with the given number of threads. */
  static async open(threads = 2): Promise<EngineProcess> {
    const engine = new EngineProcess();
    const options = { device: 'cpu', memoryBudgetBytes: 1 << 30, threads } as const;
    engine.post({ type: 'start', options });
    await engine.next((message) => message.type === 'ready');
    return engine;
  }

  post(message: HostMessage): void {
    this.child.send(message);
  }

  /** Asks; answers with the number to recognise the replies by. */
  ask<Method extends EngineMethod>(
    method: Method,
    params: EngineMethods[Method]['params'],
  ): number {
    const id = this.#nextId;
    this.#nextId += 1;
    this.post({ type: 'request', id, method, params } as HostMessage);
    return id;
  }

  /** The first message, past or coming, that fits. */
  next(fits: (message: EngineMessage) => boolean): Promise<EngineMessage> {
    const known = this.received.find(fits);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      const onMessage = (message: EngineMessage): void => {
        if (!fits(message)) return;
        this.child.off('message', onMessage);
        resolve(message);
      };
      this.child.on('message', onMessage);
      this.child.once('exit', () => reject(new Error('the engine ended')));
    });
  }

  /** The result, cancellation or error of a request. */
  answer(id: number): Promise<EngineMessage> {
    return this.next((message) => isAnswer(message) && message.id === id);
  }

  answers(id: number): EngineMessage[] {
    return this.received.filter((message) => isAnswer(message) && message.id === id);
  }
}

type Answer = Extract<EngineMessage, { type: 'result' | 'error' | 'cancelled' }>;

function isAnswer(message: EngineMessage): message is Answer {
  return ['result', 'error', 'cancelled'].includes(message.type);
}
