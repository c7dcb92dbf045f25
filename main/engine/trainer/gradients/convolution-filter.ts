/**
 * The gradient of a convolution by its filter, as one matrix product.
 *
 * The runtime has no such operator. Every place that the filter visits becomes a row of what it saw
 * there (Chellapilla et al. 2006), and the product with the gradient by the outputs sums over all
 * places of all pictures. In rows of channels, each of the kernel's places is one slice of the
 * picture, which is copied as it lies.
 */
import type { GraphDraft } from '../graph/graph-draft.ts';
import { countOf } from './broadcast.ts';

export interface Window {
  /** Height and width of the kernel. */
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  /** Top, left, bottom, right. */
  readonly pads: readonly [number, number, number, number];
  readonly groups: number;
}

interface Sized {
  readonly name: string;
  /** [batch, channels, height, width] */
  readonly dims: readonly number[];
}

/** @returns the filter's gradient, [outputs, channels / groups, kernel height, kernel width] */
export function filterGradient(
  draft: GraphDraft,
  picture: Sized,
  gradient: Sized,
  window: Window,
): string {
  const { groups, kernel } = window;
  const [, channels = 0] = picture.dims;
  const [batch = 0, outputs = 0, height = 0, width = 0] = gradient.dims;
  const places = batch * height * width;
  const seen = rowsSeen(draft, picture, window, height, width);
  const byChannel = draft.transpose(gradient.name, [1, 0, 2, 3]);
  const size = countOf(kernel);
  const own = channels / groups;
  // [kernel, channels] beside each other in a row; the filter has them the other way round.
  const order = [0, 3, 1, 2];
  if (groups === 1) {
    const due = draft.reshape(byChannel, [outputs, places]);
    const rows = draft.reshape(seen, [places, size * channels]);
    const product = draft.op('MatMul', [due, rows]);
    return draft.transpose(draft.reshape(product, [outputs, ...kernel, channels]), order);
  }
  const due = draft.reshape(byChannel, [groups, outputs / groups, places]);
  const inGroups = draft.transpose(draft.reshape(seen, [places, size, groups, own]), [2, 0, 1, 3]);
  const rows = draft.reshape(inGroups, [groups, places, size * own]);
  const product = draft.op('MatMul', [due, rows]);
  return draft.transpose(draft.reshape(product, [outputs, ...kernel, own]), order);
}

/** [batch, height, width, kernel × channels] */
function rowsSeen(
  draft: GraphDraft,
  picture: Sized,
  { kernel, strides, dilations, pads }: Window,
  height: number,
  width: number,
): string {
  const rows = draft.transpose(picture.name, [0, 2, 3, 1]);
  const [top, left, bottom, right] = pads;
  const padded = pads.some((pad) => pad > 0)
    ? draft.op('Pad', [rows, draft.ints([0, top, left, 0, 0, bottom, right, 0])])
    : rows;
  const isWhole = countOf(kernel) === 1 && countOf(strides) === 1;
  if (isWhole) return padded;
  const slices: string[] = [];
  for (let y = 0; y < kernel[0]; y += 1) {
    for (let x = 0; x < kernel[1]; x += 1) {
      const start = [y * dilations[0], x * dilations[1]] as const;
      const end = [
        start[0] + (height - 1) * strides[0] + 1,
        start[1] + (width - 1) * strides[1] + 1,
      ];
      slices.push(
        draft.op('Slice', [
          padded,
          draft.ints(start),
          draft.ints(end),
          draft.ints([1, 2]),
          draft.ints(strides),
        ]),
      );
    }
  }
  return slices.length === 1 ? slices[0]! : draft.op('Concat', slices, { axis: { int: 3 } });
}
