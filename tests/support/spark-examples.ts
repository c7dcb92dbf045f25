/** Drawings in a style of their own as Spark is taught them: with their words, encoded once. */
import { openCheckpoint, type OpenCheckpoint } from '#main/engine/checkpoint/open-checkpoint.ts';
import { encodePrompts } from '#main/engine/pipelines/spark/encode-prompts.ts';
import { loadSparkModels } from '#main/engine/pipelines/spark/spark-models.ts';
import { loadTokenizer } from '#main/engine/text/load-tokenizer.ts';
import type { Example } from '#main/engine/trainer/objectives/flow-matching.ts';
import { spark } from '#tests/engine/support/checkpoints.ts';
import { openEngine, words } from '#tests/engine/support/generate.ts';
import { unseenStyle } from './unseen-style.ts';

export async function sparkExamples(
  count: number,
  seed: number,
): Promise<{ checkpoint: OpenCheckpoint; examples: Example[] }> {
  const context = await openEngine();
  const checkpoint = await openCheckpoint(spark);
  const drawings = unseenStyle(count, seed);
  const { textEncoder } = await loadSparkModels(context, checkpoint);
  const encode = await loadTokenizer(context, checkpoint);
  const conditions = await encodePrompts(
    textEncoder,
    encode,
    drawings.map((drawing) => words(drawing.words)),
  );
  await context.models.clear();
  const examples = drawings.map(({ picture }, index) => ({
    picture,
    condition: conditions[index]!,
  }));
  return { checkpoint, examples };
}
