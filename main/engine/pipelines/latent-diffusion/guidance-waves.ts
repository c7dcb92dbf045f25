/** How distilled networks are told the guidance scale (Luo et al., "Latent Consistency Models", 2023). */

const LONGEST_PERIOD = 10_000;
const THOUSAND = 1000;

/** @returns float32 [width]: sines, then cosines, of 1000 × (scale − 1) */
export function guidanceWaves(scale: number, width: number): Float32Array {
  const half = width / 2;
  return Float32Array.from({ length: width }, (_, index) => {
    const frequency = Math.exp((-Math.log(LONGEST_PERIOD) * (index % half)) / (half - 1));
    const angle = THOUSAND * (scale - 1) * frequency;
    return index < half ? Math.sin(angle) : Math.cos(angle);
  });
}
