/** Dragging pictures out of the grid: the one under the pointer, with all selected ones it is of. */
import { downloadName } from '#renderer/client/index.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { GalleryController } from './gallery.controller.svelte.ts';

type Held = Pick<GalleryController, 'list' | 'needs' | 'selection'>;

export function dragPictures(event: DragEvent, held: Held, id: PictureId): void {
  const { ids } = held.selection;
  const dragged = ids.has(id) ? [id, ...[...ids].filter((other) => other !== id)] : [id];
  const leaving = dragged.map((one) => {
    const picture = held.list.find(one);
    return { id: one, name: picture === undefined ? `${one}.png` : downloadName(picture) };
  });
  held.needs.shell.dragOut(event, leaving);
}
