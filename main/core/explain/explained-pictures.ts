/** Explanations that leave the studio: the picture with the light where it counts. */
import type { ExportTarget } from '#main/core/export/export-target.port.ts';
import type { ExportDownload, ExportTickets } from '#main/core/export/export-tickets.ts';
import type { Gallery } from '#main/core/gallery/gallery.ts';
import { textsFor } from '#main/core/gallery/generation-metadata.ts';
import { XMP_KEY } from '#main/core/gallery/metadata-text.records.ts';
import { slugOf } from '#main/core/gallery/picture-path.ts';
import type { Explanation } from '#shared/domain/explanation.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { ExplainService } from './explain-service.ts';
import type { OverlayPainter } from './overlay-painter.port.ts';

interface Parts {
  readonly explain: ExplainService;
  readonly gallery: Gallery;
  readonly painter: OverlayPainter;
  readonly tickets: ExportTickets;
  readonly target: ExportTarget;
}

export interface ExplainedRequest {
  readonly id: PictureId;
  readonly prompt?: string | undefined;
  readonly checkpoint?: string | undefined;
  /** Which of the prompt's words, from 0; absent: all of them together. */
  readonly word?: number | undefined;
}

interface Explained {
  readonly explanation: Explanation;
  readonly name: string;
  readonly map: readonly number[];
  readonly words: string;
}

export class ExplainedPictures {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Throws what explaining throws, and `explain.no-such-word`. */
  async prepare(
    request: ExplainedRequest,
    signal?: AbortSignal,
  ): Promise<{ ticket: string; name: string }> {
    const explained = await this.#explain(request, signal);
    const { name } = explained;
    const content = (): Promise<Uint8Array> => this.#paint(request.id, explained);
    const download: ExportDownload = { name, type: 'image/png', content };
    return { ticket: this.#parts.tickets.hold(download), name };
  }

  /** Into a folder, in place of what has the same name. Besides, `export.target-not-writable`. */
  async save(
    { folder, ...request }: ExplainedRequest & { readonly folder: string },
    signal?: AbortSignal,
  ): Promise<{ path: string; explanation: Explanation }> {
    const { target } = this.#parts;
    const explained = await this.#explain(request, signal);
    const bytes = await this.#paint(request.id, explained);
    const path = await target.write(await target.openFolder(folder), explained.name, bytes);
    return { path, explanation: explained.explanation };
  }

  async #explain(request: ExplainedRequest, signal?: AbortSignal): Promise<Explained> {
    const explanation = await this.#parts.explain.picture(request, signal);
    const { prompt, words, map } = explanation;
    if (request.word === undefined) {
      return { explanation, map, words: prompt, name: `${slugOf(prompt)}-explained.png` };
    }
    const word = words[request.word];
    if (word === undefined) {
      throw new EaselError('explain.no-such-word', {
        word: request.word + 1,
        words: words.map(({ text }) => text).join(', '),
      });
    }
    const name = `${slugOf(prompt)}-explained-${request.word + 1}-${slugOf(word.text)}.png`;
    return { explanation, map: word.map, words: word.text, name };
  }

  async #paint(id: PictureId, { explanation, map, words }: Explained): Promise<Uint8Array> {
    const { gallery, painter } = this.#parts;
    const { path } = await gallery.mediaFile(id);
    const text = `“${words}” in “${explanation.prompt}”, match ${explanation.match.toFixed(3)}`;
    const { generation, edit } = gallery.get(id);
    // A picture of a generated picture says so too.
    const isMade = generation !== undefined || edit !== undefined;
    const origin = isMade ? textsFor({ record: generation, edit }) : [];
    const texts = origin.filter(({ key }) => key === XMP_KEY);
    return painter.paint(path, map, [{ key: 'Description', text }, ...texts]);
  }
}
