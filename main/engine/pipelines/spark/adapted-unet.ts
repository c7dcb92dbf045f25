/** Spark's U-Net with adapters folded into its weights, so that a step costs what it cost before. */
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { PartChange } from '#main/engine/checkpoint/load-part.ts';
import { readSafetensors } from '#main/engine/checkpoint/read-safetensors.ts';
import { openDraft } from '#main/engine/trainer/graph/open-draft.ts';
import { mergeLora } from '#main/engine/trainer/lora/merge.ts';
import { readTensors } from '#main/engine/trainer/tensor-files.ts';
import type { LoraRef } from '#shared/engine-protocol/messages.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { readSparkAdapter } from '#shared/safetensors/spark-adapter.ts';

/** Larger ones are not of our trainer. */
const MAX_BYTES = 500_000_000;

/**
 * The change that these adapters are together.
 *
 * @param base SHA-256 of the weights they must have been taught on; absent: those that are changed
 * Throws `checkpoint.damaged` or `lora.unsupported`
 * now, and `lora.other-base` when it is applied to other weights than they were made for.
 */
export async function changeOfAdapters(
  refs: readonly LoraRef[],
  checkpoint: string,
  base?: string,
): Promise<PartChange> {
  const adapters = await Promise.all(refs.map(openAdapter));
  return {
    key: adapters.map(({ key }) => key).join(' + '),
    async apply(bytes) {
      const own = base ?? createHash('sha256').update(bytes).digest('hex');
      const draft = openDraft(bytes);
      for (const { ref, file, label, facts } of adapters) {
        if (facts.base !== own) throw new EaselError('lora.other-base', { file, checkpoint });
        const { tensors } = await readTensors(ref.path, label);
        const merged = mergeLora(draft, tensors, facts.scale * ref.weight);
        // Shapes that fit no weight are passed over by merging; ours fit all.
        if (merged.length * 2 !== tensors.size) throw new EaselError('lora.unsupported', { file });
      }
      return draft.encode(['out_sample']);
    },
  };
}

async function openAdapter(ref: LoraRef): Promise<{
  ref: LoraRef;
  file: string;
  label: { id: string; file: string };
  facts: NonNullable<ReturnType<typeof readSparkAdapter>>;
  key: string;
}> {
  const file = basename(ref.path);
  const label = { id: ref.name, file };
  const facts = readSparkAdapter(await readSafetensors(ref.path, label));
  const { size, mtimeMs } = await stat(ref.path);
  if (facts === undefined || size > MAX_BYTES) throw new EaselError('lora.unsupported', { file });
  return { ref, file, label, facts, key: `${ref.path} ${size} ${mtimeMs} × ${ref.weight}` };
}
