/** Names of families as checkpoints are versioned by them; the same in every language. */
export const loraFamilies = {
  spark: 'Spark',
  sd1: 'SD 1',
  sd2: 'SD 2',
  sdxl: 'SDXL',
  flux2: 'FLUX.2 klein',
} as const;
