/** Starts the engine at the path given, tells its process id, and waits to be killed. */
import { EngineSupervisor } from '#main/adapters/engine-link/engine-supervisor.ts';
import { forkLauncher } from '#main/adapters/engine-link/fork-launcher.ts';

const [, , entry] = process.argv;
const options = { device: 'cpu', memoryBudgetBytes: 1 << 30, threads: 1 } as const;
const engine = new EngineSupervisor(forkLauncher(entry), options);
await engine.countTokens({ checkpoint: { id: 'any', folder: '/' }, text: 'count 1' });
process.send?.(await engine.pid());
