import { defineErrors, row } from '../catalogue-entry.ts';

/** Mistakes in a search. Where they are is told beside them. */
export const searchErrors = defineErrors({
  'search.key-unknown': row(
    'user',
    [
      'There is no filter “{key}”.',
      'Use rating, board, model, tag, kept, is, from, to, date or size; in quotes it counts as words.',
    ],
    [
      '没有“{key}”这个筛选条件。',
      '可用：评分、画板、模型、标签、保留、状态、从、到、日期、尺寸；加引号则按文字搜索。',
    ],
  ),
  'search.value-missing': row(
    'user',
    ['“{key}:” says nothing yet.', 'Write what it should be, or remove it.'],
    ['“{key}:”后面没有内容。', '请补上内容，或删除它。'],
  ),
  'search.unclosed': row(
    'user',
    ['The quotes are never closed.', 'Add the missing quotes.'],
    ['引号没有闭合。', '请补上引号。'],
  ),
  'search.rating-invalid': row(
    'user',
    ['“{value}” is no rating.', 'Write 0 to 5, such as >=3, 5 or 2..4.'],
    ['“{value}”不是评分。', '请写 0 到 5，例如 >=3、5 或 2..4。'],
  ),
  'search.name-invalid': row(
    'user',
    ['“{value}” is no name.', 'Write a shorter one.'],
    ['“{value}”不是有效名称。', '请写短一些。'],
  ),
  'search.answer-invalid': row(
    'user',
    ['“{value}” is neither yes nor no.', 'Write yes or no.'],
    ['“{value}”既不是“是”也不是“否”。', '请写“是”或“否”。'],
  ),
  'search.state-invalid': row(
    'user',
    [
      '“{value}” is nothing that a picture can be.',
      'Write generated, imported, kept, rated, tagged or trashed.',
    ],
    ['“{value}”不是图片的状态。', '请写：生成、导入、保留、已评分、有标签或回收站。'],
  ),
  'search.date-invalid': row(
    'user',
    [
      '“{value}” is no date.',
      'Write a date such as 2026-11-01, 2026-11 or 2026, or today, yesterday, week, month or year.',
    ],
    [
      '“{value}”不是日期。',
      '请写日期，例如 2026-11-01、2026-11 或 2026，或写今天、昨天、本周、本月、今年。',
    ],
  ),
  'search.size-invalid': row(
    'user',
    [
      '“{value}” is no size.',
      'Write the longer side such as >=1024, both sides such as 512x512, or landscape, portrait or square.',
    ],
    [
      '“{value}”不是尺寸。',
      '请写较长边（例如 >=1024）、宽高（例如 512x512），或横向、纵向、方形。',
    ],
  ),
  'search.similar-invalid': row(
    'user',
    ['“{value}” names no picture.', 'Drop a picture on the search instead.'],
    ['“{value}”没有对应的图片。', '请把图片拖到搜索框上。'],
  ),
  'search.board-unknown': row(
    'user',
    ['There is no board “{value}”.', 'Choose one of the list of boards.'],
    ['没有名为“{value}”的画板。', '请从画板列表中选择。'],
  ),
});
