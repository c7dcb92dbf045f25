/** A CLIP's towers with what somebody taught it folded into their weights. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { PartChange } from '#main/engine/checkpoint/load-part.ts';
import { readSafetensors } from '#main/engine/checkpoint/read-safetensors.ts';
import { openDraft } from '#main/engine/trainer/graph/open-draft.ts';
import { mergeLora } from '#main/engine/trainer/lora/merge.ts';
import { readTensors } from '#main/engine/trainer/tensor-files.ts';
import type { ClipAdapterRef } from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { clipTowers, readClipAdapter, type ClipTower } from '#shared/safetensors/clip-adapter.ts';

/** Larger ones are not of our trainer. */
const MAX_BYTES = 500_000_000;

const outputs: Readonly<Record<ClipTower, string>> = {
  text: 'text_embeds',
  vision: 'image_embeds',
};

/**
 * What the adapter does to each tower's graph. Whose towers it was made for is known to whoever chose
 * it; here every pair must fit a weight.
 *
 * Throws `checkpoint.damaged` or `lora.unsupported`, the latter also when a change is applied.
 */
export async function changesOfClipAdapter(
  ref: ClipAdapterRef,
): Promise<Readonly<Record<ClipTower, PartChange>>> {
  const file = basename(ref.path);
  const label = { id: ref.name, file };
  const facts = readClipAdapter(await readSafetensors(ref.path, label));
  const { size, mtimeMs } = await stat(ref.path);
  if (facts === undefined || size > MAX_BYTES) throw new EaselError('lora.unsupported', { file });
  const changes = clipTowers.map((tower) => {
    const change: PartChange = {
      key: `${ref.path} ${size} ${mtimeMs}`,
      async apply(bytes) {
        const draft = openDraft(bytes);
        const { tensors } = await readTensors(ref.path, label);
        const own = new Map(
          [...tensors]
            .filter(([name]) => name.startsWith(`${tower}.`))
            .map(([name, tensor]) => [name.slice(tower.length + 1), tensor]),
        );
        const merged = mergeLora(draft, own, facts.scale);
        // Shapes that fit no weight are passed over by merging; ours fit all.
        if (merged.length * 2 !== own.size) throw new EaselError('lora.unsupported', { file });
        return draft.encode([outputs[tower]]);
      },
    };
    return [tower, change] as const;
  });
  return Object.fromEntries(changes) as Record<ClipTower, PartChange>;
}
