/**
 * Variance of the noise that leads from one time to the one before it, given the clean picture.
 *
 * Ho et al., "Denoising Diffusion Probabilistic Models", 2020, equation 7 (β̃). The ratio of both is
 * rounded to single precision, as by tools that hold them so: close to 1, that decides the result.
 *
 * @param now ᾱ at the time
 * @param before ᾱ at the less noisy time that follows in sampling
 */
export function posteriorVariance(now: number, before: number): number {
  return ((1 - before) / (1 - now)) * (1 - Math.fround(now / before));
}
