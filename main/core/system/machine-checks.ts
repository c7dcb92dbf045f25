/** Node, the processor's platform, memory, optional libraries. */
import type { Finding } from '#shared/domain/system.ts';
import { inUnits } from './in-units.ts';
import type { Patient } from './patient.ts';

const OLDEST_NODE = 24;
/** Platforms for which onnxruntime-node 1.30 brings a library. */
const RUNTIME_PLATFORMS = new Set([
  'linux-x64',
  'linux-arm64',
  'win32-x64',
  'win32-arm64',
  'darwin-arm64',
]);
const LEAST_MEMORY = 2 * 2 ** 30;
const LOW_MEMORY = 2 ** 30;

export function checkNode({ machine }: Patient): Finding[] {
  const major = Number.parseInt(machine.versions.node, 10);
  const isNew = major >= OLDEST_NODE;
  return [
    {
      id: 'node',
      status: isNew ? 'ok' : 'problem',
      subject: 'Node.js',
      found: machine.versions.node,
      meaning: isNew
        ? 'New enough for everything.'
        : `Easel needs Node ${OLDEST_NODE}; “npm start” brings it by itself.`,
    },
  ];
}

export function checkRuntimeSupport({ machine }: Patient): Finding[] {
  const place = `${machine.platform}-${machine.arch}`;
  const isSupported = RUNTIME_PLATFORMS.has(place);
  return [
    {
      id: 'runtime-platform',
      status: isSupported ? 'ok' : 'problem',
      subject: 'ONNX Runtime on this platform',
      found: `${machine.versions.onnxruntime} on ${place}`,
      meaning: isSupported
        ? 'The model runtime has a library for this platform.'
        : 'The model runtime has no library for this platform: no pictures can be made here.',
    },
  ];
}

export function checkMemory({ machine }: Patient): Finding[] {
  const { totalBytes, freeBytes } = machine.memory();
  const isTooSmall = totalBytes < LEAST_MEMORY;
  const isLow = freeBytes < LOW_MEMORY;
  return [
    {
      id: 'memory',
      status: isTooSmall ? 'problem' : isLow ? 'note' : 'ok',
      subject: 'Memory',
      found: `${inUnits(freeBytes)} free of ${inUnits(totalBytes)}`,
      meaning: isTooSmall
        ? 'Too little for a generation; expect out-of-memory errors.'
        : isLow
          ? 'Enough for the embedded checkpoint; close other programs before large jobs.'
          : 'Enough for the embedded checkpoint.',
    },
  ];
}
