/** The shell of the app's own window: what a browser has, and the system's dialogs, files and drags. */
import { MAX_DRAGGED, type DesktopClient } from '#shared/contract/desktop.ts';
import type { LeavingPicture, Shell } from './shell.ts';
import { WebShell } from './web.ts';

export class DesktopShell extends WebShell {
  override readonly kind: Shell['kind'] = 'desktop';
  override readonly canPickFolder = true;
  override readonly canReveal = true;
  readonly #client: DesktopClient['desktop'];

  constructor(client: DesktopClient['desktop']) {
    super();
    this.#client = client;
  }

  override readonly reveal: Shell['reveal'] = async (id) => {
    await this.#client.reveal({ id });
  };

  override async pickFolder(): Promise<string | undefined> {
    const { path } = await this.#client.pickFolder();
    return path;
  }

  override async pickModelFile(): Promise<string | undefined> {
    const { path } = await this.#client.pickModelFile();
    return path;
  }

  /** Empty for what was made in the page. */
  override readonly pathOf: Shell['pathOf'] = (file) => {
    const { easelFiles } = globalThis as { easelFiles?: { pathOf(file: File): string } };
    const path = easelFiles?.pathOf(file);
    return path === '' ? undefined : path;
  };

  /** The system drags copies; inside the window the pictures are known by what is remembered here. */
  override dragOut(event: DragEvent, pictures: readonly LeavingPicture[]): void {
    event.preventDefault();
    if (pictures.length === 0) return;
    this.dragging.remember(pictures.map(({ id }) => id));
    // A system's drag has no `dragend`: it is over when the pointer moves freely, or drops here.
    const over = new AbortController();
    const forget = (): void => {
      over.abort();
      this.dragging.forget();
    };
    const listening = { signal: over.signal };
    addEventListener(
      'pointermove',
      ({ buttons }) => {
        if (buttons === 0) forget();
      },
      listening,
    );
    addEventListener('pointerdown', forget, listening);
    addEventListener('drop', () => setTimeout(forget), listening);
    this.#client
      .startDrag({ pictures: pictures.slice(0, MAX_DRAGGED).map(({ id, name }) => ({ id, name })) })
      .catch(forget);
  }
}
