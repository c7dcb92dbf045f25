/** What became of a run, said instead of counted. */
import { number, t } from '#renderer/locale/locale.svelte.ts';
import type { Run, Verdict } from '#shared/domain/training.ts';

/** Shares by which the held-out loss fell: below the first nothing was learnt, from the second on much. */
const HARDLY = 0.03;
const WELL = 0.12;
/** CLIP's accuracy gained on held-out pictures, in points of a hundred. */
const POINTS_WELL = 10;
/** Match with unrelated prompts that may be lost before it is told, as a share of what there was. */
const LOST = 0.05;

/** How much lower it is than before, as a share of how far from nothing that was; negative where it rose. */
export function fallOf({ before, after }: { before: number; after: number }): number {
  return before === 0 ? 0 : (before - after) / Math.abs(before);
}

/** One sentence on how much was learnt; undefined where nothing was measured. */
export function learntWords(verdict: Verdict): string | undefined {
  if (verdict.accuracy !== undefined) {
    const { before, after } = verdict.accuracy;
    const points = Math.round((after - before) * 100);
    if (points < 1) return t('train.verdict.nothing');
    return t(points < POINTS_WELL ? 'train.verdict.someWords' : 'train.verdict.words', {
      n: points,
    });
  }
  if (verdict.heldOutLoss === undefined) return undefined;
  const fall = fallOf(verdict.heldOutLoss);
  if (fall < HARDLY) return t('train.verdict.nothing');
  const percent = number(fall * 100, 0);
  return t(fall < WELL ? 'train.verdict.some' : 'train.verdict.well', { percent });
}

/** Whether it knows its pictures by heart. */
export function overfittingWords({ overfitting }: Verdict): string {
  return t(`train.overfitting.${overfitting}`);
}

/** What it could before and can no longer do; undefined where it kept that. */
export function lostWords({ accuracy, unrelated }: Verdict): string | undefined {
  if (unrelated === undefined || fallOf(unrelated) < LOST) return undefined;
  if (accuracy !== undefined) {
    const points = Math.round((unrelated.before - unrelated.after) * 100);
    return t('train.verdict.lostReading', { n: points });
  }
  return t('train.verdict.lost', { percent: number(fallOf(unrelated) * 100, 0) });
}

/** For a list: what was learnt, and the one reservation that matters most. */
export function verdictLine({ verdict }: Run): string | undefined {
  if (verdict === undefined) return undefined;
  const reservation =
    verdict.overfitting === 'none' ? lostWords(verdict) : overfittingWords(verdict);
  const said = [learntWords(verdict), reservation].filter((words) => words !== undefined);
  return said.length === 0 ? undefined : said.join(' ');
}
