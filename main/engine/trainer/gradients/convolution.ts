/** Conv and ConvTranspose over two axes. */
import { intOf, intsOf, stringOf } from '../graph/attributes.ts';
import { filterGradient, type Window } from './convolution-filter.ts';
import type { GradientRule, GradientSite } from './gradient-rule.ts';

export const convolution: GradientRule = (site) => {
  const { draft, gradient } = site;
  const window = windowOf(site);
  const gradientDims = site.shape(site.output);
  const filter = (): string =>
    filterGradient(
      draft,
      { name: site.input(0), dims: site.inputShape(0) },
      { name: gradient, dims: gradientDims },
      window,
    );
  return [
    site.wants(0) ? pictureGradient(site, window) : undefined,
    site.wants(1) ? filter() : undefined,
    site.wants(2) ? biasGradient(site) : undefined,
  ];
};

/** The transposed convolution is a convolution's gradient by its picture, so the roles change places. */
export const transposedConvolution: GradientRule = (site) => {
  const { draft, gradient } = site;
  const window = windowOf(site);
  const picture = (): string =>
    draft.op('Conv', [gradient, site.input(1)], {
      group: { int: window.groups },
      strides: window.strides,
      dilations: window.dilations,
      pads: window.pads,
    });
  const filter = (): string =>
    filterGradient(
      draft,
      { name: gradient, dims: site.shape(site.output) },
      { name: site.input(0), dims: site.inputShape(0) },
      window,
    );
  return [
    site.wants(0) ? picture() : undefined,
    site.wants(1) ? filter() : undefined,
    site.wants(2) ? biasGradient(site) : undefined,
  ];
};

function pictureGradient(site: GradientSite, window: Window): string {
  const { draft, gradient } = site;
  const { kernel, strides, dilations, pads, groups } = window;
  const reach = kernel.map((size, axis) => (size - 1) * dilations[axis]!);
  const [top, left, bottom, right] = pads;
  const around = [reach[0]! - top, reach[1]! - left, reach[0]! - bottom, reach[1]! - right];
  if (groups === 1 && strides.every((stride) => stride === 1) && Math.min(...around) >= 0) {
    // With stride 1 it is a convolution by the turned filter, for which the runtime has its
    // fastest code; a filter that is not trained is turned once, when the graph is loaded.
    const turned = draft.op('Slice', [
      draft.transpose(site.input(1), [1, 0, 2, 3]),
      draft.ints([-1, -1]),
      draft.ints([-(2 ** 31), -(2 ** 31)]),
      draft.ints([2, 3]),
      draft.ints([-1, -1]),
    ]);
    return draft.op('Conv', [gradient, turned], { dilations, pads: around });
  }
  const [height = 0, width = 0] = site.inputShape(0).slice(2);
  const [outHeight = 0, outWidth = 0] = site.shape(site.output).slice(2);
  // Rows and columns at the end that the last stride did not reach.
  const missing = [
    height - ((outHeight - 1) * strides[0] + reach[0]! + 1 - top - bottom),
    width - ((outWidth - 1) * strides[1] + reach[1]! + 1 - left - right),
  ];
  return draft.op('ConvTranspose', [gradient, site.input(1)], {
    group: { int: groups },
    strides,
    dilations,
    pads,
    output_padding: missing,
  });
}

function biasGradient(site: GradientSite): string {
  return site.draft.reshape(site.draft.sum(site.gradient, [0, 2, 3]), site.inputShape(2));
}

function windowOf(site: GradientSite): Window {
  const { node } = site;
  const filter = site.inputShape(1);
  if (filter.length !== 4) throw site.unsupported('it does not have two axes');
  const padding = stringOf(node, 'auto_pad', 'NOTSET');
  if (padding !== 'NOTSET') throw site.unsupported(`its padding is ${padding}`);
  return {
    kernel: [filter[2]!, filter[3]!],
    strides: pair(intsOf(node, 'strides'), 1),
    dilations: pair(intsOf(node, 'dilations'), 1),
    pads: (intsOf(node, 'pads') ?? [0, 0, 0, 0]) as unknown as Window['pads'],
    groups: intOf(node, 'group', 1),
  };
}

function pair(values: readonly number[] | undefined, otherwise: number): [number, number] {
  return [values?.[0] ?? otherwise, values?.[1] ?? otherwise];
}
