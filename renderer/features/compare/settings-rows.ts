/** What made a picture, as rows of words. */
import { pictureTitle } from '#renderer/client/index.ts';
import { number, t } from '#renderer/locale/locale.svelte.ts';
import type { CheckpointSummary } from '#shared/domain/checkpoint.ts';
import type { Picture } from '#shared/domain/picture.ts';

export interface SettingsRow {
  readonly name: string;
  readonly value: string;
}

export function settingsRows(
  picture: Picture,
  checkpoints: readonly Pick<CheckpointSummary, 'id' | 'name'>[] = [],
): SettingsRow[] {
  const { generation, rank, width, height } = picture;
  if (generation === undefined) return [];
  const checkpoint = checkpoints.find(({ id }) => id === generation.checkpoint);
  const size = { width, height };
  const rows = [
    { name: t('inspector.prompt'), value: pictureTitle(picture) },
    {
      name: t('inspector.checkpoint'),
      value: `${checkpoint?.name ?? generation.checkpoint} ${generation.checkpointVersion}`,
    },
    { name: t('inspector.seed'), value: String(generation.seed) },
    {
      name: t('inspector.size'),
      value: picture.hasAlpha ? t('settings.sizeAlpha', size) : t('settings.sizeValue', size),
    },
    { name: t('inspector.steps'), value: number(generation.steps) },
    { name: t('inspector.guidance'), value: number(generation.guidanceScale) },
  ];
  if (rank !== undefined) {
    if (rank.cosine !== undefined) {
      rows.push({ name: t('inspector.cosine'), value: number(rank.cosine, 3) });
    }
  }
  return rows;
}
