/** What the engine can be asked. */
import type { EngineContext } from '#main/engine/engine-context.ts';
import { openCheckpoint } from '#main/engine/checkpoint/open-checkpoint.ts';
import { openClip } from '#main/engine/clip/open-clip.ts';
import { generate } from '#main/engine/pipelines/generate.ts';
import { upscalePicture } from '#main/engine/upscale/upscale-picture.ts';
import { askToEnd } from '#main/engine/trainer/run/endings.ts';
import { findWords } from '#main/engine/words/find-words.ts';
import { loadTokenizer } from '#main/engine/text/load-tokenizer.ts';

import type {
  EngineMethod,
  EngineMethods,
  EngineRequest,
} from '#shared/engine-protocol/messages.ts';
import { countCommunityTokens } from './count-community-tokens.ts';
import { describeEngine } from './describe.ts';
import { explainPicture } from './explain.ts';
import { rankPictures } from './rank.ts';
import { transferAndJudge } from './transfer-style.ts';

export type MethodHandler<Method extends EngineMethod> = (
  context: EngineContext,
  params: EngineMethods[Method]['params'],
  emit: (event: EngineMethods[Method]['event']) => void,
  signal: AbortSignal,
) => Promise<EngineMethods[Method]['result']>;

// Whoever draws should not wait for what only those need who teach: TensorFlow.js, the trainer.
const heads = () => import('./heads.ts');
const training = () => import('./train.ts');

export const methods: { readonly [Method in EngineMethod]: MethodHandler<Method> } = {
  describe: (context) => describeEngine(context),
  generate,
  rank: rankPictures,
  explain: explainPicture,
  describeHeads: async () => (await heads()).describeHeads(),
  fitTaste: async (context, params) => (await heads()).fitTasteHead(context, params),
  fitTags: async (context, params) => (await heads()).fitTagHead(context, params),
  findWords: (context, params, _emit, signal) => findWords(context, params, signal),
  transferStyle: transferAndJudge,
  upscale: upscalePicture,
  train: async (...request) => (await training()).trainRun(...request),
  endTraining: async (_context, { folder, how }) => askToEnd(folder, how),
  measureTraining: async (context, params, _emit, signal) =>
    (await training()).measureTraining(context, params, signal),
  async embedPictures(context, { checkpoint, pictures }) {
    const clip = await openClip(context, checkpoint);
    return clip.embedPictures(pictures);
  },
  async embedText(context, { checkpoint, text }) {
    const clip = await openClip(context, checkpoint);
    const [embedding] = await clip.embedText([[{ text, weight: 1 }]]);
    return embedding ?? new Float32Array(clip.dimensions);
  },
  async countTokens(context, { checkpoint, text }) {
    if ((checkpoint.layout ?? 'easel') !== 'easel') return countCommunityTokens(checkpoint, text);
    const tokenize = await loadTokenizer(context, await openCheckpoint(checkpoint));
    return tokenize([{ text, weight: 1 }]).needed;
  },
};

/** So few pictures are embedded in a moment. */
const FEW_PICTURES = 4;

/**
 * Whether a request may occupy the device; such requests take turns. What a search needs is a
 * moment's work that somebody waits for: it goes between the steps of what runs.
 */
export function runsGraphs({ method, params }: EngineRequest): boolean {
  if (method === 'embedPictures') return params.pictures.length > FEW_PICTURES;
  return [
    ...['generate', 'rank', 'transferStyle', 'findWords', 'upscale'],
    ...['train', 'measureTraining'],
  ].includes(method);
}
