/** The logistic function and what goes with it. */

/** 1 / (1 + e^-x), without overflow. */
export function logistic(x: number): number {
  return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
}

/** -ln(logistic(x)): what it costs to have thought x of something that is so. */
export function logLoss(x: number): number {
  return Math.max(-x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
