/** A trained adapter written into the weights it changes, so that a step costs what it cost before. */
import { countOf } from '../gradients/broadcast.ts';
import type { GraphDraft } from '../graph/graph-draft.ts';
import { floatsOf, floatTensor } from '../graph/numbers.ts';
import type { Trainables } from '../trainables.ts';
import { downOf, upOf } from './insert.ts';
import { loraSitesOf } from './sites.ts';

/**
 * @param scale alpha / rank, times how strongly the adapter is wanted
 * @returns the weights that were changed
 */
export function mergeLora(draft: GraphDraft, adapter: Trainables, scale: number): string[] {
  const merged = new Set<string>();
  for (const { weight, out, inner, node } of loraSitesOf(draft)) {
    const down = adapter.get(downOf(weight));
    const up = adapter.get(upOf(weight));
    const stored = draft.initializers.get(weight);
    const values = stored === undefined ? undefined : floatsOf(stored);
    if (!down || !up || !stored || !values || merged.has(weight)) continue;
    const columns = countOf(inner);
    const [rank = 0] = down.dims;
    if (down.data.length !== rank * columns || up.data.length !== out * rank) continue;
    const isByRows = node.opType === 'Conv' || stored.dims[0] === out;
    const isTurned = node.opType === 'MatMul' || !isByRows;
    for (let row = 0; row < out; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        let change = 0;
        for (let at = 0; at < rank; at += 1) {
          change += up.data[row * rank + at]! * down.data[at * columns + column]!;
        }
        values[isTurned ? column * out + row : row * columns + column]! += scale * change;
      }
    }
    draft.initializers.set(weight, floatTensor(weight, stored.dims, values));
    merged.add(weight);
  }
  return [...merged];
}
