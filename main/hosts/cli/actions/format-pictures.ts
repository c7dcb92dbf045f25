import type { Picture } from '#shared/domain/picture.ts';
import { formatTable, shorten } from '../terminal/table.ts';

/** One line a picture. */
export function formatPictures(pictures: readonly Picture[]): string {
  if (pictures.length === 0) return 'No pictures.';
  return formatTable(
    ['picture', 'stars', 'kept', 'score', 'size', 'tags', 'prompt'],
    pictures.map((picture) => [
      picture.id,
      '★'.repeat(picture.rating),
      picture.isKept ? 'yes' : '',
      picture.rank?.score.toFixed(3) ?? '',
      `${picture.width}×${picture.height}`,
      picture.tags.join(', '),
      shorten(picture.generation?.expandedPrompt ?? picture.sourceName ?? '', 50),
    ]),
  );
}
