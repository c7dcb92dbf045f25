/** The transformer blocks of a U-Net, one name each. */
import { middleLevel, type UnetConfig } from './config.ts';

/**
 * In the order in which diffusers lists a network's attentions, and IP-Adapter files number them: the
 * way down, the way up, and the middle last.
 */
export function blocksInOrder({ levels, resnetsPerLevel }: UnetConfig): string[] {
  const within = (place: string, blocks: number): string[] =>
    Array.from({ length: blocks }, (_, n) => `${place}.transformer_blocks.${n}`);
  const ways = [
    { way: 'down_blocks', order: levels, steps: resnetsPerLevel },
    { way: 'up_blocks', order: levels.toReversed(), steps: resnetsPerLevel + 1 },
  ];
  const names = ways.flatMap(({ way, order, steps }) =>
    order.flatMap(({ transformerBlocks }, level) =>
      Array.from({ length: steps }, (_, step) =>
        within(`${way}.${level}.attentions.${step}`, transformerBlocks),
      ).flat(),
    ),
  );
  return [...names, ...within('mid_block.attentions.0', middleLevel(levels).transformerBlocks)];
}
