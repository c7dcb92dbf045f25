/** A small contract with one procedure for each thing that a link must carry. */
import { eventIterator, oc } from '@orpc/contract';
import { implement } from '@orpc/server';
import * as z from 'zod';
import type { ApiContext } from '#main/api/context.ts';
import { translateErrors } from '#main/api/translate-errors.ts';
import { declareErrors } from '#shared/contract/errors.ts';
import { EaselError } from '#shared/errors/easel-error.ts';

const base = oc.errors(declareErrors('internal.unexpected', 'request.invalid'));

export const batteryContract = {
  echo: base.input(z.unknown()).output(z.unknown()),
  limited: base
    .input(z.object({ size: z.object({ width: z.number().max(16) }) }))
    .output(z.number()),
  full: base.errors(declareErrors('library.disk-full')).output(z.number()),
  broken: base.output(z.number()),
  wrongAnswer: base.output(z.number()),
  reverse: base.input(z.instanceof(Blob)).output(z.instanceof(Blob)),
  untilAborted: base.output(z.number()),
  count: base
    .input(z.object({ to: z.number().optional() }))
    .output(eventIterator(z.object({ n: z.number() }))),
  failMidway: base
    .errors(declareErrors('library.disk-full'))
    .output(eventIterator(z.object({ n: z.number() }))),
};

/** What the server side saw, to be awaited by a test. */
export class Witness {
  readonly #waiting = new Map<string, PromiseWithResolvers<void>>();

  saw(what: string): void {
    this.#slot(what).resolve();
  }

  until(what: string): Promise<void> {
    return this.#slot(what).promise;
  }

  #slot(what: string): PromiseWithResolvers<void> {
    const slot = this.#waiting.get(what) ?? Promise.withResolvers<void>();
    this.#waiting.set(what, slot);
    return slot;
  }
}

export function createBattery(witness: Witness) {
  const api = implement(batteryContract).$context<ApiContext>().use(translateErrors);
  return api.router({
    echo: api.echo.handler(({ input }) => input),
    limited: api.limited.handler(({ input }) => input.size.width),
    full: api.full.handler(() => {
      throw new EaselError('library.disk-full', { folder: '/library' });
    }),
    broken: api.broken.handler(() => {
      throw new TypeError('a private detail');
    }),
    wrongAnswer: api.wrongAnswer.handler(() => 'no number' as never),
    reverse: api.reverse.handler(async ({ input }) => {
      const bytes = new Uint8Array(await input.arrayBuffer()).reverse();
      return new File([bytes], 'reversed.bin', { type: 'application/x-test' });
    }),
    untilAborted: api.untilAborted.handler(async ({ signal }) => {
      witness.saw('call started');
      await new Promise((resolve) => signal?.addEventListener('abort', resolve));
      witness.saw('call aborted');
      throw signal?.reason;
    }),
    count: api.count.handler(async function* ({ input, signal }) {
      let wake = (): void => undefined;
      signal?.addEventListener('abort', () => {
        wake();
      });
      try {
        for (let n = 0; n < (input.to ?? 3); n += 1) yield { n };
        if (input.to !== undefined) return;
        // As a feed does when nothing happens: it waits, and only the signal ends it.
        if (signal?.aborted !== true) await new Promise<void>((resolve) => (wake = resolve));
      } finally {
        witness.saw('stream closed');
      }
    }),
    failMidway: api.failMidway.handler(async function* () {
      yield { n: 0 };
      yield { n: 1 };
      throw new EaselError('library.disk-full', { folder: '/library' });
    }),
  });
}
