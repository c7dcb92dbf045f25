/** Looks at the pictures of a source: each once, as long as its file stays the same. */
import type { PictureCodec } from '#main/core/gallery/picture-codec.port.ts';
import type { Engine } from '#main/core/engine/engine.port.ts';
import type { RankingSpace } from '#main/core/clips/clips.ts';
import { MAX_CAPTION } from '#shared/domain/dataset.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';
import { isCancellation, throwIfCancelled } from '#shared/errors/cancellation.ts';
import { toErrorShape } from '#shared/errors/easel-error.ts';
import { resizePlane } from '#shared/numeric/resize.ts';
import { recallSettings } from '#shared/recall/recall.ts';
import type { DatasetFiles } from './dataset-files.port.ts';
import type { Entry, KnownLooks, Look, SourcePicture } from './dataset.records.ts';
import { countLetters } from './lettering/letter-lines.ts';
import { marksOf } from './lettering/shared-marks.ts';
import { differenceHash, edgeHardness, greyOf } from './picture-measures.ts';
import { plainWords } from './plain-words.ts';

export interface LookParts {
  readonly files: DatasetFiles;
  readonly codec: PictureCodec;
  readonly engine: Pick<Engine, 'embedPictures'>;
}

/** Letters are looked for at this size, the longer side: smaller ones no network would learn to draw. */
const READ_SIDE = 384;
/** All else is measured at this size: it is about what a network is shown. */
const LOOKED_AT_SIDE = 256;
/** Pictures that go to the engine together. */
const GROUP = 16;
/** Larger files are not searched for texts. */
const MAX_TEXT_BYTES = 64 << 20;

/**
 * @param space where embeddings belong; without it pictures are not embedded
 * @param report called with the number of pictures that are done
 */
export async function lookAtPictures(
  parts: LookParts,
  pictures: readonly SourcePicture[],
  known: KnownLooks,
  space: RankingSpace | undefined,
  report: (done: number) => void,
  signal?: AbortSignal,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let start = 0; start < pictures.length; start += GROUP) {
    throwIfCancelled(signal);
    const group = pictures.slice(start, start + GROUP);
    entries.push(...(await lookAtGroup(parts, group, known, space, signal)));
    report(entries.length);
  }
  return entries;
}

async function lookAtGroup(
  parts: LookParts,
  group: readonly SourcePicture[],
  known: KnownLooks,
  space: RankingSpace | undefined,
  signal?: AbortSignal,
): Promise<Entry[]> {
  const entries: (SourcePicture & { look?: Look })[] = [];
  const unseen: { look: Look; pixels: Pixels; at: number }[] = [];
  for (const picture of group) {
    if (picture.problem !== undefined || picture.isUnsupported) {
      entries.push({ ...picture });
      continue;
    }
    const before = known[picture.key];
    const isKnown =
      before?.revision === picture.revision &&
      (before.problem !== undefined || before.letters !== undefined) &&
      (before.problem !== undefined || space === undefined || before.embedding?.space === space.id);
    if (isKnown) {
      entries.push({ ...picture, look: before });
      continue;
    }
    const seen = await look(parts, picture);
    if ('pixels' in seen) unseen.push({ ...seen, at: entries.length });
    entries.push({ ...picture, look: seen.look });
  }
  if (space === undefined || unseen.length === 0) return entries;
  const vectors = await parts.engine.embedPictures(
    { checkpoint: space.checkpoint, pictures: unseen.map(({ pixels }) => pixels) },
    { signal },
  );
  for (const [index, { look: seen, at }] of unseen.entries()) {
    const vector = vectors[index];
    if (vector === undefined) continue;
    entries[at] = {
      ...entries[at]!,
      look: { ...seen, embedding: { space: space.id, vector: toBase64(vector) } },
    };
  }
  return entries;
}

async function look(
  { files, codec }: LookParts,
  picture: SourcePicture,
): Promise<{ look: Look; pixels: Pixels } | { look: Look }> {
  const { path, name, revision } = picture;
  const nothing = { revision, sha256: '', width: 0, height: 0, hasAlpha: false };
  try {
    const facts = await codec.inspect(path, name);
    const pixels = await codec.readPixels(path, name, READ_SIDE);
    const fine = greyOf(pixels);
    const letters = countLetters(fine, pixels.width, pixels.height);
    const marks = marksOf(fine, pixels.width, pixels.height);
    const scale = Math.min(1, LOOKED_AT_SIDE / Math.max(pixels.width, pixels.height));
    const [across, down] = [pixels.width, pixels.height].map((side) =>
      Math.max(1, Math.round(side * scale)),
    ) as [number, number];
    const grey = resizePlane(fine, pixels.width, pixels.height, across, down);
    const hardness = edgeHardness(grey, across, down);
    const outline = differenceHash(grey, across, down);
    const sha256 = picture.sha256 ?? (await files.hash(path));
    const words = picture.caption === undefined ? await wordsIn({ files, codec }, picture) : '';
    const { width, height, hasAlpha } = facts;
    return {
      pixels,
      look: {
        ...{ revision, sha256, width, height, hasAlpha, outline, hardness, letters, marks },
        ...(words === '' ? {} : { words }),
      },
    };
  } catch (error) {
    if (isCancellation(error)) throw error;
    return { look: { ...nothing, outline: '', hardness: 0, problem: toErrorShape(error) } };
  }
}

/** What its own file says it was made by. */
async function wordsIn(
  { files, codec }: Pick<LookParts, 'files' | 'codec'>,
  { path, bytes }: SourcePicture,
): Promise<string> {
  if (bytes > MAX_TEXT_BYTES) return '';
  const found = recallSettings(await codec.readTexts(await files.readFile(path)));
  return found === undefined ? '' : plainWords(found.prompt).slice(0, MAX_CAPTION);
}

function toBase64(vector: Float32Array): string {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64');
}

/** A kept embedding; undefined where there is none. */
export function embeddingOf({ look: seen }: Entry): Float32Array | undefined {
  if (seen?.embedding === undefined) return undefined;
  const bytes = Buffer.from(seen.embedding.vector, 'base64');
  return new Float32Array(Uint8Array.from(bytes).buffer, 0, Math.floor(bytes.length / 4));
}
