/**
 * The engine process: starts on its first message, answers requests until told to stop.
 *
 * It runs under Electron's utilityProcess and under child_process.fork alike, and ends by itself
 * when its parent is gone, so that no orphan holds the graphics card.
 */
import { EngineServer } from './engine-server.ts';
import { openParentPort } from './parent-port.ts';

const port = openParentPort();
new EngineServer(port, () => process.exit(0)).listen();
