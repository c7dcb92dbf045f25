/** What the engine can be asked. */
import type { EngineContext } from '#main/engine/engine-context.ts';
import { openCheckpoint } from '#main/engine/checkpoint/open-checkpoint.ts';
import { loadClip } from '#main/engine/clip/clip.ts';
import { generateWithSpark } from '#main/engine/pipelines/spark/generate.ts';
import { loadTokenizer } from '#main/engine/text/load-tokenizer.ts';
import type { EngineMethod, EngineMethods } from '#shared/engine-protocol/messages.ts';
import { describeEngine } from './describe.ts';
import { rankPictures } from './rank.ts';

export type MethodHandler<Method extends EngineMethod> = (
  context: EngineContext,
  params: EngineMethods[Method]['params'],
  emit: (event: EngineMethods[Method]['event']) => void,
  signal: AbortSignal,
) => Promise<EngineMethods[Method]['result']>;

export const methods: { readonly [Method in EngineMethod]: MethodHandler<Method> } = {
  describe: (context) => describeEngine(context),
  generate: generateWithSpark,
  rank: rankPictures,
  async embedPictures(context, { checkpoint, pictures }) {
    const clip = await loadClip(context, await openCheckpoint(checkpoint));
    return clip.embedPictures(pictures);
  },
  async countTokens(context, { checkpoint, text }) {
    const tokenize = await loadTokenizer(context, await openCheckpoint(checkpoint));
    return tokenize([{ text, weight: 1 }]).needed;
  },
};

/** Whether a method may occupy the device; such methods take turns. */
export function runsGraphs(method: EngineMethod): boolean {
  return method !== 'countTokens' && method !== 'describe';
}
