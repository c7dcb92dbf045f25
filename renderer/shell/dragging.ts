/**
 * Pictures of ours under the pointer. While they hover, a browser hides what is dragged, so the
 * ids are remembered here as well; they are forgotten when the drag ends.
 */
import { pictureIdSchema, type PictureId } from '#shared/domain/ids.ts';
import type { LeavingPicture } from './shell.ts';

/** The ids of the pictures, one a line. */
export const PICTURES_TYPE = 'application/x-easel-pictures';

export class Dragging {
  #ids: readonly PictureId[] | undefined;

  begin(event: DragEvent, pictures: readonly LeavingPicture[], addressOf: (id: PictureId) => URL) {
    const [first] = pictures;
    const { dataTransfer } = event;
    if (first === undefined || dataTransfer === null) return;
    const ids = pictures.map(({ id }) => id);
    const address = addressOf(first.id).href;
    // A colon or a line end in a name would end it there.
    const name = first.name.replace(/[:\r\n]/g, '-');
    dataTransfer.effectAllowed = 'copyMove';
    dataTransfer.setData(PICTURES_TYPE, ids.join('\n'));
    dataTransfer.setData('DownloadURL', `image/png:${name}:${address}`);
    this.remember(ids);
    event.target?.addEventListener('dragend', () => this.forget(), { once: true });
  }

  remember(ids: readonly PictureId[]): void {
    this.#ids = ids;
  }

  forget(): void {
    this.#ids = undefined;
  }

  /** Undefined when what is dragged is not ours. Another window's ids are known on drop only. */
  idsOf({ dataTransfer }: DragEvent): readonly PictureId[] | undefined {
    if (this.#ids !== undefined) return this.#ids;
    if (dataTransfer?.types.includes(PICTURES_TYPE) !== true) return undefined;
    const lines = dataTransfer.getData(PICTURES_TYPE).split('\n');
    return lines.flatMap((line) => {
      const id = pictureIdSchema.safeParse(line);
      return id.success ? [id.data] : [];
    });
  }
}
