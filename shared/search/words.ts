/**
 * The words of the search language. Each key and value has one name by which it is kept and printed,
 * and others by which it is understood, in English and in Chinese.
 */

const keyNames = {
  rating: ['stars', '评分', '星级'],
  board: ['画板'],
  model: ['checkpoint', '模型'],
  tag: ['标签'],
  kept: ['保留', '已保留'],
  is: ['状态'],
  from: ['after', '从', '自'],
  to: ['until', '到', '至'],
  date: ['日期'],
  size: ['尺寸'],
  similar: ['like', '相似'],
} as const;

const answerNames = {
  yes: ['true', '1', '是'],
  no: ['false', '0', '否'],
} as const;

const stateNames = {
  generated: ['made', '生成', '已生成'],
  imported: ['导入', '已导入'],
  kept: ['保留', '已保留'],
  rated: ['已评分'],
  tagged: ['有标签'],
  trashed: ['trash', '回收站', '已删除'],
} as const;

const momentNames = {
  today: ['今天'],
  yesterday: ['昨天'],
  week: ['本周', '这周'],
  month: ['本月', '这个月'],
  year: ['今年'],
} as const;

const shapeNames = {
  landscape: ['wide', '横向'],
  portrait: ['tall', '纵向', '竖向'],
  square: ['方形'],
} as const;

export type SearchKey = keyof typeof keyNames;
export type SearchState = keyof typeof stateNames;
export type SearchMoment = keyof typeof momentNames;

/** In the order in which they are offered. */
export const searchKeys = Object.keys(keyNames) as SearchKey[];
/** The values of keys that take one of a few words. */
export const searchWords = {
  kept: Object.keys(answerNames) as (keyof typeof answerNames)[],
  is: Object.keys(stateNames) as SearchState[],
  date: Object.keys(momentNames) as SearchMoment[],
  size: Object.keys(shapeNames) as (keyof typeof shapeNames)[],
} as const;

export const findKey = finder(keyNames);
export const findAnswer = finder(answerNames);
export const findState = finder(stateNames);
export const findMoment = finder(momentNames);
export const findShape = finder(shapeNames);

/** Finds the kept name for what somebody wrote, in any case and width of letters. */
function finder<Name extends string>(
  names: Readonly<Record<Name, readonly string[]>>,
): (written: string) => Name | undefined {
  const known = new Map<string, Name>();
  for (const name of Object.keys(names) as Name[]) {
    for (const each of [name, ...names[name]]) known.set(each, name);
  }
  return (written) => known.get(written.normalize('NFKC').toLowerCase());
}
