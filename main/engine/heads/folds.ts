/** What is held out when: every row once, spread evenly, the same for the same rows. */

export interface Folds {
  /** 0 where there are too few rows to hold any out. */
  readonly count: number;
  /** The fold of each row. */
  readonly of: readonly number[];
}

const FOLDS = 5;
/** With fewer, what is left would be too little to learn from. */
const LEAST_ROWS = 10;

/**
 * By keys of the rows: rows with the same keys go together. Neighbours in the list are spread, so that
 * what changed over time is in every fold.
 */
export function assignFolds(rows: readonly (readonly number[])[]): Folds {
  const places = new Map<string, number>();
  const of = rows.map((keys) => {
    const key = keys.toSorted((a, b) => a - b).join(' ');
    const place = places.get(key) ?? places.size;
    places.set(key, place);
    return place % FOLDS;
  });
  return places.size < LEAST_ROWS ? { count: 0, of: of.map(() => 0) } : { count: FOLDS, of };
}
