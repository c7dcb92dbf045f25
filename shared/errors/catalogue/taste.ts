import { defineErrors, row } from '../catalogue-entry.ts';

/** Taste profiles that cannot be used or taught as asked. */
export const tasteErrors = defineErrors({
  'taste.not-found': row(
    'user',
    ['There is no taste profile “{id}”.', 'Choose one of the list, or make a new one.'],
    ['没有名为“{id}”的喜好档案。', '请从列表中选择，或新建一个。'],
  ),
  'taste.name-taken': row(
    'user',
    ['There is a taste profile “{name}” already.', 'Choose another name.'],
    ['已有名为“{name}”的喜好档案。', '请换一个名称。'],
  ),
  'taste.too-many': row(
    'user',
    ['There are {limit} taste profiles already.', 'Forget one that you no longer use.'],
    ['喜好档案已有 {limit} 个。', '请先忘掉一个不再使用的。'],
  ),
  'taste.too-few-picks': row(
    'user',
    ['The profile “{name}” has too little to learn from.', 'Choose between {n} more pairs.'],
    ['“{name}”可供学习的选择太少。', '请再选择 {n} 对图片。'],
  ),
  'taste.too-many-picks': row(
    'user',
    ['The profile “{name}” has {limit} choices, as many as it can hold.', 'Make a new profile.'],
    ['“{name}”已有 {limit} 次选择，达到上限。', '请新建一个档案。'],
  ),
  'taste.nothing-to-undo': row(
    'user',
    ['The profile “{name}” has no choice that could be taken back.', 'Choose between pairs first.'],
    ['“{name}”没有可撤销的选择。', '请先在图片之间作出选择。'],
  ),
  'taste.not-learnt': row(
    'state',
    ['The profile “{name}” has not learnt anything for the CLIP in use.', 'Let it learn first.'],
    ['“{name}”还没有针对当前的 CLIP 学习过。', '请先让它学习。'],
  ),
  'taste.foreign-space': row(
    'state',
    [
      'The profile “{name}” was learnt by another CLIP, and its choices are not here.',
      'Use it with the checkpoint it was made for, or make a profile of your own.',
    ],
    [
      '“{name}”是用另一个 CLIP 学习的，而它的选择不在这里。',
      '请搭配原来的检查点使用，或新建自己的档案。',
    ],
  ),
  'taste.file-invalid': row(
    'user',
    ['The file is no taste profile: {reason}.', 'Choose a file that Easel exported.'],
    ['该文件不是喜好档案：{reason}。', '请选择 Easel 导出的文件。'],
  ),
});
