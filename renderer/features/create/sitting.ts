/** What a window that opens again shows at once: the words in the editor, the generation, the view. */
import type { Shell } from '#renderer/shell/shell.ts';
import { jobIdSchema, type JobId } from '#shared/domain/ids.ts';

const KEY = 'sitting';

export interface Sitting {
  readonly prompt?: string;
  readonly jobId?: JobId;
  readonly columns?: number;
  readonly isInspectorOpen?: boolean;
}

/** Only what has the right shape comes back; an older window may have written something else. */
export function readSitting(shell: Pick<Shell, 'recall'>): Sitting {
  let value: unknown;
  try {
    value = JSON.parse(shell.recall(KEY) ?? '{}');
  } catch {
    return {};
  }
  if (typeof value !== 'object' || value === null) return {};
  const { prompt, jobId, columns, isInspectorOpen } = value as Record<string, unknown>;
  const isColumns = typeof columns === 'number' && columns >= 2 && columns <= 6;
  return {
    prompt: typeof prompt === 'string' ? prompt : undefined,
    jobId: jobIdSchema.safeParse(jobId).data,
    columns: isColumns ? columns : undefined,
    isInspectorOpen: typeof isInspectorOpen === 'boolean' ? isInspectorOpen : undefined,
  };
}

export function writeSitting(shell: Pick<Shell, 'remember'>, sitting: Sitting): void {
  shell.remember(KEY, JSON.stringify(sitting));
}
