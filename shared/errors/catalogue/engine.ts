import { defineErrors, row } from '../catalogue-entry.ts';

/** The engine process, its devices and the checkpoints it loads. */
export const engineErrors = defineErrors({
  'system.busy': row(
    'state',
    [
      'Jobs are running or waiting, so nothing can be measured now.',
      'Try again when they are done, or pause the queue.',
    ],
    ['有任务正在运行或等待，现在无法测速。', '请在任务完成后重试，或暂停队列。'],
  ),
  'engine.stopped': row(
    'fault',
    [
      'The engine process stopped ({reason}).',
      'The job runs again by itself; nothing saved was lost.',
    ],
    ['引擎进程已停止（{reason}）。', '任务会自动重新运行，已保存的内容不受影响。'],
  ),
  'engine.unavailable': row(
    'fault',
    ['The engine does not start ({reason}).', 'Run “easel doctor” to see what is missing.'],
    ['引擎无法启动（{reason}）。', '请运行“easel doctor”查看原因。'],
  ),
  'engine.out-of-memory': row(
    'state',
    ['There was not enough memory for this job.', 'Close other programs or make fewer candidates.'],
    ['内存不足，无法完成此任务。', '请关闭其他程序或减少候选数量。'],
  ),
  'engine.memory-tight': row(
    'state',
    [
      'This checkpoint would need {needed} GB of memory to be quick; {allowed} GB are allowed.',
      'Its weights are read from disk as they are used, so each step takes longer.',
    ],
    [
      '此检查点需要 {needed} GB 内存才能快速运行，目前允许使用 {allowed} GB。',
      '权重将在使用时从磁盘读取，因此每一步会更慢。',
    ],
  ),
  'engine.device-unavailable': row(
    'state',
    ['The device {device} cannot be used ({reason}).', 'Choose “auto” in the settings.'],
    ['无法使用设备 {device}（{reason}）。', '请在设置中选择“自动”。'],
  ),
  'checkpoint.not-found': row(
    'user',
    ['There is no checkpoint “{id}”.', 'Choose one of: {choices}.'],
    ['没有检查点“{id}”。', '可选：{choices}。'],
  ),
  'checkpoint.damaged': row(
    'state',
    ['The checkpoint {id} is damaged: {file} ({reason}).', 'Install the checkpoint again.'],
    ['检查点 {id} 已损坏：{file}（{reason}）。', '请重新安装该检查点。'],
  ),
  'checkpoint.unsupported': row(
    'user',
    ['The checkpoint {id} cannot be used here: {file} ({reason}).', 'Choose another checkpoint.'],
    ['无法在此使用检查点 {id}：{file}（{reason}）。', '请选择其他检查点。'],
  ),
  'checkpoint.scheduler-unknown': row(
    'user',
    [
      'The checkpoint asks for the scheduler “{name}”, which is not known here.',
      'Choose a scheduler by hand, or another checkpoint.',
    ],
    ['检查点要求的调度器“{name}”在此不可用。', '请手动选择调度器，或换用其他检查点。'],
  ),
  'checkpoint.scheduler-damaged': row(
    'state',
    [
      'The scheduler settings of the checkpoint cannot be used ({reason}).',
      'Install the checkpoint again.',
    ],
    ['检查点的调度器设置无法使用（{reason}）。', '请重新安装该检查点。'],
  ),
});
