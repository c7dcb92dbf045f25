/** Dragging candidates out of the grid: the one under the pointer, or all picked ones with it. */
import { downloadName } from '#renderer/client/index.ts';
import type { Picture } from '#shared/domain/picture.ts';
import type { CreateController } from './create.controller.svelte.ts';

export function dragCandidates(
  event: DragEvent,
  { needs, picks }: Pick<CreateController, 'needs' | 'picks'>,
  picture: Picture,
): void {
  const dragged = picks.has(picture) ? picks.pictures : [picture];
  const leaving = dragged.map((one) => ({ id: one.id, name: downloadName(one) }));
  needs.shell.dragOut(event, leaving);
}
