/** Finds things in a picture by words, by looking at many parts of it with CLIP. */
import { setImmediate } from 'node:timers/promises';
import { openClip } from '#main/engine/clip/open-clip.ts';
import { cutOut } from '#shared/numeric/cut-out.ts';
import type { EngineContext } from '#main/engine/engine-context.ts';
import type { FindWordsParams, FindWordsResult } from '#shared/engine-protocol/messages.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';
import { dot, normalise } from '#shared/numeric/vector.ts';
import { partsOf } from './boxes.ts';
import { heatOf } from './heat.ts';
import { refined } from './refine.ts';
import { windowsOver } from './windows.ts';

/** What no window is to be found by: a window that is like these is like anything. */
const NEUTRAL = ['', 'background', 'plain colour', 'nothing', 'texture'];
/** How much likeness to nothing in particular speaks against a window. */
const AGAINST = 0.3;
const BATCH = 16;

/** Throws `checkpoint.*`, `engine.out-of-memory` and CancelledError. */
export async function findWords(
  context: EngineContext,
  { checkpoint, picture, words, threshold }: FindWordsParams,
  signal: AbortSignal,
): Promise<FindWordsResult> {
  const clip = await openClip(context, checkpoint);
  const texts = await clip.embedText([...NEUTRAL, ...words].map((text) => [{ text, weight: 1 }]));
  const neutral = texts.slice(0, NEUTRAL.length);
  const windows = windowsOver(picture);
  const embeddings: Float32Array[] = [];
  for (let start = 0; start < windows.length; start += BATCH) {
    // Lets messages in: a cancel may be among them.
    await setImmediate();
    throwIfCancelled(signal);
    const group = windows.slice(start, start + BATCH).map((window) => cutOut(picture, window));
    embeddings.push(...(await clip.embedPictures(group)));
  }
  const likeNothing = embeddings.map((one) => Math.max(...neutral.map((text) => dot(one, text))));
  const calibrationFor = await clip.calibrate();
  return {
    calibration: calibrationFor(middleOf(embeddings)),
    found: texts.slice(NEUTRAL.length).map((text) => {
      const cosines = embeddings.map((one) => dot(one, text));
      const scores = cosines.map((cosine, at) => cosine - AGAINST * (likeNothing[at] ?? 0));
      const heat = heatOf(windows, scores, picture);
      const sureness = refined(picture, heat);
      const parts = partsOf(sureness, picture, threshold);
      return {
        heat,
        sureness,
        boxes: parts.map(({ box }) => ({ box, cosine: bestIn(box, windows, cosines) })),
      };
    }),
  };
}

/** What all windows have in common stands for the whole picture, small things and large. */
function middleOf(embeddings: readonly Float32Array[]): Float32Array {
  const sum = new Float32Array(embeddings[0]?.length ?? 0);
  for (const one of embeddings) one.forEach((value, at) => (sum[at]! += value));
  return normalise(sum);
}

/** The best of the windows whose middle lies in a box. */
function bestIn(
  box: FindWordsResult['found'][number]['boxes'][number]['box'],
  windows: readonly { left: number; top: number; width: number; height: number }[],
  cosines: readonly number[],
): number {
  const within = cosines.filter((_, at) => {
    const window = windows[at]!;
    const x = window.left + window.width / 2 - box.left;
    const y = window.top + window.height / 2 - box.top;
    return x >= 0 && y >= 0 && x <= box.width && y <= box.height;
  });
  return within.length === 0 ? -1 : Math.max(...within);
}
