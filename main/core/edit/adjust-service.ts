/** Adjustments, from the request to a node of the tree. No job: the preview was the choice. */
import type { Gallery } from '#main/core/gallery/gallery.ts';
import type { PictureCodec } from '#main/core/gallery/picture-codec.port.ts';
import { textsFor } from '#main/core/gallery/generation-metadata.ts';
import { ranged } from '#main/core/generate/resolve-generation.ts';
import { looksDrawn } from '#main/core/upscale/looks-drawn.ts';
import type { Upscaler } from '#main/core/upscale/upscaler.ts';
import {
  changedTone,
  changesNothing,
  isStraight,
  LEAST_LEVELS,
  toneNames,
  toneOf,
  TONES,
  type Adjustment,
  type Tone,
} from '#shared/domain/adjustment.ts';
import type { AdjustRequest, EditRecord } from '#shared/domain/edit.ts';
import type { MaskId } from '#shared/domain/mask-id.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { MAX_PIXELS, MAX_SIDE } from '#shared/domain/size.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { cutOf } from '#shared/numeric/straighten.ts';
import { originOf } from './edit-origin.ts';
import type { MaskFiles } from './mask-files.port.ts';
import type { AdjustedPicture, AdjustOrder, PictureAdjuster } from './picture-adjuster.port.ts';

interface Parts {
  readonly gallery: Gallery;
  readonly masks: MaskFiles;
  readonly adjuster: PictureAdjuster;
  readonly codec: Pick<PictureCodec, 'readPixels' | 'decode' | 'encodeChanged'>;
  readonly upscaler: Pick<Upscaler, 'enlarge' | 'isMeantFor'>;
}

/** Of a picture, to see whether it is drawn; more than the network takes is never looked at. */
const GLANCED_SIDE = 4096;
/** Masks are looked at this small, where only whether they mark anything is asked. */
const GLANCE = 256;

export class AdjustService {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Throws the codes that the contract declares, or CancelledError. */
  async adjust(
    { source, adjustment: asked, mask: id, feather = 0 }: AdjustRequest,
    signal?: AbortSignal,
  ): Promise<Picture> {
    const { gallery, adjuster } = this.#parts;
    const picture = gallery.get(source);
    const { path } = await gallery.mediaFile(source);
    const adjustment = resolveAdjustment(asked);
    if (changesNothing(adjustment)) throw new EaselError('edit.nothing-to-adjust');
    checkSize(picture, adjustment);
    const mask = id === undefined ? undefined : { path: await this.#locate(id), feather };
    const { background } = adjustment;
    const subject = background?.of === 'mask' ? await this.#locate(background.mask) : undefined;
    const edit: EditRecord = {
      ...originOf(picture),
      step: { kind: 'adjust', ...adjustment },
      ...(id === undefined ? {} : { mask: id }),
      feather,
      isAccepted: true,
    };
    const title = titleOf(picture);
    const order = { path, name: source, adjustment, mask, subject, texts: textsFor({ edit }) };
    if (adjustment.enlarge !== undefined && (await this.#isDrawn(picture, path, adjustment))) {
      return gallery.addStep({ ...(await this.#enlarged(order, edit, signal)), title });
    }
    return gallery.addStep({ ...(await adjuster.adjust(order, signal)), edit, title });
  }

  /** Whether the network that has learnt drawings is meant for what will be enlarged. */
  async #isDrawn(picture: Picture, path: string, { geometry }: Adjustment): Promise<boolean> {
    const { codec, upscaler } = this.#parts;
    const { width, height } = cutOf(picture, geometry);
    if (!upscaler.isMeantFor({ width, height })) return false;
    return looksDrawn(await codec.readPixels(path, picture.id, GLANCED_SIDE));
  }

  /** All else first, then the size. */
  async #enlarged(
    order: AdjustOrder,
    edit: EditRecord,
    signal: AbortSignal | undefined,
  ): Promise<AdjustedPicture & { readonly edit: EditRecord }> {
    const { adjuster, codec, upscaler } = this.#parts;
    const { enlarge = 1, ...others } = order.adjustment;
    const small = await adjuster.adjust({ ...order, adjustment: others, texts: [] }, signal);
    const { pixels } = await upscaler.enlarge(
      { pixels: await codec.decode(small.bytes), by: enlarge, method: 'network' },
      { ...(signal === undefined ? {} : { signal }) },
    );
    const step = { ...edit.step, isByNetwork: true } as EditRecord['step'];
    const record = { ...edit, step };
    const before = { path: order.path, pixels, left: 0, top: 0 };
    const bytes = await codec.encodeChanged(pixels, before, textsFor({ edit: record }));
    return { bytes, width: pixels.width, height: pixels.height, hasAlpha: true, edit: record };
  }

  /** Throws `edit.mask-empty`, `edit.mask-not-found`. */
  async #locate(id: MaskId): Promise<string> {
    const { masks } = this.#parts;
    const plane = await masks.read(id, GLANCE, GLANCE);
    if (plane.every((value) => value === 0)) throw new EaselError('edit.mask-empty');
    return masks.locate(id);
  }
}

/** Throws `generate.value-out-of-range`. */
function resolveAdjustment({ tone, geometry, background, enlarge }: Adjustment): Adjustment {
  for (const name of toneNames)
    ranged(name, tone[name], undefined, TONES[name].min, TONES[name].max);
  checkLevels(tone);
  const isMoved = geometry !== undefined && !isStraight(geometry);
  return {
    tone: changedTone(tone),
    ...(isMoved ? { geometry } : {}),
    ...(background === undefined ? {} : { background }),
    ...(enlarge === undefined ? {} : { enlarge }),
  };
}

function checkLevels(tone: Tone): void {
  const least = toneOf(tone, 'black') + LEAST_LEVELS;
  ranged('white', toneOf(tone, 'white'), undefined, least, TONES.white.max);
}

/** Throws `edit.too-large`. */
function checkSize(picture: Picture, { geometry, enlarge }: Adjustment): void {
  const cut = cutOf(picture, geometry);
  const [width, height] = [cut.width, cut.height].map((side) => side * (enlarge ?? 1)) as [
    number,
    number,
  ];
  if (Math.max(width, height) > MAX_SIDE || width * height > MAX_PIXELS) {
    throw new EaselError('edit.too-large', { width, height, limit: MAX_PIXELS / 1e6 });
  }
}

function titleOf({ sourceName, generation }: Picture): string {
  return sourceName?.replace(/\.[^.]*$/, '') ?? generation?.expandedPrompt ?? 'adjusted';
}
