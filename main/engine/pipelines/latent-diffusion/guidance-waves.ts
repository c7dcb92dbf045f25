/** How distilled networks are told the guidance scale (Luo et al., "Latent Consistency Models", 2023). */

const LONGEST_PERIOD = 10_000;
const THOUSAND = 1000;

/**
 * In float32 throughout, as torch computes it: an angle has thousands, and what it rounds to shows in the
 * fourth digit of its sine.
 *
 * @returns float32 [width]: sines, then cosines, of 1000 × (scale − 1)
 */
export function guidanceWaves(scale: number, width: number): Float32Array {
  const { fround } = Math;
  const half = width / 2;
  const fall = fround(fround(Math.log(LONGEST_PERIOD)) / (half - 1));
  const turns = fround(THOUSAND * fround(scale - 1));
  return Float32Array.from({ length: width }, (_, index) => {
    const frequency = fround(Math.exp(fround(-(index % half) * fall)));
    const angle = fround(turns * frequency);
    return index < half ? Math.sin(angle) : Math.cos(angle);
  });
}
