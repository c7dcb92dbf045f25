/** The two networks of a CLIP from elsewhere, whatever they were opened from. */
export interface ClipTowers {
  /** Names their weights: another one when a file is replaced. */
  readonly key: string;
  /** What cosines were multiplied by in training. */
  readonly scale: number;
  /**
   * @param ids int64 [count, length]
   * @param mask 1 where a text goes on, 0 where it is filled up, [count, length]
   * @returns float32 [count, dimensions], of any length
   */
  text(ids: BigInt64Array, mask: BigInt64Array, count: number): Promise<Float32Array>;
  /**
   * @param pixels float32 [count, 3, imageSize, imageSize]
   * @returns float32 [count, dimensions], of any length
   */
  picture(pixels: Float32Array, count: number): Promise<Float32Array>;
}
