import { defineErrors, row } from '../catalogue-entry.ts';

/** Folders that are learnt from, and runs. */
export const trainingErrors = defineErrors({
  'dataset.not-found': row(
    'state',
    ['These pictures have not been looked at yet.', 'Choose the folder again.'],
    ['还没有查看过这些图片。', '请重新选择文件夹。'],
  ),
  'dataset.source-missing': row(
    'user',
    ['There is no folder or board “{name}”.', 'Choose another one.'],
    ['没有名为“{name}”的文件夹或画板。', '请另选一个。'],
  ),
  'dataset.not-readable': row(
    'user',
    [
      'The folder “{name}” may not be read ({reason}).',
      'Give yourself the right to read it, or choose another.',
    ],
    ['无法读取文件夹“{name}”（{reason}）。', '请授予读取权限，或另选一个。'],
  ),
  'dataset.empty': row(
    'user',
    ['There are no pictures in “{name}”.', 'Choose a folder with PNG, JPEG, WebP or AVIF files.'],
    ['“{name}”中没有图片。', '请选择含有 PNG、JPEG、WebP 或 AVIF 文件的文件夹。'],
  ),
  'dataset.no-finding': row(
    'state',
    ['That is no longer so.', 'Look at the list again.'],
    ['情况已经改变。', '请重新查看列表。'],
  ),
  'dataset.not-writable': row(
    'state',
    [
      'Nothing can be written into “{name}” ({reason}).',
      'Give yourself the right to, or leave the captions here.',
    ],
    ['无法写入“{name}”（{reason}）。', '请授予写入权限，或把说明保留在这里。'],
  ),
  'dataset.not-a-folder': row(
    'user',
    ['Captions can be written beside the pictures of a folder only.', 'Export the board first.'],
    ['只有文件夹中的图片旁边才能写入说明。', '请先导出画板。'],
  ),
  'training.not-trainable': row(
    'user',
    [
      '“{checkpoint}” cannot be taught here: {reason}.',
      'Choose Spark, or a whole SD 1, SD 2 or SDXL.',
    ],
    ['“{checkpoint}”无法在此训练：{reason}。', '请选择 Spark，或完整的 SD 1、SD 2、SDXL 模型。'],
  ),
  'training.busy': row(
    'state',
    ['A run is going, so nothing can be measured now.', 'Pause it, or start without an estimate.'],
    ['正在训练，暂时无法测量。', '请先暂停，或不做估计直接开始。'],
  ),
  'training.blocked': row(
    'user',
    ['This run cannot begin: {reason}.', 'Look at what stands against it in the recipe.'],
    ['无法开始训练：{reason}。', '请查看配方中的提示。'],
  ),
  'training.run-not-found': row(
    'state',
    ['There is no such run (any more).', 'Look at the list of runs.'],
    ['没有这个训练（或已被清除）。', '请查看训练列表。'],
  ),
  'training.wrong-state': row(
    'state',
    ['That cannot be done with a run that is {state}.', 'Look at the run again.'],
    ['训练处于“{state}”状态时不能这样做。', '请重新查看该训练。'],
  ),
  'training.name-taken': row(
    'user',
    ['There is a LoRA called “{name}” already.', 'Choose another name.'],
    ['已经有名为“{name}”的 LoRA。', '请换一个名字。'],
  ),
  'training.nothing-yet': row(
    'state',
    ['This run has nothing to save yet.', 'Let it go on for a while.'],
    ['这个训练还没有可保存的内容。', '请再训练一会儿。'],
  ),
  'training.pictures-gone': row(
    'state',
    [
      'The pictures of this run cannot be found any more.',
      'Put them back where they were, and go on.',
    ],
    ['找不到这个训练所用的图片。', '请把它们放回原处后继续。'],
  ),
  'training.base-changed': row(
    'user',
    [
      'The files of “{checkpoint}” are not those this run was begun with.',
      'Put the earlier ones back, or begin a new run.',
    ],
    ['“{checkpoint}”的文件与开始这次训练时的不同。', '请放回原来的文件，或重新开始一次训练。'],
  ),
  'training.diverged': row(
    'user',
    ['The numbers ran away at step {step}.', 'Start again with a lower learning rate.'],
    ['训练在第 {step} 步发散了。', '请用更低的学习率重新开始。'],
  ),
});
