import { defineErrors, row } from '../catalogue-entry.ts';

/** Requests for pictures, rankings and jobs that cannot be carried out as asked. */
export const generateErrors = defineErrors({
  'generate.value-out-of-range': row(
    'user',
    [
      '{field} is {value}, but must be a number from {min} to {max}.',
      'Change {field} and try again.',
    ],
    ['{field} 为 {value}，但必须是 {min} 到 {max} 之间的数。', '请修改 {field} 后重试。'],
  ),
  'generate.value-unknown': row(
    'user',
    ['{field} “{value}” is not known.', 'Choose one of: {choices}.'],
    ['未知的 {field}“{value}”。', '请从以下选项中选择：{choices}。'],
  ),
  'generate.size-unsupported': row(
    'user',
    [
      '{checkpoint} makes pictures of {width} × {height}, not the size asked for.',
      'Leave the size out, or export at another size.',
    ],
    ['{checkpoint} 只能生成 {width} × {height} 的图片。', '请不要指定尺寸，或在导出时更改尺寸。'],
  ),
  'generate.size-step': row(
    'user',
    ['{field} is {value}, but must be a multiple of {step}.', 'Change {field} and try again.'],
    ['{field} 为 {value}，但必须是 {step} 的倍数。', '请修改 {field} 后重试。'],
  ),
  'rank.no-pictures': row(
    'user',
    ['There is no picture to rank.', 'Name at least one picture.'],
    ['没有可排序的图片。', '请至少指定一张图片。'],
  ),
  'explain.no-words': row(
    'user',
    ['There are no words to explain this picture by.', 'Say what it should show.'],
    ['没有可用来解释这张图片的词语。', '请说明它应该表现什么。'],
  ),
  'explain.no-such-word': row(
    'user',
    ['“{word}” is none of the words that were looked at: {words}.', 'Choose one of those.'],
    ['“{word}”不在所分析的词语之中：{words}。', '请从中选择一个。'],
  ),
  'job.not-found': row(
    'user',
    ['There is no job {id}.', 'List the jobs to see which there are.'],
    ['没有任务 {id}。', '请查看任务列表。'],
  ),
  'job.queue-paused': row(
    'state',
    ['The queue is paused, so job {id} waits.', 'Let it go on with “easel jobs resume”.'],
    ['队列已暂停，任务 {id} 正在等待。', '请用“easel jobs resume”继续。'],
  ),
  'job.wrong-state': row(
    'user',
    [
      'Job {id} is {state}, so it cannot be {verb}.',
      'Look at the job again; it may have moved on.',
    ],
    ['任务 {id} 处于 {state} 状态，无法执行 {verb}。', '请刷新任务状态后重试。'],
  ),
  'job.gave-up': row(
    'fault',
    [
      'The engine stopped {attempts} times during this job, so it was set aside.',
      'Free some memory or make fewer candidates, then retry it.',
    ],
    ['执行此任务时引擎已停止 {attempts} 次，任务已搁置。', '请释放内存或减少候选数量后重试。'],
  ),
  'generate.references-unsupported': row(
    'user',
    [
      '{checkpoint} takes words alone; a reference picture cannot speak to it.',
      'Remove the references, choose Spark, or change the picture itself on the Edit screen.',
    ],
    [
      '{checkpoint} 只接受文字，无法使用参考图片。',
      '请移除参考图片、改用 Spark，或在“编辑”界面直接更改图片。',
    ],
  ),
});
