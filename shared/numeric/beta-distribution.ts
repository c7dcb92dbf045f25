/** The beta distribution's quantiles. */

const MAX_TERMS = 200;
const TINY = 1e-300;

/**
 * The value below which a share of the beta distribution lies.
 *
 * Found by bisection on the regularised incomplete beta function, which is worked out by its
 * continued fraction (Abramowitz & Stegun 26.5.8, by Lentz's method).
 *
 * @param share 0..1
 * @param a above 0
 * @param b above 0
 * @returns 0..1
 */
export function betaQuantile(share: number, a: number, b: number): number {
  if (share <= 0) return 0;
  if (share >= 1) return 1;
  let [low, high] = [0, 1];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (incompleteBeta(middle, a, b) < share) low = middle;
    else high = middle;
  }
}

/** The regularised incomplete beta function I_x(a, b): the share below x. */
function incompleteBeta(x: number, a: number, b: number): number {
  // The fraction converges fast only on this side of the mean.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x),
  );
  return (front * continuedFraction(x, a, b)) / a;
}

function continuedFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= MAX_TERMS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    value *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return value;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** Stirling's series after lifting the argument above 10 (Abramowitz & Stegun 6.1.40). */
function logGamma(x: number): number {
  let lifted = x;
  let product = 1;
  while (lifted < 10) {
    product *= lifted;
    lifted += 1;
  }
  const square = 1 / (lifted * lifted);
  const series =
    (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188)))) /
    lifted;
  return (
    (lifted - 0.5) * Math.log(lifted) -
    lifted +
    0.5 * Math.log(2 * Math.PI) +
    series -
    Math.log(product)
  );
}
