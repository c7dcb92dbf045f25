import { defineErrors, row } from '../catalogue-entry.ts';

/** Mistakes in a prompt; columns count characters as a reader does, starting at 1. */
export const promptErrors = defineErrors({
  'prompt.empty': row(
    'user',
    ['The prompt is empty.', 'Say what the picture should show, e.g. “a red apple”.'],
    ['提示词为空。', '请描述图片内容，例如“一个红苹果”。'],
  ),
  'prompt.too-long': row(
    'user',
    ['The prompt has {length} characters; at most {limit} are read.', 'Shorten it.'],
    ['提示词有 {length} 个字符，最多可用 {limit} 个。', '请缩短提示词。'],
  ),
  'prompt.invalid': row(
    'user',
    ['The prompt has a mistake at character {column}: {reason}', '{hint}'],
    ['提示词第 {column} 个字符处有误：{reason}', '{hint}'],
  ),
});
