import { defineErrors, row } from '../catalogue-entry.ts';

/** The gallery, its files, its disk, exports and single pictures. */
export const libraryErrors = defineErrors({
  'library.locked': row(
    'state',
    [
      'The library {folder} is already open in another Easel.',
      'Use that window, close it, or choose another library with --library.',
    ],
    [
      '图库 {folder} 已在另一个 Easel 中打开。',
      '请使用该窗口、关闭它，或用 --library 选择其他图库。',
    ],
  ),
  'library.not-writable': row(
    'state',
    [
      'Nothing can be written to {folder} ({reason}).',
      'Allow writing there or choose another library folder; what was saved before is untouched.',
    ],
    [
      '无法写入 {folder}（{reason}）。',
      '请授予写入权限或选择其他图库文件夹；已保存的内容不受影响。',
    ],
  ),
  'library.disk-full': row(
    'state',
    [
      'The disk with {folder} is full.',
      'Free some space and retry the job; finished pictures are kept.',
    ],
    ['{folder} 所在磁盘已满。', '请释放空间后重试任务；已完成的图片均已保留。'],
  ),
  'library.move-inside': row(
    'user',
    [
      'A library cannot be moved to {folder}: one folder lies in the other.',
      'Choose a folder beside it or on another disk.',
    ],
    ['无法将图库移至 {folder}：两个文件夹互相包含。', '请选择旁边的或其他磁盘上的文件夹。'],
  ),
  'library.move-not-empty': row(
    'user',
    ['The folder {folder} is not empty.', 'Choose an empty folder or a new one.'],
    ['文件夹 {folder} 不是空的。', '请选择空文件夹或新建一个。'],
  ),
  'library.move-under-way': row(
    'state',
    ['The library is already being moved.', 'Wait until that is done, or cancel it.'],
    ['图库正在移动中。', '请等待完成，或取消移动。'],
  ),
  'library.move-unfinished': row(
    'state',
    [
      'Into {folder} a library is being moved, and not all of it is there yet.',
      'Open the library at its old place and move it once more; what is there is kept.',
    ],
    ['正在将图库移至 {folder}，但尚未完成。', '请在原位置打开图库并再次移动；已复制的内容会保留。'],
  ),
  'library.moved-away': row(
    'state',
    [
      'The library {from} has been moved to {folder}, which is not there.',
      'Connect the disk that holds it and start again.',
    ],
    ['图库 {from} 已移至 {folder}，但找不到该位置。', '请连接其所在磁盘后重新启动。'],
  ),
  'library.no-space': row(
    'user',
    [
      'The library needs {needed} MB in {folder}; {free} MB are free.',
      'Free some space or choose another disk.',
    ],
    ['图库在 {folder} 中需要 {needed} MB，可用空间为 {free} MB。', '请释放空间或选择其他磁盘。'],
  ),
  'library.copy-differs': row(
    'fault',
    [
      'The copy of {file} in {folder} is not what was written.',
      'That disk may be failing; the library is still where it was.',
    ],
    ['{folder} 中 {file} 的副本与写入内容不符。', '该磁盘可能有故障；图库仍在原位置。'],
  ),
  'library.newer': row(
    'state',
    ['The library {folder} was written by a newer Easel.', 'Update Easel to open it.'],
    ['图库 {folder} 由更新版本的 Easel 写入。', '请更新 Easel 后再打开。'],
  ),
  'picture.not-found': row(
    'user',
    [
      'There is no picture {id}.',
      'It may have been deleted; list the gallery to see what is there.',
    ],
    ['没有图片 {id}。', '它可能已被删除，请查看图库。'],
  ),
  'picture.file-missing': row(
    'state',
    ['The file of picture {id} is gone from the library.', 'Put it back, or rebuild the gallery.'],
    ['图片 {id} 的文件已不在图库中。', '请放回文件，或重建图库索引。'],
  ),
  'picture.unreadable': row(
    'user',
    [
      '{name} is not a picture that can be read ({reason}).',
      'Use a PNG, JPEG, WebP, AVIF, GIF or TIFF file that opens elsewhere.',
    ],
    [
      '无法读取图片 {name}（{reason}）。',
      '请使用能够正常打开的 PNG、JPEG、WebP、AVIF、GIF 或 TIFF 文件。',
    ],
  ),
  'picture.kind-unsupported': row(
    'user',
    ['{name} is a {kind} file, which is not opened here.', 'Export it as PNG or JPEG.'],
    ['{name} 是 {kind} 文件，无法在此打开。', '请导出为 PNG 或 JPEG。'],
  ),
  'picture.empty': row(
    'user',
    ['{name} is empty (0 bytes).', 'Copy or download the file again.'],
    ['{name} 是空文件（0 字节）。', '请重新复制或下载该文件。'],
  ),
  'picture.too-large': row(
    'user',
    [
      '{name} has {width} × {height} pixels; at most {limit} megapixels are opened.',
      'Scale it down first.',
    ],
    ['{name} 为 {width} × {height} 像素；最多可打开 {limit} 百万像素。', '请先缩小图片。'],
  ),
  'picture.enlarged-too-large': row(
    'user',
    [
      'Enlarged, the picture would have {width} × {height} pixels; {limit} megapixels are the limit.',
      'Enlarge it less.',
    ],
    [
      '放大后图片将为 {width} × {height} 像素，超过 {limit} 百万像素的上限。',
      '请选择较小的放大倍数。',
    ],
  ),
  'picture.file-too-large': row(
    'user',
    ['{name} is larger than {limit} MB.', 'Choose a smaller file.'],
    ['{name} 超过 {limit} MB。', '请选择较小的文件。'],
  ),
  'picture.no-settings': row(
    'user',
    [
      '{name} does not say how it was made.',
      'Choose a file as it came out of Easel, AUTOMATIC1111, Forge, ComfyUI or InvokeAI; copies from web pages have often lost it.',
    ],
    [
      '{name} 中没有生成信息。',
      '请选择由 Easel、AUTOMATIC1111、Forge、ComfyUI 或 InvokeAI 直接生成的文件；网页上的副本往往已丢失这些信息。',
    ],
  ),
  'picture.settings-damaged': row(
    'user',
    [
      'What {name} says about how it was made (“{key}”) cannot be read.',
      'Use the original file; a copy may have lost a part of it.',
    ],
    ['无法读取 {name} 中的生成信息（“{key}”）。', '请使用原始文件；副本可能已丢失部分内容。'],
  ),
  'search.picture-gone': row(
    'state',
    ['The picture to compare with is no longer kept.', 'Drop it in once more.'],
    ['用于比较的图片已不再保留。', '请重新拖入图片。'],
  ),
  'saved-search.not-found': row(
    'user',
    ['The saved search {id} is no longer there.', 'Choose another one, or save it again.'],
    ['已保存的搜索 {id} 不存在。', '请选择其他搜索，或重新保存。'],
  ),
  'saved-search.name-taken': row(
    'user',
    ['There is already a saved search named “{name}”.', 'Choose another name.'],
    ['已有名为“{name}”的搜索。', '请换一个名称。'],
  ),
  'saved-search.too-many': row(
    'user',
    ['There are already {limit} saved searches.', 'Remove one that is no longer needed.'],
    ['已保存 {limit} 个搜索，达到上限。', '请删除不再需要的搜索。'],
  ),
  'board.not-found': row(
    'user',
    ['There is no board {id}.', 'List the boards to see which there are.'],
    ['没有画板 {id}。', '请查看画板列表。'],
  ),
  'board.name-taken': row(
    'user',
    ['There is already a board named “{name}”.', 'Choose another name.'],
    ['已有名为“{name}”的画板。', '请换一个名称。'],
  ),
  'undo.gone': row(
    'state',
    [
      '“{what}” can no longer be undone or done again: what it changed was deleted for good.',
      'Changes before it can still be undone.',
    ],
    ['“{what}”已无法撤销或重做：相关内容已被永久删除。', '更早的更改仍可撤销。'],
  ),
  'export.too-many': row(
    'user',
    [
      '{n} pictures are selected; at most {limit} leave in one export.',
      'Select fewer and export in parts.',
    ],
    ['已选择 {n} 张图片；一次最多导出 {limit} 张。', '请减少选择，分批导出。'],
  ),
  'import.unreadable': row(
    'user',
    ['{name} could not be read ({reason}).', 'Check that it is still there and may be opened.'],
    ['无法读取 {name}（{reason}）。', '请确认它仍在原处并且允许打开。'],
  ),
  'export.target-not-writable': row(
    'user',
    ['The folder {folder} cannot be written ({reason}).', 'Choose another folder.'],
    ['无法写入文件夹 {folder}（{reason}）。', '请选择其他文件夹。'],
  ),
  'export.expired': row(
    'state',
    ['This download has expired.', 'Export the pictures again.'],
    ['此下载已过期。', '请重新导出图片。'],
  ),
  'export.template-invalid': row(
    'user',
    ['The name template “{template}” has a problem at “{part}”.', 'Use {fields}.'],
    ['文件名模板“{template}”在“{part}”处有误。', '可用字段：{fields}。'],
  ),
});
