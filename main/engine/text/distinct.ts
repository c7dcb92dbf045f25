/** Lists with repeats, worked on once per distinct item: most candidates share one prompt. */

export interface Distinct<Item> {
  /** In order of first appearance. */
  readonly items: readonly Item[];
  /** For each item of the original list, its place in `items`. */
  readonly places: readonly number[];
}

/** Items count as equal when their JSON is. */
export function distinctOf<Item>(list: readonly Item[]): Distinct<Item> {
  const known = new Map<string, number>();
  const items: Item[] = [];
  const places = list.map((item) => {
    const key = JSON.stringify(item);
    const place = known.get(key) ?? items.push(item) - 1;
    known.set(key, place);
    return place;
  });
  return { items, places };
}
