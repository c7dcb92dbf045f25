/** The table under compared pictures: what differs between them, row by row, as it is shown. */
import { number, t } from '#renderer/locale/locale.svelte.ts';
import type { CheckpointSummary } from '#shared/domain/checkpoint.ts';
import type { Picture } from '#shared/domain/picture.ts';
import type { ScorePartKind } from '#shared/domain/rank.ts';
import { roundToTotal } from '#shared/numeric/round-to-total.ts';
import { settingsRows } from './settings-rows.ts';

const DIGITS = 3;

export interface DifferenceRow {
  readonly name: string;
  /** One for each picture, in their order; empty where a picture has none. */
  readonly values: readonly string[];
  /** Columns with the highest number, where more is better and they differ. */
  readonly best: readonly number[];
}

export interface Differences {
  readonly score: readonly DifferenceRow[];
  readonly settings: readonly DifferenceRow[];
  /** Settings that all have alike. */
  readonly shared: readonly { readonly name: string; readonly value: string }[];
}

/** Two to four pictures; scores are given with the parts they are the sum of. */
export function differencesOf(
  pictures: readonly Picture[],
  checkpoints: readonly Pick<CheckpointSummary, 'id' | 'name'>[] = [],
): Differences {
  const columns = pictures.map(
    (picture) =>
      new Map(settingsRows(picture, checkpoints).map(({ name, value }) => [name, value])),
  );
  const names = [...new Set(columns.flatMap((column) => [...column.keys()]))];
  const rows = names.map((name) => ({
    name,
    values: columns.map((column) => column.get(name) ?? ''),
    best: [],
  }));
  return {
    score: scoreRows(pictures),
    settings: rows.filter(({ values }) => !isShared(values)),
    shared: rows
      .filter(({ values }) => isShared(values))
      .map(({ name, values }) => ({ name, value: values[0] ?? '' })),
  };
}

function isShared(values: readonly string[]): boolean {
  return values.every((value) => value === values[0]);
}

function scoreRows(pictures: readonly Picture[]): DifferenceRow[] {
  const ranks = pictures.map((picture) => picture.rank);
  if (ranks.every((rank) => rank === undefined)) return [];
  const kinds = [...new Set(ranks.flatMap((rank) => rank?.parts.map(({ kind }) => kind) ?? []))];
  const parts = ranks.map((rank) => {
    const shown = roundToTotal(
      rank?.parts.map(({ value }) => value) ?? [],
      rank?.score ?? 0,
      DIGITS,
    );
    return new Map<ScorePartKind, number | undefined>(
      rank?.parts.map(({ kind }, index) => [kind, shown[index]]),
    );
  });
  return [
    scoreRow(
      t('compare.score'),
      ranks.map((rank) => rank?.score),
    ),
    ...kinds.map((kind) =>
      scoreRow(
        t(`inspector.part.${kind}`),
        parts.map((column) => column.get(kind)),
      ),
    ),
  ];
}

function scoreRow(name: string, numbers: readonly (number | undefined)[]): DifferenceRow {
  const values = numbers.map((value) => (value === undefined ? '' : number(value, DIGITS)));
  const top = Math.max(...numbers.map((value) => value ?? -Infinity));
  const isTie = isShared(values);
  return {
    name,
    values,
    best: isTie ? [] : numbers.flatMap((value, index) => (value === top ? [index] : [])),
  };
}
