/** How an engine process is started; each kind of host has its own way. */
import type { EngineMessage, HostMessage } from '#shared/engine-protocol/messages.ts';

export interface EngineProcess {
  readonly pid: number | undefined;
  post(message: HostMessage): void;
  onMessage(listener: (message: EngineMessage) => void): void;
  /** Called once, when the process is gone, with what is known of why. */
  onExit(listener: (reason: string) => void): void;
  /** Ends it at once, whatever it is doing. */
  kill(): void;
}

export type EngineLauncher = () => EngineProcess;
