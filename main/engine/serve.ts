/**
 * The engine process: starts on its first message, answers requests until told to stop.
 *
 * It runs under Electron's utilityProcess and under child_process.fork alike, and ends by itself
 * when its parent is gone, so that no orphan holds the graphics card. Whoever sits before the screen
 * goes first: the engine takes every core, but only what the window leaves.
 */
import { constants, setPriority } from 'node:os';
import { EngineServer } from './engine-server.ts';
import { openParentPort } from './parent-port.ts';

try {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
} catch {
  // A system that refuses it only makes the window slower.
}
const port = openParentPort();
new EngineServer(port, () => process.exit(0)).listen();
