/** What the adjusting tools are set to, with a way back for every change. */
import {
  changesNothing,
  DEFAULT_TOLERANCE,
  TONES,
  type Adjustment,
  type Geometry,
  type Tone,
  type ToneName,
} from '#shared/domain/adjustment.ts';
import type { Size } from '#shared/domain/size.ts';
import { turnedSize } from '#shared/numeric/straighten.ts';
import { coveredCrop, cropTo, type CropRules } from './crop.ts';

/** Proportions of a crop, width to height. */
export const RATIOS = {
  '1:1': 1,
  '5:4': 5 / 4,
  '4:5': 4 / 5,
  '4:3': 4 / 3,
  '3:4': 3 / 4,
  '3:2': 3 / 2,
  '2:3': 2 / 3,
  '16:9': 16 / 9,
  '9:16': 9 / 16,
} as const;
export type RatioName = keyof typeof RATIOS | 'free' | 'original';

/** What stays where the background goes: unlike the border, or what is painted. */
export type BackgroundChoice = 'keep' | 'ground' | 'painted';

export interface AdjustSettings {
  readonly tone: Tone;
  readonly geometry: Geometry;
  readonly ratio: RatioName;
  readonly background: BackgroundChoice;
  readonly tolerance: number;
  /** Whether what the subject encloses goes with the ground. */
  readonly hasHoles: boolean;
  readonly enlarge: 1 | 2 | 4;
}

export const UNTOUCHED: AdjustSettings = {
  tone: {},
  geometry: { isMirrored: false, turns: 0, angle: 0 },
  ratio: 'original',
  background: 'keep',
  tolerance: DEFAULT_TOLERANCE,
  hasHoles: false,
  enlarge: 1,
};

const MOST_KEPT = 100;

export class AdjustForm {
  settings = $state.raw<AdjustSettings>(UNTOUCHED);
  /** Whether the whole picture is shown, with the crop's frame on it. */
  isCropping = $state(false);
  #past = $state.raw<readonly AdjustSettings[]>([]);
  #future = $state.raw<readonly AdjustSettings[]>([]);
  /** As they were after the last whole change. */
  #settled = $state.raw<AdjustSettings>(UNTOUCHED);
  readonly #size: () => Size;

  readonly canUndo = $derived(this.#past.length > 0);
  readonly canRedo = $derived(this.#future.length > 0);
  readonly isUntouched = $derived(
    this.settings.background === 'keep' && changesNothing(this.asked(undefined)),
  );
  readonly rules = $derived.by((): CropRules => {
    const { geometry, ratio } = this.settings;
    const size = turnedSize(this.#size(), geometry);
    if (ratio === 'free') return { size, angle: geometry.angle };
    const own = size.width / size.height;
    return { size, angle: geometry.angle, ratio: ratio === 'original' ? own : RATIOS[ratio] };
  });
  /** What is kept, in shares of the turned picture. */
  readonly frame = $derived(this.settings.geometry.crop ?? cropTo(this.rules));

  /** @param size of the picture on the canvas */
  constructor(size: () => Size) {
    this.#size = size;
  }

  /** While something is moved; `settle` makes one step of it for undo. */
  change(change: Partial<AdjustSettings>): void {
    this.settings = { ...this.settings, ...change };
  }

  settle(): void {
    if (this.settings === this.#settled) return;
    this.#past = [...this.#past, this.#settled].slice(-MOST_KEPT);
    this.#future = [];
    this.#settled = this.settings;
  }

  setTone(name: ToneName, value: number): void {
    const others = Object.entries(this.settings.tone).filter(([other]) => other !== name);
    const set = value === TONES[name].usual ? [] : [[name, value] as const];
    this.change({ tone: Object.fromEntries([...others, ...set]) });
  }

  resetTone(name: ToneName): void {
    this.setTone(name, TONES[name].usual);
    this.settle();
  }

  setAngle(angle: number): void {
    const { geometry } = this.settings;
    const rules = { ...this.rules, angle };
    this.#moveTo({ ...geometry, angle }, geometry.crop && coveredCrop(geometry.crop, rules));
  }

  /** Clockwise or against it, by a quarter. */
  turn(by: 1 | -1): void {
    const { geometry, ratio } = this.settings;
    const turns = (geometry.turns + by + 4) % 4;
    // What was kept turns with the picture, and so do its proportions.
    const crop = geometry.crop && turnedBox(geometry.crop, by);
    this.#moveTo({ ...geometry, turns }, crop);
    const [wide, high] = ratio.split(':');
    const turned = `${high}:${wide}`;
    if (turned in RATIOS) this.change({ ratio: turned as RatioName });
    this.settle();
  }

  /** As it is seen now, left and right or top and bottom change places. */
  flip(way: 'horizontal' | 'vertical'): void {
    const { isMirrored, turns, angle, crop } = this.settings.geometry;
    // Mirroring comes before turning: seen through a quarter turn it goes the other way.
    const further = way === 'horizontal' ? 0 : 2;
    const mirrored =
      crop &&
      (way === 'horizontal'
        ? { ...crop, left: 1 - crop.left - crop.width }
        : { ...crop, top: 1 - crop.top - crop.height });
    const turned = (8 - turns + further) % 4;
    this.#moveTo({ isMirrored: !isMirrored, turns: turned, angle: 0 - angle }, mirrored);
    this.settle();
  }

  setRatio(ratio: RatioName): void {
    const { geometry } = this.settings;
    this.change({ ratio });
    if (ratio === 'original') this.#moveTo(geometry, undefined);
    else if (ratio !== 'free') this.setFrame(cropTo(this.rules));
    this.settle();
  }

  setFrame(crop: NonNullable<Geometry['crop']>): void {
    this.#moveTo(this.settings.geometry, crop);
  }

  resetGeometry(): void {
    this.change({ geometry: UNTOUCHED.geometry, ratio: UNTOUCHED.ratio });
    this.settle();
  }

  reset(): void {
    this.change(UNTOUCHED);
    this.settle();
  }

  /** Another picture: nothing is set, and nothing can be undone. */
  begin(settings: AdjustSettings = UNTOUCHED): void {
    this.settings = settings;
    this.#settled = settings;
    this.#past = [];
    this.#future = [];
    this.isCropping = false;
  }

  undo(): void {
    const before = this.#past.at(-1);
    if (before === undefined) return;
    this.#future = [...this.#future, this.#settled];
    this.#past = this.#past.slice(0, -1);
    this.settings = this.#settled = before;
  }

  redo(): void {
    const after = this.#future.at(-1);
    if (after === undefined) return;
    this.#past = [...this.#past, this.#settled];
    this.#future = this.#future.slice(0, -1);
    this.settings = this.#settled = after;
  }

  /** As the host is asked for it. @param painted the mask of what stays, where that is painted */
  asked(painted: Extract<Adjustment['background'], { of: 'mask' }> | undefined): Adjustment {
    const { tone, geometry, background, tolerance, hasHoles, enlarge } = this.settings;
    const holes = hasHoles ? { hasHoles } : {};
    return {
      ...{ tone, geometry },
      ...(background === 'ground' ? { background: { of: 'ground', tolerance, ...holes } } : {}),
      ...(background === 'painted' && painted !== undefined ? { background: painted } : {}),
      ...(enlarge === 1 ? {} : { enlarge }),
    };
  }

  #moveTo(geometry: Geometry, crop: Geometry['crop']): void {
    const { isMirrored, turns, angle } = geometry;
    const moved = { isMirrored, turns, angle };
    this.change({ geometry: crop === undefined ? moved : { ...moved, crop } });
  }
}

/** The settings that a step was made with. */
export function settingsOf({ tone, geometry, background, enlarge }: Adjustment): AdjustSettings {
  return {
    tone,
    geometry: geometry ?? UNTOUCHED.geometry,
    ratio: geometry?.crop === undefined ? 'original' : 'free',
    background: background === undefined ? 'keep' : background.of === 'mask' ? 'painted' : 'ground',
    tolerance: background?.of === 'ground' ? background.tolerance : UNTOUCHED.tolerance,
    hasHoles: background?.of === 'ground' && background.hasHoles === true,
    enlarge: enlarge ?? 1,
  };
}

function turnedBox(
  { left, top, width, height }: NonNullable<Geometry['crop']>,
  by: 1 | -1,
): NonNullable<Geometry['crop']> {
  const size = { width: height, height: width };
  return by === 1
    ? { left: 1 - top - height, top: left, ...size }
    : { left: top, top: 1 - left - width, ...size };
}
