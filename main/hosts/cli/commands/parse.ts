/** Numbers as they are typed. Limits are core's business; here only what is no number is refused. */
import { DEFAULT_REFERENCE_WEIGHT } from '#shared/domain/reference.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

/** An option parser that names the option in its refusal. */
export function numberFor(field: string): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isFinite(value)) return value;
    throw new EaselError('request.invalid', { field, reason: `“${text}” is not a number` });
  };
}

/** `768x512`: width and height in pixels. */
export function parseSize(text: string): { width: number; height: number } {
  const match = /^\s*(\d{1,6})\s*[x×*]\s*(\d{1,6})\s*$/i.exec(text);
  if (match !== null) return { width: Number(match[1]), height: Number(match[2]) };
  const reason = `“${text}” is no width and height such as 768x512`;
  throw new EaselError('request.invalid', { field: '--size', reason });
}

/** `64` or `0,64,0,64`: pixels at the top, right, bottom and left, as in CSS. */
export function parseMargins(text: string): Record<'top' | 'right' | 'bottom' | 'left', number> {
  const numbers = /^\s*\d{1,5}(?:\s*,\s*\d{1,5}){3}\s*$|^\s*\d{1,5}\s*$/.test(text)
    ? text.split(',').map(Number)
    : [];
  const [top, right = top, bottom = top, left = top] = numbers;
  if (top !== undefined) {
    return { top, right: right ?? top, bottom: bottom ?? top, left: left ?? top };
  }
  const reason = `“${text}” is neither one number nor four such as 0,64,0,64`;
  throw new EaselError('request.invalid', { field: '--grow', reason });
}

/** `4:5`, proportions, or `0,0,800,600`: left, top, width and height in pixels. */
export function parseCrop(text: string): CropAsked {
  const ratio = /^\s*(\d+(?:\.\d+)?)\s*:\s*(\d+(?:\.\d+)?)\s*$/.exec(text);
  const [wide, high] = [Number(ratio?.[1]), Number(ratio?.[2])];
  if (wide > 0 && high > 0) return { ratio: wide / high };
  const box = /^\s*\d{1,5}(?:\s*,\s*\d{1,5}){3}\s*$/.test(text) ? text.split(',').map(Number) : [];
  const [left, top, width, height] = box;
  if (left !== undefined && top !== undefined && width !== undefined && height !== undefined) {
    if (width > 0 && height > 0) return { left, top, width, height };
  }
  const reason = `“${text}” is neither proportions such as 4:5 nor left,top,width,height in pixels`;
  throw new EaselError('request.invalid', { field: '--crop', reason });
}

export type CropAsked =
  | { readonly ratio: number }
  | {
      readonly left: number;
      readonly top: number;
      readonly width: number;
      readonly height: number;
    };

interface AskedReference {
  readonly picture: string;
  readonly weight: number;
}

/** `cat.png:0.6`, or `cat.png` alone, added to those before it. */
export function parseReference(
  text: string,
  before: readonly AskedReference[] = [],
): readonly AskedReference[] {
  const match = /^(.+):\s*([+-]?\d*\.?\d+)\s*$/.exec(text);
  const [, picture = text, weight] = match ?? [];
  const asked = weight === undefined ? DEFAULT_REFERENCE_WEIGHT : Number(weight);
  return [...before, { picture, weight: asked }];
}
