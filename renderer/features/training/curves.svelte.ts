/** The losses of the run that is looked at: what there was, and what comes. */
import type { EaselClient } from '#shared/contract/index.ts';
import type { RunEvent } from '#shared/contract/training.ts';
import type { RunId } from '#shared/domain/training.ts';
import { smoothCurve, stillSince, thinCurve, type CurvePoint } from './curve-maths.ts';

const MOST_POINTS = 400;

export class RunCurves {
  #id: RunId | undefined;
  training = $state.raw<readonly CurvePoint[]>([]);
  heldOut = $state.raw<CurvePoint[]>([]);
  readonly raw = $derived(thinCurve(this.training, MOST_POINTS));
  readonly smooth = $derived(smoothCurve(this.raw));
  readonly stillSince = $derived(stillSince(this.heldOut));

  async load(client: Pick<EaselClient, 'training'>, id: RunId): Promise<void> {
    if (this.#id !== id) {
      this.#id = id;
      this.training = [];
      this.heldOut = [];
    }
    const curves = await client.training.curves({ id });
    if (this.#id !== id) return;
    // What came over the feed meanwhile is newer.
    const [training, heldOut] = [this.training, this.heldOut];
    this.training = curves.training;
    this.heldOut = curves.heldOut;
    for (const point of training) this.training = joined(this.training, point);
    for (const point of heldOut) this.heldOut = joined(this.heldOut, point);
  }

  take(event: RunEvent): void {
    if (event.type === 'training-loss' && event.id === this.#id) {
      this.training = joined(this.training, event.point);
    } else if (event.type === 'held-out-loss' && event.id === this.#id) {
      this.heldOut = joined(this.heldOut, event.point);
    }
  }
}

/** A run that goes on from a checkpoint goes over some of its steps again: those count. */
function joined(points: readonly CurvePoint[], point: CurvePoint): CurvePoint[] {
  const last = points.at(-1);
  if (last === undefined || last.step < point.step) return [...points, point];
  return [...points.filter(({ step }) => step < point.step), point];
}
