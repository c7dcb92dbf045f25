import { defineErrors, row } from '../catalogue-entry.ts';

/** Vocabularies that cannot be learnt or used as asked. */
export const tagErrors = defineErrors({
  'tags.not-found': row(
    'user',
    ['There is no vocabulary “{id}”.', 'Choose one of the list, or teach a new one.'],
    ['没有名为“{id}”的词汇表。', '请从列表中选择，或新教一个。'],
  ),
  'tags.too-many': row(
    'user',
    ['There are {limit} vocabularies already.', 'Forget one that you no longer use.'],
    ['词汇表已有 {limit} 个。', '请先忘掉一个不再使用的。'],
  ),
  'tags.too-few-words': row(
    'user',
    [
      'Only {n} words have {least} examples or more.',
      'Give at least two words {least} pictures each.',
    ],
    ['只有 {n} 个词有 {least} 个以上的示例。', '请至少为两个词各提供 {least} 张图片。'],
  ),
  'tags.folder-unreadable': row(
    'user',
    [
      'The folder {folder} cannot be read.',
      'Name a folder that has one folder for each word, with pictures in it.',
    ],
    ['无法读取文件夹 {folder}。', '请指定一个文件夹，其中每个词各有一个放图片的子文件夹。'],
  ),
});
