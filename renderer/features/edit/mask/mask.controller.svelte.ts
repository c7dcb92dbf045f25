/** The mask of the picture on the canvas, and the tool that it is drawn with. */
import { dab, drawTo, type Brush } from './brush.ts';
import {
  cover,
  coverageFor,
  coveredShare,
  fill,
  invert,
  joined,
  type Coverage,
  type Point,
  type Region,
} from './coverage.ts';
import { feather } from './feather.ts';
import { coverOutline, rectangle } from './shapes.ts';
import { Strokes } from './strokes.ts';

export const maskTools = ['brush', 'eraser', 'rectangle', 'lasso', 'hand'] as const;
export type MaskTool = (typeof maskTools)[number];

/** Corners closer than this share of the longer side make no shape: a click, not a drag. */
const LEAST_SHAPE = 0.004;
const SIZE_STEP = 1.25;
const SOFTNESS_STEP = 0.1;
/** So many pictures keep what was drawn on them, for when somebody comes back. */
const MOST_KEPT = 8;
/** A pen that hardly touches still draws something. */
const LEAST_PRESSURE = 0.15;

export class MaskController {
  tool = $state<MaskTool>('brush');
  /** Diameter as a share of the picture's longer side. */
  size = $state(0.08);
  /** 0..1, see `Brush`. */
  softness = $state(0.3);
  /** Whether a shape takes away instead. */
  isTakingAway = $state(false);
  isShown = $state(true);
  /** The shape being drawn, in pixels of the mask. */
  outline = $state.raw<readonly Point[]>([]);
  coverage = $state.raw<Coverage>(coverageFor(1, 1));
  /** How much of the picture is covered after the last whole stroke, 0..1. */
  share = $state(0);
  canUndo = $state(false);
  canRedo = $state(false);
  #strokes = new Strokes(this.coverage);
  #name: string | undefined;
  /** What was drawn on other pictures; the last used one is last. */
  readonly #kept = new Map<string, { coverage: Coverage; strokes: Strokes }>();
  #last: Point | undefined;
  #touched: Region | undefined;
  readonly #watchers = new Set<(region: Region) => void>();

  readonly isEmpty = $derived(this.share === 0);
  readonly longest = $derived(Math.max(this.coverage.width, this.coverage.height));
  /** Pixels of the mask. */
  readonly radius = $derived(Math.max(0.5, (this.size * this.longest) / 2));

  /** Goes to another picture: to what was drawn on it before, or to an empty mask of its size. */
  open(name: string, width: number, height: number): void {
    if (name === this.#name) return;
    this.#keep();
    const kept = this.#kept.get(name);
    this.#name = name;
    this.coverage = kept?.coverage ?? coverageFor(width, height);
    this.#strokes = kept?.strokes ?? new Strokes(this.coverage);
    this.outline = [];
    this.#last = undefined;
    this.#touched = undefined;
    this.#tell();
  }

  /** Tells which part has changed, so that only that is drawn again. Returns how to stop. */
  watch(watcher: (region: Region) => void): () => void {
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  }

  grow(by: 1 | -1): void {
    this.size = Math.min(0.6, Math.max(0.004, this.size * SIZE_STEP ** by));
  }

  soften(by: 1 | -1): void {
    this.softness = Math.min(1, Math.max(0, this.softness + by * SOFTNESS_STEP));
  }

  /** A stroke, or the first corner of a shape. `pressure` 0..1, as the pointer tells it. */
  begin(point: Point, pressure = 1): void {
    this.#last = point;
    if (this.tool === 'hand') return;
    if (this.tool === 'brush' || this.tool === 'eraser') {
      this.#touch(dab(this.coverage, point, this.#brush(pressure)));
    } else this.outline = [point];
  }

  move(point: Point, pressure = 1): void {
    const last = this.#last;
    if (last === undefined) return;
    this.#last = point;
    if (this.tool === 'brush' || this.tool === 'eraser') {
      this.#touch(drawTo(this.coverage, last, point, this.#brush(pressure)));
    } else if (this.tool === 'rectangle') {
      const [corner] = this.outline;
      if (corner !== undefined) this.outline = rectangle(corner, point);
    } else if (this.tool === 'lasso') this.outline = [...this.outline, point];
  }

  /** The stroke or shape is done: from here on it can be undone as a whole. */
  end(): void {
    const { outline } = this;
    this.outline = [];
    this.#last = undefined;
    if (outline.length >= 3 && this.#isLarge(outline)) {
      this.#touch(coverOutline(this.coverage, outline, this.isTakingAway));
    }
    this.#finish();
  }

  /** Leaves a shape undrawn. */
  abandon(): void {
    this.outline = [];
    this.#last = undefined;
    this.#finish();
  }

  fill(): void {
    this.#whole(fill(this.coverage, 255));
  }

  /** @param values uint8 [height, width] of the mask: what is marked besides */
  add(values: Uint8Array): void {
    this.#whole(cover(this.coverage, values));
  }

  clear(): void {
    if (!this.isEmpty) this.#whole(fill(this.coverage, 0));
  }

  invert(): void {
    this.#whole(invert(this.coverage));
  }

  /** Softens the edge by about a hundredth of the longer side. */
  feather(): void {
    if (!this.isEmpty) this.#whole(feather(this.coverage, this.longest / 100));
  }

  undo(): void {
    this.#redrawn(this.#strokes.undo());
  }

  redo(): void {
    this.#redrawn(this.#strokes.redo());
  }

  #keep(): void {
    if (this.#name === undefined) return;
    this.#kept.delete(this.#name);
    this.#kept.set(this.#name, { coverage: this.coverage, strokes: this.#strokes });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }

  #brush(pressure: number): Brush {
    return {
      radius: this.radius * Math.max(LEAST_PRESSURE, pressure),
      softness: this.softness,
      isEraser: this.tool === 'eraser',
    };
  }

  #isLarge(outline: readonly Point[]): boolean {
    const xs = outline.map(({ x }) => x);
    const ys = outline.map(({ y }) => y);
    const wide = Math.max(...xs) - Math.min(...xs);
    const high = Math.max(...ys) - Math.min(...ys);
    return Math.min(wide, high) >= LEAST_SHAPE * this.longest;
  }

  #whole(region: Region): void {
    this.#touch(region);
    this.#finish();
  }

  #touch(region: Region | undefined): void {
    if (region === undefined) return;
    this.#touched = joined(this.#touched, region);
    for (const watcher of this.#watchers) watcher(region);
  }

  #finish(): void {
    if (this.#touched !== undefined) this.#strokes.record(this.#touched);
    this.#touched = undefined;
    this.#tell();
  }

  #tell(): void {
    this.share = coveredShare(this.coverage);
    this.canUndo = this.#strokes.canUndo;
    this.canRedo = this.#strokes.canRedo;
  }

  #redrawn(region: Region | undefined): void {
    if (region === undefined) return;
    for (const watcher of this.#watchers) watcher(region);
    this.#tell();
  }
}
