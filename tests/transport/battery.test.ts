/** One behaviour over every link: whatever carries the contract, a caller sees the same. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancelledError } from '#shared/errors/cancellation.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { createBattery, Witness, type batteryContract } from './battery.ts';
import { linkKinds, openLink, type Link } from './links.ts';

describe.each(linkKinds)('the contract %s', (kind) => {
  let witness: Witness;
  let faults: unknown[];
  let link: Link<typeof batteryContract>;

  beforeEach(async () => {
    witness = new Witness();
    faults = [];
    const reportFault = (error: unknown) => faults.push(error);
    const context = { host: 'server', hasLocalFiles: false, reportFault } as const;
    link = await openLink<typeof batteryContract>(kind, createBattery(witness), context);
  });
  afterEach(() => link.close());

  it('carries values as they are', async () => {
    const value = {
      text: 'ünï 🍎 苹果',
      when: new Date(7),
      big: 10n,
      set: new Set([1]),
      none: null,
    };
    expect(await link.client.echo(value)).toEqual(value);
  });

  it('restores a declared error with its code and params', async () => {
    const error = await failure(link.client.full());
    expect(error).toBeInstanceOf(EaselError);
    expect(error).toMatchObject({
      code: 'library.disk-full',
      params: { folder: '/library' },
      message: 'The disk with /library is full.',
    });
    expect(faults).toEqual([]);
  });

  it('says which field of a request is wrong, in words', async () => {
    const error = await failure(link.client.limited({ size: { width: 99 } }));
    expect(error).toMatchObject({
      code: 'request.invalid',
      params: { field: 'size.width', reason: 'too big: expected number to be <=16' },
    });
  });

  it('reduces what nobody foresaw to a code without a stack', async () => {
    const error = await failure(link.client.broken());
    expect(error).toMatchObject({ code: 'internal.unexpected' });
    expect(JSON.stringify(Object.entries(error as EaselError))).not.toContain('at ');
    expect(faults).toHaveLength(1);
  });

  it('treats an answer that breaks the contract as our fault', async () => {
    const error = await failure(link.client.wrongAnswer());
    expect(error).toMatchObject({ code: 'internal.unexpected' });
    expect(faults).toHaveLength(1);
  });

  it('streams events to their end', async () => {
    const seen: number[] = [];
    for await (const { n } of await link.client.count({ to: 5 })) seen.push(n);
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    await witness.until('stream closed');
  });

  it('restores an error in mid-stream after the events before it', async () => {
    const seen: number[] = [];
    const error = await failure(
      (async () => {
        for await (const { n } of await link.client.failMidway()) seen.push(n);
      })(),
    );
    expect(seen).toEqual([0, 1]);
    expect(error).toMatchObject({ code: 'library.disk-full', params: { folder: '/library' } });
  });

  it('runs the server side’s finally when the caller stops reading', async () => {
    for await (const { n } of await link.client.count({})) if (n === 1) break;
    await witness.until('stream closed');
  });

  it('ends a waiting stream by the signal, as a cancellation or quietly', async () => {
    const controller = new AbortController();
    const error = await (async () => {
      const events = await link.client.count({}, { signal: controller.signal });
      for await (const { n } of events) if (n === 2) queueMicrotask(() => controller.abort());
    })().catch((thrown: unknown) => thrown);
    expect(error === undefined || error instanceof CancelledError).toBe(true);
    await witness.until('stream closed');
  });

  it('passes an abort to the handler and rejects as a cancellation', async () => {
    const controller = new AbortController();
    const call = failure(link.client.untilAborted(undefined, { signal: controller.signal }));
    await witness.until('call started');
    controller.abort();
    expect(await call).toBeInstanceOf(CancelledError);
    await witness.until('call aborted');
  });

  it('carries files there and back', async () => {
    const bytes = Uint8Array.from({ length: 100_003 }, (_, index) => index % 251);
    const answer = await link.client.reverse(new File([bytes], 'some name.bin'));
    expect(answer).toBeInstanceOf(File);
    expect(answer).toMatchObject({ name: 'reversed.bin', type: 'application/x-test' });
    expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(bytes.toReversed()))).toBe(
      true,
    );
  });

  it('keeps many calls at once apart', async () => {
    const calls = Array.from({ length: 200 }, (_, n) => link.client.echo({ n }));
    const streams = Array.from({ length: 20 }, async (_, index) => {
      const seen: number[] = [];
      for await (const { n } of await link.client.count({ to: index })) seen.push(n);
      return seen.length;
    });
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 200 }, (_, n) => ({ n })));
    expect(await Promise.all(streams)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  // There is no other side that could die when both sides are one process.
  if (kind !== 'in memory') {
    it('rejects what is pending when the other side dies, and ends its streams', async () => {
      const pending = failure(link.client.untilAborted());
      const stream = failure(
        (async () => {
          for await (const { n } of await link.client.count({})) if (n === 2) link.kill?.();
        })(),
      );
      expect(await pending).toMatchObject({ code: 'access.disconnected' });
      expect(await stream).toMatchObject({ code: 'access.disconnected' });
      await witness.until('stream closed');
      await witness.until('call aborted');
    });

    it('refuses further calls after the other side died', async () => {
      link.kill?.();
      const call = failure(link.client.echo(1));
      expect(await call).toMatchObject({ code: 'access.disconnected' });
    });
  }
});

async function failure(call: Promise<unknown>): Promise<unknown> {
  try {
    return new Error(`it should have failed, but answered ${JSON.stringify(await call)}`);
  } catch (error) {
    return error;
  }
}
