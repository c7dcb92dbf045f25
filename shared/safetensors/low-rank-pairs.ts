/** Whether a file holds low-rank pairs and nothing else, as our trainer writes them. */
import type { SafetensorsHeader } from './header.ts';

const NAME = /^(.+)\.lora_(down|up)\.weight$/;

/**
 * Each tensor is one half of a pair whose other half is there too.
 *
 * @param isWeight whether a weight of that name may be changed
 */
export function holdsLowRankPairs(
  tensors: SafetensorsHeader['tensors'],
  isWeight: (name: string) => boolean = () => true,
): boolean {
  const names = [...tensors.keys()];
  return (
    names.length > 0 &&
    names.every((name) => {
      const [, weight, role] = NAME.exec(name) ?? [];
      const other = role === 'down' ? 'up' : 'down';
      return (
        weight !== undefined && isWeight(weight) && tensors.has(`${weight}.lora_${other}.weight`)
      );
    })
  );
}
