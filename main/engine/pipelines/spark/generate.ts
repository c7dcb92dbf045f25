/**
 * Text to pictures with Spark, candidate by candidate ranked by its own CLIP or the one that was chosen.
 *
 * Candidates are drawn in fixed groups, so that the numbers do not depend on timing, and each group
 * is finished before the next begins, so that the first pictures are there early.
 */
import { openCheckpoint } from '#main/engine/checkpoint/open-checkpoint.ts';
import { openClip } from '#main/engine/clip/open-clip.ts';
import { openChangeJudge } from '#main/engine/edit/change-judge.ts';
import { openCanvas } from '#main/engine/edit/open-canvas.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import type { Model } from '#main/engine/runtime/onnxruntime.ts';
import { rankCandidates, type Rankable } from '#main/engine/rank/rank-candidates.ts';
import { defaultsOf } from '#main/engine/schedulers/config/scheduler-config.ts';
import { createScheduler } from '#main/engine/schedulers/create-scheduler.ts';
import { distinctOf } from '#main/engine/text/distinct.ts';
import { loadTokenizer } from '#main/engine/text/load-tokenizer.ts';
import { isDistilledRun } from '#shared/domain/checkpoint.ts';
import type {
  CandidatePlan,
  GenerateEvent,
  GenerateParams,
  GenerateResult,
  Pixels,
} from '#shared/engine-protocol/messages.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { dot } from '#shared/numeric/vector.ts';
import { TorchRandom } from '#shared/numeric/torch-random.ts';
import { setImmediate } from 'node:timers/promises';
import { encodePrompts } from './encode-prompts.ts';
import { beginFrom, noisy } from './begin-from.ts';
import { guideUnet } from './guided-unet.ts';
import { openReferences, strengthFor } from './references.ts';
import { loadSparkModels } from './spark-models.ts';
import { firstStepFor, stepsRunFor } from '../first-step.ts';
import { StepReport } from '../step-report.ts';
import { toPixels } from './to-pixels.ts';

/** Four at a time: nearly as fast per picture as eight, and the first come in half the time. */
const GROUP_SIZE = 4;

/** Throws `checkpoint.damaged`, `checkpoint.unsupported`, `engine.out-of-memory`, CancelledError. */
export async function generateWithSpark(
  context: EngineContext,
  params: GenerateParams,
  emit: (event: GenerateEvent) => void,
  signal: AbortSignal,
): Promise<GenerateResult> {
  const { candidates, guidanceScale, steps, start: from } = params;
  const strength = from?.strength ?? strengthFor(params.references);
  const groups = groupsOf(candidates);
  const open = groups.filter((group) => !isMade(group)).flat();
  const report = new StepReport(emit, stepsRunFor(steps, strength), open.length, GROUP_SIZE);

  // 1. Check and load.
  report.phase('loading');
  const checkpoint = await openCheckpoint(params.checkpoint);
  const { latent, upscale } = checkpoint.manifest;
  const [tokenize, models, clip] = await Promise.all([
    loadTokenizer(context, checkpoint),
    loadSparkModels(
      context,
      checkpoint,
      params.loras,
      isDistilledRun(checkpoint.manifest.distilled, { steps, guidanceScale }),
    ),
    openClip(context, params.ranker ?? params.checkpoint),
  ]);
  await checkpointForCancel(signal);

  // 2. Encode the prompts. Guidance pushes away from the negative one; without it, that is empty.
  report.phase('encoding');
  const prompts = candidates.map((candidate) => candidate.prompt);
  const [unguided, ...positives] = await encodePrompts(models.textEncoder, tokenize, [
    params.negativePrompt,
    ...prompts,
  ]);
  if (unguided === undefined) throw new RangeError('no prompt to encode');
  const distinct = distinctOf(prompts);
  const references = await openReferences(
    context,
    checkpoint,
    { own: params.checkpoint, ranking: clip },
    params.references,
  );
  const told = await clip.embedText(distinct.items);
  // Without words it is the pictures that candidates are compared with.
  const texts = told.map((text, at) =>
    distinct.items[at]?.length === 0 ? (references.meaning ?? text) : text,
  );

  // A picture to begin with, and how changes of it are judged.
  const canvas = from === undefined ? undefined : openCanvas(from, checkpoint.manifest.native);
  const change =
    from === undefined || canvas === undefined
      ? undefined
      : await openChangeJudge(clip, canvas, from);

  // 3. Schedule.
  const scheduler = createScheduler(defaultsOf('FlowMatchEuler'), { steps });
  const shape = [latent.channels, latent.height, latent.width] as const;
  const length = shape[0] * shape[1] * shape[2];

  const ranked: Rankable[] = [];
  const { diversity, taste } = params;
  const rankOptions = { diversity, taste, calibrationFor: await clip.calibrate() };
  for (const [number, group] of groups.entries()) {
    const start = number * GROUP_SIZE;
    if (isMade(group)) {
      // Only whole groups are passed over: a candidate's last bits depend on its company.
      for (const [offset, { index, embedding, aspects }] of group.entries()) {
        const text = texts[distinct.places[start + offset] ?? 0];
        if (text === undefined) continue;
        const cosine = dot(embedding, text);
        const known = aspects ?? references.aspectsOf(embedding);
        ranked.push({ index, embedding, cosine, aspects: known });
      }
      continue;
    }
    report.group(group.map((candidate) => candidate.index));

    // 4. Noise, from each candidate's own seed.
    const noise = noiseFor(group, length);
    const first = firstStepFor(scheduler, steps, strength);
    const count = group.length;
    const { sample, putBack } =
      canvas !== undefined
        ? beginFrom(canvas, scheduler, { first, noise, count, shape })
        : references.beginning === undefined
          ? { sample: noise, putBack: undefined }
          : {
              sample: noisy(references.beginning, scheduler, { first, noise, count }),
              putBack: undefined,
            };

    // 5. Denoise.
    const wanted = positives.slice(start, start + GROUP_SIZE);
    const unet = guideUnet(models.unet, wanted, unguided, guidanceScale, shape, references.pulls);
    for (const [step, time] of scheduler.timesteps.entries()) {
      if (step < first) continue;
      await checkpointForCancel(signal);
      const clean = await unet.predict(sample, time);
      scheduler.step(step, sample, clean);
      putBack?.(step, sample);
      report.step(step + 1 - first);
      previewDue(report, params, group, clean, shape, emit);
    }

    // 6. Decode.
    report.phase('decoding');
    const made = await decode(models.upscaler, sample, group.length, shape, upscale);
    const pictures = made.map((pixels) => canvas?.view(pixels) ?? pixels);

    // 7. See how well each follows its prompt.
    report.phase('ranking');
    const embeddings = await clip.embedPictures(pictures);
    for (const [offset, candidate] of group.entries()) {
      const pixels = pictures[offset];
      const embedding = embeddings[offset];
      const text = texts[distinct.places[start + offset] ?? 0];
      if (pixels === undefined || embedding === undefined || text === undefined) continue;
      const cosine = dot(embedding, text);
      const nearness = references.aspectsOf(embedding);
      const aspects = nearness.length > 0 ? nearness : (change?.(pixels, embedding, text) ?? []);
      ranked.push({ index: candidate.index, embedding, cosine, aspects });
      const whole = canvas?.compose(made[offset] ?? pixels) ?? pixels;
      emit({
        type: 'candidate',
        index: candidate.index,
        pixels: whole,
        embedding,
        cosine,
        aspects,
      });
    }

    // 8. Rank what there is, anew with each group.
    const isLast = number === groups.length - 1;
    if (!isLast) emit({ type: 'ranking', ranking: rankCandidates(ranked, rankOptions) });
  }

  const ranking = rankCandidates(ranked, rankOptions);
  return { ranking, device: context.provider, timings: report.timings() };
}

function groupsOf(candidates: readonly CandidatePlan[]): (readonly CandidatePlan[])[] {
  return Array.from({ length: Math.ceil(candidates.length / GROUP_SIZE) }, (_, number) =>
    candidates.slice(number * GROUP_SIZE, (number + 1) * GROUP_SIZE),
  );
}

function isMade(
  group: readonly CandidatePlan[],
): group is readonly (CandidatePlan & { readonly embedding: Float32Array })[] {
  return group.every(({ embedding }) => embedding !== undefined);
}

/** Lets messages in (a cancel may be among them), then stops if one was. */
async function checkpointForCancel(signal: AbortSignal): Promise<void> {
  await setImmediate();
  throwIfCancelled(signal);
}

function noiseFor(group: readonly CandidatePlan[], length: number): Float32Array {
  const noise = new Float32Array(group.length * length);
  group.forEach(({ seed }, index) =>
    noise.set(new TorchRandom(seed).normal(length), index * length),
  );
  return noise;
}

async function decode(
  upscaler: Model,
  sample: Float32Array,
  count: number,
  [channels, height, width]: readonly [number, number, number],
  scale: number,
): Promise<Pixels[]> {
  const clean = sample.map((value) => Math.min(1, Math.max(-1, value)));
  const dims = [count, channels, height, width];
  const outputs = await upscaler.run({ sample: { data: clean, dims } });
  const large = outputs['sample_up']?.data as Float32Array;
  return split(large, count).map((planes) => toPixels(planes, width * scale, height * scale));
}

function previewDue(
  report: StepReport,
  params: GenerateParams,
  group: readonly CandidatePlan[],
  clean: Float32Array,
  [, height, width]: readonly [number, number, number],
  emit: (event: GenerateEvent) => void,
): void {
  if (!report.isPreviewDue(params.previewIntervalMs)) return;
  split(clean, group.length).forEach((planes, offset) => {
    const index = group[offset]?.index ?? 0;
    emit({ type: 'preview', index, pixels: toPixels(planes, width, height) });
  });
}

function split(data: Float32Array, count: number): Float32Array[] {
  const length = data.length / count;
  return Array.from({ length: count }, (_, index) =>
    data.subarray(index * length, (index + 1) * length),
  );
}
