import { defineErrors, row } from '../catalogue-entry.ts';

/** Changes of pictures that cannot be made as asked. */
export const editErrors = defineErrors({
  'edit.mask-empty': row(
    'user',
    ['The mask marks nothing.', 'Paint over what may change, or remove the mask.'],
    ['蒙版没有标出任何区域。', '请涂抹允许更改的部分，或移除蒙版。'],
  ),
  'edit.mask-not-found': row(
    'user',
    ['There is no mask {id}.', 'Send the mask again.'],
    ['没有蒙版 {id}。', '请重新发送蒙版。'],
  ),
  'edit.nothing-to-grow': row(
    'user',
    ['The picture is to grow by nothing on every side.', 'Say how far it should grow.'],
    ['图片的每一边都没有要扩展的距离。', '请指定要扩展多少。'],
  ),
  'edit.too-large': row(
    'user',
    [
      'The picture would be {width} × {height}, more than {limit} million pixels.',
      'Let it grow less.',
    ],
    ['图片将变为 {width} × {height}，超过 {limit} 百万像素。', '请减少扩展的距离。'],
  ),
  'edit.nothing-to-adjust': row(
    'user',
    ['Nothing is to be adjusted.', 'Move a slider, crop, or choose another tool first.'],
    ['没有要调整的内容。', '请先移动滑块、裁剪或选择其他工具。'],
  ),
  'edit.nothing-left': row(
    'user',
    ['Nothing would be left of the picture.', 'Mark what should stay, or lower the tolerance.'],
    ['图片将不剩任何内容。', '请标出要保留的部分，或降低容差。'],
  ),
  'edit.style-unsupported': row(
    'user',
    [
      '{checkpoint} cannot be shown the style of another picture.',
      'Choose a checkpoint of Stable Diffusion or FLUX.2, or let its strokes be taken over instead.',
    ],
    [
      '{checkpoint} 无法参照另一张图片的画风。',
      '请选择 Stable Diffusion 或 FLUX.2 的检查点，或改用笔触迁移。',
    ],
  ),
  'edit.style-unnamed': row(
    'user',
    [
      'No style adapter fits this checkpoint, and the picture has no name by which its style could be asked for.',
      'Install an IP-Adapter for it, or write the style into the prompt of a change by words.',
    ],
    [
      '没有适用于此检查点的画风适配器，而且这张图片没有可写入提示词的名称。',
      '请安装适用的 IP-Adapter，或在“更改”的提示词中写明画风。',
    ],
  ),
  'edit.style-in-words': row(
    'user',
    [
      'No style adapter for {checkpoint} is installed, so it is told of the style in words: {words}',
      'With an IP-Adapter it is shown the picture itself.',
    ],
    [
      '未安装适用于 {checkpoint} 的画风适配器，因此用文字描述画风：{words}',
      '安装 IP-Adapter 后可直接参照图片本身。',
    ],
  ),
  'edit.no-candidate': row(
    'user',
    ['The picture {id} is no candidate of an edit.', 'Choose one of the results of an edit.'],
    ['图片 {id} 不是编辑的候选结果。', '请从编辑结果中选择一张。'],
  ),
});
