/** All languages of the interface. Errors have their own table in shared/errors. */
import { en } from './en.ts';
import type { Places, Translation } from './message.ts';
import { zhCn } from './zh-cn.ts';

export type MessageKey = keyof typeof en;
export type MessageParams<Key extends MessageKey> = Record<
  Places<(typeof en)[Key]>,
  string | number
>;

export const catalogue = { en, 'zh-CN': zhCn } as const satisfies Record<
  string,
  Translation<typeof en>
>;

/** What each language calls itself. */
export const languageNames = { en: 'English', 'zh-CN': '简体中文' } as const;
