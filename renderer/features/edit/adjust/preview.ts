/** The picture of the canvas made small, and adjusted as often as something is moved. */
import type { Size } from '#shared/domain/size.ts';
import { shrinkInside } from '#shared/numeric/geometry.ts';
import { subjectOf } from '#shared/numeric/ground.ts';
import { MATTE_SIDE, solveMatte, type Matte } from '#shared/numeric/matte.ts';
import type { Coverage } from '../mask/coverage.ts';
import type { AdjustSettings } from './adjust-form.svelte.ts';
import { adjustedPixels, drawMoved, type SmallPicture } from './preview-pixels.ts';

/** Sides to choose from: the finest that can follow a finger. */
const SIDES = [1024, 640, 384] as const;
/** An answer that takes longer than this is felt; the next one is made of fewer pixels. */
const SLOW_MS = 60;
/** A moment without a change: now it may take longer. */
const REST_MS = 180;

export interface PreviewState {
  readonly settings: AdjustSettings;
  readonly isCropping: boolean;
  readonly mask: Coverage | undefined;
}

export class AdjustPreview {
  readonly #size: Size;
  readonly #bases: readonly SmallPicture[];
  /** What mattes are solved on: at once, and when nothing moves. */
  readonly #smalls: { readonly quick: SmallPicture; readonly fine: SmallPicture };
  readonly #sheet = new OffscreenCanvas(1, 1);
  #level = 0;
  #frame: number | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #matte: { readonly key: string; readonly value: Matte } | undefined;

  /** @param image decoded; @param size of the picture in its own pixels */
  constructor(image: HTMLImageElement, size: Size) {
    this.#size = size;
    this.#bases = SIDES.map((side) => shrunk(image, size, side));
    this.#smalls = {
      quick: shrunk(image, size, MATTE_SIDE / 2),
      fine: shrunk(image, size, MATTE_SIDE),
    };
  }

  /** Draws with the next frame; of several calls before that the last one counts. */
  show(canvas: HTMLCanvasElement, state: PreviewState): void {
    this.stop();
    this.#frame = requestAnimationFrame(() => {
      const began = performance.now();
      this.#draw(canvas, state, { level: this.#level, matte: 'quick' });
      const took = performance.now() - began;
      if (took > SLOW_MS) this.#level = Math.min(SIDES.length - 1, this.#level + 1);
      if (this.#level === 0 && state.settings.background === 'keep') return;
      this.#rest = setTimeout(() => {
        this.#draw(canvas, state, { level: 0, matte: 'fine' });
      }, REST_MS);
    });
  }

  stop(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    clearTimeout(this.#rest);
  }

  #draw(
    canvas: HTMLCanvasElement,
    { settings, isCropping, mask }: PreviewState,
    finesse: { readonly level: number; readonly matte: 'quick' | 'fine' },
  ): void {
    const base = this.#bases[finesse.level];
    if (base === undefined) return;
    const { tone, geometry, background } = settings;
    const scale = base.width / this.#size.width;
    const isPainted = background === 'painted';
    const rgba = adjustedPixels(base, {
      ...{ tone, scale },
      mask: mask === undefined || isPainted ? undefined : planeOf(mask, base),
      matte: this.#matteOf(this.#smalls[finesse.matte], settings, mask),
    });
    const { width, height } = base;
    this.#sheet.width = width;
    this.#sheet.height = height;
    const bytes = new Uint8ClampedArray(rgba.buffer as ArrayBuffer);
    this.#sheet.getContext('2d')?.putImageData(new ImageData(bytes, width, height), 0, 0);
    const size = this.#size;
    drawMoved(this.#sheet, { canvas, size, geometry, isWhole: isCropping, scale });
  }

  #matteOf(
    small: SmallPicture,
    { background, tolerance, hasHoles }: AdjustSettings,
    mask: Coverage | undefined,
  ): Matte | undefined {
    if (background === 'keep') return undefined;
    const { width, height, rgba } = small;
    if (background === 'ground') {
      const key = `${tolerance} ${hasHoles} ${width}`;
      if (this.#matte?.key !== key) {
        const stays = subjectOf(rgba, width, height, tolerance, hasHoles);
        this.#matte = { key, value: solveMatte(rgba, stays, width, height) };
      }
      return this.#matte.value;
    }
    if (mask === undefined) return undefined;
    const stays = Float32Array.from(planeOf(mask, small), (value) => value / 255);
    return solveMatte(rgba, stays, width, height);
  }
}

function shrunk(image: HTMLImageElement, size: Size, side: number): SmallPicture {
  const { width, height } = shrinkInside(size, { width: side, height: side });
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (context === null) return { width, height, rgba: new Uint8Array(width * height * 4) };
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, rgba: new Uint8Array(data.buffer) };
}

/** A mask at another size. */
function planeOf({ width, height, data }: Coverage, size: Size): Uint8Array {
  const plane = new Uint8Array(size.width * size.height);
  for (let y = 0; y < size.height; y += 1) {
    const row = Math.min(height - 1, Math.floor(((y + 0.5) * height) / size.height)) * width;
    for (let x = 0; x < size.width; x += 1) {
      const column = Math.min(width - 1, Math.floor(((x + 0.5) * width) / size.width));
      plane[y * size.width + x] = data[row + column]!;
    }
  }
  return plane;
}
