/** Functions of one number, element by element: y = f(x), dx = g f'(x). */
import type { GraphDraft } from '../graph/graph-draft.ts';
import type { GradientRule } from './gradient-rule.ts';

/** A rule from f'(x), written with x and y. */
function slope(derivative: (draft: GraphDraft, x: string, y: string) => string): GradientRule {
  return (site) => {
    const { draft, gradient, output } = site;
    return [draft.op('Mul', [gradient, derivative(draft, site.input(0), output)])];
  };
}

/** σ' = σ (1 - σ). */
export const sigmoid = slope((draft, _, y) =>
  draft.op('Mul', [y, draft.op('Sub', [draft.number(1), y])]),
);

/** tanh' = 1 - tanh². */
export const tanh = slope((draft, _, y) =>
  draft.op('Sub', [draft.number(1), draft.op('Mul', [y, y])]),
);

export const exponential = slope((_, __, y) => y);

export const logarithm: GradientRule = (site) => [
  site.draft.op('Div', [site.gradient, site.input(0)]),
];

/** √x' = 1 / (2 √x). */
export const squareRoot: GradientRule = ({ draft, gradient, output }) => [
  draft.op('Div', [gradient, draft.op('Mul', [draft.number(2), output])]),
];

/** (1/x)' = -y². */
export const reciprocal = slope((draft, _, y) => draft.op('Neg', [draft.op('Mul', [y, y])]));

/** erf' = 2/√π e^(-x²). */
export const errorFunction = slope((draft, x) =>
  draft.op('Mul', [
    draft.number(2 / Math.sqrt(Math.PI)),
    draft.op('Exp', [draft.op('Neg', [draft.op('Mul', [x, x])])]),
  ]),
);

export const sine = slope((draft, x) => draft.op('Cos', [x]));

export const cosine = slope((draft, x) => draft.op('Neg', [draft.op('Sin', [x])]));

export const absolute = slope((draft, x) => draft.op('Sign', [x]));

/** 0 at the corner, as PyTorch has it. */
export const rectifier: GradientRule = ({ draft, gradient, output }) => {
  const zero = draft.number(0);
  return [draft.op('Where', [draft.op('Greater', [output, zero]), gradient, zero])];
};
