/** RotaryEmbedding, an operator that ONNX Runtime adds to the standard (Su et al. 2021). */
import type { GradientRule } from './gradient-rule.ts';

/** Where the inputs stand: what is turned, the place it begins at, and the tables of angles. */
const inputs = { turned: 0, places: 1, cosines: 2, sines: 3 } as const;

/** Each pair of numbers was turned by an angle; its gradient is turned back by the same. */
export const rotaryEmbedding: GradientRule = (site) => {
  const { draft, node } = site;
  if (site.wants(inputs.cosines) || site.wants(inputs.sines)) {
    throw site.unsupported('its angles are trained');
  }
  const back = draft.op('Neg', [site.input(inputs.sines)]);
  const [places, cosines] = [site.input(inputs.places), site.input(inputs.cosines)];
  const turned = draft.makeNode('RotaryEmbedding', [site.gradient, places, cosines, back]);
  draft.nodes.push({ ...turned, domain: node.domain ?? '', attribute: node.attribute });
  return [turned.output[0]];
};
