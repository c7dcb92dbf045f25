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
  'prompt.unclosed': row(
    'user',
    [
      'The “{character}” at character {column} is never closed.',
      'Add the missing “{closer}”, or write “\\{character}” for the sign itself.',
    ],
    [
      '第 {column} 个字符处的“{character}”没有闭合。',
      '请补上“{closer}”，或写“\\{character}”表示该符号本身。',
    ],
  ),
  'prompt.stray-closing': row(
    'user',
    [
      'The “{character}” at character {column} closes nothing.',
      'Remove it, or write “\\{character}” for the sign itself.',
    ],
    [
      '第 {column} 个字符处的“{character}”没有对应的开括号。',
      '请删除它，或写“\\{character}”表示该符号本身。',
    ],
  ),
  'prompt.weight-invalid': row(
    'user',
    ['“{text}” at character {column} is not a number.', 'Write a weight such as (word:1.3).'],
    ['第 {column} 个字符处的“{text}”不是数字。', '请写成 (word:1.3) 这样的权重。'],
  ),
  'prompt.weight-range': row(
    'user',
    [
      'The weight {text} at character {column} is outside 0 to {limit}.',
      'Choose a number from 0 to {limit}; what should be avoided goes into the negative prompt.',
    ],
    [
      '第 {column} 个字符处的权重 {text} 不在 0 到 {limit} 之间。',
      '请填写 0 到 {limit} 之间的数；不想要的内容请写入反向提示词。',
    ],
  ),
  'prompt.too-deep': row(
    'user',
    [
      'The brackets at character {column} are nested more than {limit} deep.',
      'Use fewer brackets inside brackets.',
    ],
    ['第 {column} 个字符处的括号嵌套超过 {limit} 层。', '请减少嵌套。'],
  ),
  'prompt.wildcard-unknown': row(
    'user',
    [
      'There is no wildcard file for __{name}__ (character {column}).',
      'Create wildcards/{name}.txt with one alternative a line.',
    ],
    [
      '没有 __{name}__ 的通配符文件（第 {column} 个字符）。',
      '请创建 wildcards/{name}.txt，每行一个备选。',
    ],
  ),
  'prompt.wildcard-loop': row(
    'user',
    ['The wildcard __{name}__ leads back to itself.', 'Remove the loop in its file.'],
    ['通配符 __{name}__ 循环引用了自身。', '请在文件中去掉循环。'],
  ),
  'prompt.lora-place': row(
    'user',
    [
      'The LoRA “{name}” stands in an alternative or in the negative prompt.',
      'Write <lora:{name}…> outside of { | } in the prompt, so that all candidates use it.',
    ],
    [
      'LoRA“{name}”写在了多选项或负面提示词中。',
      '请把 <lora:{name}…> 写在提示词中 { | } 之外，让所有候选图都使用它。',
    ],
  ),
  'prompt.lora-unsupported': row(
    'user',
    ['{checkpoint} takes no LoRA, but the prompt asks for “{name}”.', 'Remove <lora:{name}…>.'],
    ['{checkpoint} 不支持 LoRA，但提示词要求“{name}”。', '请删除 <lora:{name}…>。'],
  ),
  'prompt.weights-ignored': row(
    'user',
    [
      '{checkpoint} reads a prompt as sentences: weights such as (red:1.3) change nothing.',
      'Say in words what counts more.',
    ],
    [
      '{checkpoint} 把提示词当作句子来读：(red:1.3) 这样的权重不起作用。',
      '请用文字说明哪些更重要。',
    ],
  ),
});

/** Every way in which a prompt can be refused, for procedures that take one. */
export const promptErrorCodes = Object.keys(promptErrors) as (keyof typeof promptErrors)[];
