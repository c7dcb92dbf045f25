import type { Checkpoints } from '#main/core/checkpoints/checkpoints.ts';
import type { Engine } from '#main/core/engine/engine.port.ts';
import type { Finding } from '#shared/domain/system.ts';
import type { Machine } from './machine.port.ts';

/** What the doctor looks at. */
export interface Patient {
  readonly machine: Machine;
  readonly engine: Engine;
  readonly checkpoints: Checkpoints;
  readonly library: { readonly folder: string; countPictures(): number | Promise<number> };
}

export type Check = (patient: Patient, signal?: AbortSignal) => Promise<Finding[]> | Finding[];
