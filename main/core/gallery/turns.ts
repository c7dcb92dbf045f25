/** Lets one piece of work happen at a time, in the order of asking. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Runs `work` when everything asked for earlier is done. */
  async take<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    const done = await this.begin();
    try {
      return await work();
    } finally {
      done();
    }
  }

  /** Waits for its turn; the turn lasts until the returned function is called. */
  async begin(): Promise<() => void> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    return resolve;
  }
}
