/** The shape of one row of the error table. */
import type { Language } from '#shared/domain/settings.ts';

/**
 * - `user`: something in the request can be mended by the person who made it.
 * - `state`: the request was fine, but not now (locked, full, gone).
 * - `fault`: something of ours or of the machine broke.
 */
export type ErrorSeverity = 'user' | 'state' | 'fault';

export interface CatalogueEntry {
  readonly severity: ErrorSeverity;
  /** What happened and where, in one sentence; then what to do, in one sentence. */
  readonly text: Readonly<Record<Language, { readonly what: string; readonly action: string }>>;
}

/** Keeps the literal codes of a table while checking its rows. */
export function defineErrors<Code extends string>(
  entries: Readonly<Record<Code, CatalogueEntry>>,
): Readonly<Record<Code, CatalogueEntry>> {
  return entries;
}

/** One row, written short: severity, then what/action in English and in Chinese. */
export function row(
  severity: ErrorSeverity,
  en: readonly [what: string, action: string],
  zh: readonly [what: string, action: string],
): CatalogueEntry {
  return {
    severity,
    text: { en: { what: en[0], action: en[1] }, 'zh-CN': { what: zh[0], action: zh[1] } },
  };
}
