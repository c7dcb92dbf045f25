/** What a scheduler is: a schedule of times and a rule for one step. It knows nothing of models. */
export interface Scheduler {
  /** The time at which the model is asked, for each step. */
  readonly timesteps: readonly number[];
  /**
   * One step, in place.
   *
   * @param index 0..timesteps.length-1
   * @param sample float32, any shape: the noisy picture at that step; becomes the next one
   * @param prediction float32, same shape: the model's clean picture for it
   */
  step(index: number, sample: Float32Array, prediction: Float32Array): void;
}
