/** The machine and this installation, as the settings screen and `easel doctor` show them. */
import type { EngineInfo, Finding, SpeedCheck, SystemInfo } from '#shared/domain/system.ts';
import { diagnose } from './doctor.ts';
import type { Patient } from './patient.ts';
import { checkSpeed, type SpeedCheckParts } from './speed-check.ts';

export class SystemService {
  readonly #parts: Patient & SpeedCheckParts;

  constructor(parts: Patient & SpeedCheckParts) {
    this.#parts = parts;
  }

  /** Cheap: reads counters, starts nothing. */
  async info(host: SystemInfo['host']): Promise<SystemInfo> {
    const { machine, engine, library } = this.#parts;
    const { versions, platform, arch, cpu } = machine;
    return {
      ...{ versions, host, platform, arch, cpu },
      memory: machine.memory(),
      library: {
        folder: library.folder,
        freeBytes: await machine.freeBytes(library.folder),
        pictures: await library.countPictures(),
      },
      engine: engine.status(),
    };
  }

  /** Starts the engine if needed. Throws `engine.unavailable` or `engine.stopped`. */
  devices(signal?: AbortSignal): Promise<EngineInfo> {
    return this.#parts.engine.describe({ signal });
  }

  /** Throws `system.busy`, or what keeps the engine from starting. */
  speedCheck(signal?: AbortSignal): AsyncGenerator<SpeedCheck, void> {
    return checkSpeed(this.#parts, signal);
  }

  /** Looks at everything that Easel depends on; never throws for what it finds. */
  doctor(signal?: AbortSignal): Promise<Finding[]> {
    return diagnose(this.#parts, signal);
  }
}
