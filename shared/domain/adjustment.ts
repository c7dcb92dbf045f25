/**
 * Adjustments: what a darkroom does to a picture, by numbers, without a trained network.
 *
 * They are taken in a fixed order, whatever was moved first: tone and colour, blur and sharpness,
 * background, then turning, straightening and cropping, and at last the size.
 */
import * as z from 'zod';
import { maskIdSchema } from './mask-id.ts';

/** A slider: its ends, and the value at which it does nothing. */
export interface ToneRange {
  readonly min: number;
  readonly max: number;
  readonly usual: number;
  /** The least that can be told apart. */
  readonly step: number;
}

/** In the order that they are taken in. */
export const TONES = {
  /** Levels: what is as dark as this becomes black, what is as light becomes white; of 255. */
  black: { min: 0, max: 250, usual: 0, step: 1 },
  white: { min: 5, max: 255, usual: 255, step: 1 },
  /** Above 1 lightens the middle tones. */
  gamma: { min: 0.2, max: 5, usual: 1, step: 0.01 },
  /** Stops: twice the light for each. */
  exposure: { min: -4, max: 4, usual: 0, step: 0.05 },
  /** Below 0 colder, above 0 warmer. */
  temperature: { min: -100, max: 100, usual: 0, step: 1 },
  /** Below 0 greener, above 0 more magenta. */
  tint: { min: -100, max: 100, usual: 0, step: 1 },
  contrast: { min: -100, max: 100, usual: 0, step: 1 },
  /** Degrees around the circle of Oklab. */
  hue: { min: -180, max: 180, usual: 0, step: 1 },
  /** -100 is grey, 100 twice as colourful. */
  saturation: { min: -100, max: 100, usual: 0, step: 1 },
  /** Standard deviation in pixels of the picture. */
  blur: { min: 0, max: 100, usual: 0, step: 0.5 },
  /** Per cent of the difference from its surroundings that is added once more. */
  sharpen: { min: 0, max: 300, usual: 0, step: 5 },
  /** How far those surroundings reach: standard deviation in pixels of the picture. */
  radius: { min: 0.5, max: 20, usual: 1, step: 0.1 },
} as const satisfies Record<string, ToneRange>;

export type ToneName = keyof typeof TONES;
export const toneNames = Object.keys(TONES) as ToneName[];

/** Only what differs from the usual; limits are told by name, so they are checked elsewhere. */
export const toneSchema = z.partialRecord(z.enum(toneNames), z.number());
export type Tone = Readonly<z.infer<typeof toneSchema>>;

/** Of white and black not even one step may lie between; a curve needs two ends. */
export const LEAST_LEVELS = 4;
export const MOST_STRAIGHTENED = 45;

/** A rectangle in shares of a picture's sides. */
export const shareBoxSchema = z.object({
  left: z.number().min(0).max(1),
  top: z.number().min(0).max(1),
  width: z.number().min(0.001).max(1),
  height: z.number().min(0.001).max(1),
});
export type ShareBox = z.infer<typeof shareBoxSchema>;

/** In this order: mirrored, turned, straightened around the middle, cropped. */
export const geometrySchema = z.object({
  /** Left and right change places. */
  isMirrored: z.boolean(),
  /** Quarter turns clockwise. */
  turns: z.number().int().min(0).max(3),
  /** Degrees clockwise; the corners that come into sight are clear. */
  angle: z.number().min(-MOST_STRAIGHTENED).max(MOST_STRAIGHTENED),
  /** Of the turned picture's frame; absent: the largest of the same proportions without clear corners. */
  crop: shareBoxSchema.optional(),
});
export type Geometry = z.infer<typeof geometrySchema>;

/** What is taken away; what stays gets soft edges. */
export const backgroundSchema = z.discriminatedUnion('of', [
  /** All that is like the picture's border and hangs together with it. */
  z.object({
    of: z.literal('ground'),
    tolerance: z.number().min(0).max(1),
    /** What the subject encloses goes too where it is like the ground; default: it stays. */
    hasHoles: z.boolean().optional(),
  }),
  /** All that a mask does not cover. */
  z.object({ of: z.literal('mask'), mask: maskIdSchema }),
]);
export type Background = z.infer<typeof backgroundSchema>;
export const DEFAULT_TOLERANCE = 0.25;

export const enlargeSchema = z.union([z.literal(2), z.literal(4)]);

export const adjustmentSchema = z.object({
  tone: toneSchema,
  geometry: geometrySchema.optional(),
  background: backgroundSchema.optional(),
  /** So many times as wide and as high. */
  enlarge: enlargeSchema.optional(),
});
export type Adjustment = z.infer<typeof adjustmentSchema>;

export function toneOf(tone: Tone, name: ToneName): number {
  return tone[name] ?? TONES[name].usual;
}

/** Without what does nothing. */
export function changedTone(tone: Tone): Tone {
  const changed = toneNames.filter((name) => toneOf(tone, name) !== TONES[name].usual);
  // How far sharpening reaches says nothing where nothing is sharpened.
  const telling = changed.filter((name) => name !== 'radius' || changed.includes('sharpen'));
  return Object.fromEntries(telling.map((name) => [name, tone[name]]));
}

export function isStraight({ isMirrored, turns, angle, crop }: Geometry): boolean {
  return !isMirrored && turns === 0 && angle === 0 && crop === undefined;
}

/** Whether it leaves a picture as it is. */
export function changesNothing({ tone, geometry, background, enlarge }: Adjustment): boolean {
  const isMoved = geometry !== undefined && !isStraight(geometry);
  return (
    Object.keys(changedTone(tone)).length === 0 &&
    !isMoved &&
    background === undefined &&
    enlarge === undefined
  );
}
