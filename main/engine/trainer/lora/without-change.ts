/** The adapter that leaves a network as it was. */
import type { Trainables } from '../trainables.ts';
import { isUp } from './insert.ts';

/** The same tensors with every `up` zero. */
export function withoutChange(adapter: Trainables): Trainables {
  return new Map(
    [...adapter].map(([name, { dims, data }]) => [
      name,
      { dims, data: isUp(name) ? new Float32Array(data.length) : data },
    ]),
  );
}
