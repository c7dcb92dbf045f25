/**
 * The styles that a model family can draw, by the words of its training captions
 * (resources/pretraining/captions.py; the generator was trained on these three, its CLIP on more).
 * The first word of each list is the one that is written.
 */

export interface Style {
  readonly id: StyleId;
  readonly words: readonly [string, ...string[]];
  /** The same in Chinese, where the captions had it. */
  readonly chinese: readonly string[];
}

const spark = [
  { id: '3d', words: ['3d', 'glossy 3d', '3d render', '3d icon', '3d emoji'], chinese: ['3D'] },
  { id: 'gradient', words: ['gradient', 'gradient icon', 'gradient emoji'], chinese: ['渐变'] },
  { id: 'flat', words: ['flat', 'flat icon', 'flat emoji', 'flat design'], chinese: ['扁平'] },
] as const;

export type StyleId = (typeof spark)[number]['id'];

const byFamily: Readonly<Record<string, readonly Style[]>> = { spark };

/** Empty for a family whose words are not known. */
export function stylesOf(family: string | undefined): readonly Style[] {
  return byFamily[family ?? ''] ?? [];
}
