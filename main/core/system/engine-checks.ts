/** Checkpoints, the engine process, its providers, and one small run through all of them. */
import type { EngineInfo, Finding, ProviderStatus } from '#shared/domain/system.ts';
import { isCancellation } from '#shared/errors/cancellation.ts';
import { describeError } from '#shared/errors/describe.ts';
import { toErrorShape } from '#shared/errors/easel-error.ts';
import { inUnits } from './in-units.ts';
import type { Patient } from './patient.ts';

const NO_CHECKPOINT: Finding = {
  id: 'checkpoints',
  status: 'problem',
  subject: 'Checkpoints',
  found: 'none',
  meaning: 'Without a checkpoint no picture can be made; install Easel again.',
};

export async function checkCheckpoints(
  { checkpoints }: Patient,
  signal?: AbortSignal,
): Promise<Finding[]> {
  const { checkpoints: installed, problems } = await checkpoints.list();
  const findings = problems.map(({ folder, error }): Finding => {
    const { what, action } = describeError(error, 'en');
    const id = `checkpoint:${folder.split(/[\\/]/).at(-1) ?? folder}`;
    return {
      id,
      status: 'problem',
      subject: `Checkpoint in ${folder}`,
      found: what,
      meaning: action,
    };
  });
  for (const { id, name, version } of installed) {
    const subject = `Checkpoint ${name} ${version}`;
    try {
      const { files, bytes } = await checkpoints.verify(id, signal);
      const found = `${files} files, ${inUnits(bytes)}, every hash is right`;
      const meaning = 'Its files are exactly what was published.';
      findings.push({ id: `checkpoint:${id}`, status: 'ok', subject, found, meaning });
    } catch (error) {
      findings.push(failure(`checkpoint:${id}`, subject, error));
    }
  }
  return installed.length === 0 ? [...findings, NO_CHECKPOINT] : findings;
}

export async function checkEngine(patient: Patient, signal?: AbortSignal): Promise<Finding[]> {
  let info: EngineInfo;
  try {
    info = await patient.engine.describe({ signal });
  } catch (error) {
    return [failure('engine', 'Engine process', error)];
  }
  return [
    {
      id: 'engine',
      status: 'ok',
      subject: 'Engine process',
      found: `runs (ONNX Runtime ${info.runtimeVersion}, up to ${inUnits(info.memoryBudgetBytes)})`,
      meaning: `Models run on ${info.device.provider}: ${info.device.reason}`,
    },
    ...info.providers.map((provider) => describeProvider(provider, info)),
    await tryRun(patient, signal),
  ];
}

/** On what tastes are learnt: TensorFlow.js's first backend that computes, and why not another. */
export async function checkHeads({ engine }: Patient, signal?: AbortSignal): Promise<Finding[]> {
  const subject = 'Small models on embeddings (TensorFlow.js)';
  try {
    const { backend, reason, passedOver } = await engine.describeHeads({ signal });
    return [
      {
        ...{ id: 'heads', status: 'ok', subject },
        found: `learn on ${backend}: ${reason}`,
        meaning: 'Your taste can be learnt on this machine.',
      },
      ...passedOver.map(({ backend: other, reason: why }): Finding => ({
        ...{ id: `heads:${other}`, status: 'note', subject: `Backend ${other}`, found: why },
        meaning: `Nothing is missing: ${backend} is used, and such models are small.`,
      })),
    ];
  } catch (error) {
    return [failure('heads', subject, error)];
  }
}

function describeProvider(
  { id, isBundled, works, reason }: ProviderStatus,
  info: EngineInfo,
): Finding {
  const isChosen = info.device.provider === id;
  const state = works === true ? 'works' : works === false ? 'does not work' : 'not tried';
  return {
    id: `provider:${id}`,
    status: works === true || isChosen ? 'ok' : 'note',
    subject: `Provider ${id}`,
    found: `${isBundled ? 'bundled' : 'not bundled'}, ${state}: ${reason}`,
    meaning: isChosen
      ? 'Used for generating.'
      : works === true
        ? 'Could be chosen in the settings.'
        : 'Not used; generating goes on with another provider.',
  };
}

/** One blank picture through the picture tower: load, session, run, answer. */
async function tryRun({ engine, checkpoints }: Patient, signal?: AbortSignal): Promise<Finding> {
  const subject = 'A small run of the embedded models';
  try {
    const { ref: checkpoint } = await checkpoints.resolveRanking();
    const blank = { width: 32, height: 32, rgba: new Uint8Array(32 * 32 * 4).fill(255) };
    const startedAt = performance.now();
    const [embedding] = await engine.embedPictures({ checkpoint, pictures: [blank] }, { signal });
    const milliseconds = Math.round(performance.now() - startedAt);
    if (embedding?.every(Number.isFinite) !== true) throw new Error('the answer is not a number');
    const found = `answered in ${milliseconds} ms, loading included`;
    return { id: 'run', status: 'ok', subject, found, meaning: 'The engine computes.' };
  } catch (error) {
    return failure('run', subject, error);
  }
}

function failure(id: string, subject: string, error: unknown): Finding {
  if (isCancellation(error)) throw error;
  const { what, action } = describeError(toErrorShape(error), 'en');
  return { id, status: 'problem', subject, found: what, meaning: action };
}
