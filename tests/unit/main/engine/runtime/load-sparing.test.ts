import { expect, test } from 'vitest';
import { loadSparing } from '#main/engine/runtime/load-sparing.ts';
import type { Model, WeightUse } from '#main/engine/runtime/onnxruntime.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

interface Trouble {
  readonly load?: readonly WeightUse[];
  readonly run?: readonly WeightUse[];
}

/** A machine whose memory is too small for some of what is done. */
function machine(trouble: Trouble) {
  const log: string[] = [];
  const outOf = (uses: readonly WeightUse[] | undefined, use: WeightUse): void => {
    if (uses?.includes(use) === true) throw new EaselError('engine.out-of-memory');
  };
  const load = (use: WeightUse): Promise<Model> => {
    log.push(`load ${use}`);
    return Promise.resolve().then(() => {
      outOf(trouble.load, use);
      return {
        ...{ inputs: [], outputs: [] },
        run: () =>
          Promise.resolve().then(() => {
            log.push(`run ${use}`);
            outOf(trouble.run, use);
            return {};
          }),
        release: () => Promise.resolve().then(() => void log.push(`release ${use}`)),
      };
    });
  };
  return { log, load };
}

test('what fits is loaded once', async () => {
  const { log, load } = machine({});
  const model = await loadSparing(load, 'copied');
  await model.run({});
  await model.release();
  expect(log).toEqual(['load copied', 'run copied', 'release copied']);
});

test('a copy that does not fit gives way to the weights in place', async () => {
  const { log, load } = machine({ load: ['copied'] });
  await (await loadSparing(load, 'copied')).run({});
  expect(log).toEqual(['load copied', 'load in place', 'run in place']);
});

test('memory that runs out during a run is freed before the run is tried again', async () => {
  const { log, load } = machine({ run: ['copied'] });
  const model = await loadSparing(load, 'copied');
  await model.run({});
  await model.run({});
  await model.release();
  expect(log).toEqual([
    ...['load copied', 'run copied', 'release copied', 'load in place', 'run in place'],
    ...['run in place', 'release in place'],
  ]);
});

test('where nothing smaller is left, it is said', async () => {
  const { load } = machine({ load: ['copied', 'in place'] });
  await expect(loadSparing(load, 'copied')).rejects.toMatchObject({
    code: 'engine.out-of-memory',
  });
  const { load: loadLater, log } = machine({ run: ['copied', 'in place'] });
  const model = await loadSparing(loadLater, 'copied');
  await expect(model.run({})).rejects.toMatchObject({ code: 'engine.out-of-memory' });
  expect(log.filter((line) => line.startsWith('load'))).toHaveLength(2);
});

test('other faults are not tried again', async () => {
  const fault = new EaselError('checkpoint.damaged', { id: 'a', file: 'b', reason: 'c' });
  const load = (): Promise<Model> => Promise.reject(fault);
  await expect(loadSparing(load, 'copied')).rejects.toBe(fault);
});
