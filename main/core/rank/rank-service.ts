/** CLIP ranking of pictures that already exist: embed them in small groups, then order them. */
import type { Checkpoints } from '#main/core/checkpoints/checkpoints.ts';
import type { Engine } from '#main/core/engine/engine.port.ts';
import { ranged } from '#main/core/generate/resolve-generation.ts';
import type { WildcardFiles } from '#main/core/generate/wildcard-files.port.ts';
import type { SettingsService } from '#main/core/settings/settings-service.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { Ranking } from '#shared/domain/rank.ts';
import type { CheckpointRef, Pixels, WeightedText } from '#shared/engine-protocol/messages.ts';
import { isCancellation, throwIfCancelled } from '#shared/errors/cancellation.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';
import { checkPrompt } from '#shared/prompt/check.ts';
import { expandVariant, planPrompt } from '#shared/prompt/expand.ts';
import type { PictureReader } from './picture-reader.port.ts';

/** CLIP sees far less; this only keeps what travels to the engine small. */
const MAX_SIDE = 512;
/** So many pictures are in memory at once. */
const GROUP = 16;

interface RankRequest {
  readonly prompt: string;
  readonly diversity?: number;
  readonly checkpoint?: string;
}

interface RankProblem {
  readonly index: number;
  readonly file: string;
  readonly error: ErrorShape;
}

interface Parts {
  readonly engine: Engine;
  readonly checkpoints: Checkpoints;
  readonly settings: SettingsService;
  readonly reader: PictureReader;
  readonly wildcards: WildcardFiles;
}

export class RankService {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Throws on the first picture that is not there; `index` points into `ids`. */
  async pictures(
    request: RankRequest & { readonly ids: readonly PictureId[] },
    signal?: AbortSignal,
  ): Promise<{ ranking: Ranking }> {
    const { reader } = this.#parts;
    const ranking = await this.#rank(request, request.ids.length, signal, (index) =>
      reader.byId(request.ids[index]!, { maxSide: MAX_SIDE }),
    );
    return { ranking };
  }

  /** Unreadable files are listed, the others ranked; `index` points into `paths`. */
  async files(
    request: RankRequest & { readonly paths: readonly string[] },
    signal?: AbortSignal,
  ): Promise<{ ranking: Ranking; problems: RankProblem[] }> {
    const { reader } = this.#parts;
    const problems: RankProblem[] = [];
    const ranking = await this.#rank(request, request.paths.length, signal, async (index) => {
      const path = request.paths[index]!;
      try {
        return await reader.byPath(path, { maxSide: MAX_SIDE });
      } catch (error) {
        if (isCancellation(error)) throw error;
        problems.push({ index, file: path, error: toErrorShape(error) });
        return undefined;
      }
    });
    return { ranking, problems };
  }

  async #rank(
    request: RankRequest,
    count: number,
    signal: AbortSignal | undefined,
    read: (index: number) => Promise<Pixels | undefined>,
  ): Promise<Ranking> {
    // 1. Refuse what cannot be done before anything is read.
    const prompt = await this.#segmentsOf(request.prompt);
    if (count === 0) throw new EaselError('rank.no-pictures');
    const diversity = ranged(
      'diversity',
      request.diversity,
      this.#parts.settings.get().diversity,
      0,
      1,
    );
    const { summary, folder } = await this.#parts.checkpoints.resolve(request.checkpoint);
    const checkpoint = { id: summary.id, folder };
    // 2. Read and embed.
    const { indexes, embeddings } = await this.#embed(checkpoint, count, signal, read);
    if (indexes.length === 0) return [];
    // 3. Order, and translate back to the indexes of the request.
    const pictures = embeddings.map((embedding) => ({ embedding }));
    const params = { checkpoint, prompt, pictures, diversity };
    const { ranking } = await this.#parts.engine.rank(params, { signal });
    return ranking.map((entry) => ({
      ...entry,
      index: indexes[entry.index]!,
      ...(entry.duplicateOf === undefined ? {} : { duplicateOf: indexes[entry.duplicateOf]! }),
    }));
  }

  async #embed(
    checkpoint: CheckpointRef,
    count: number,
    signal: AbortSignal | undefined,
    read: (index: number) => Promise<Pixels | undefined>,
  ): Promise<{ indexes: number[]; embeddings: Float32Array[] }> {
    const indexes: number[] = [];
    const embeddings: Float32Array[] = [];
    for (let start = 0; start < count; start += GROUP) {
      const pictures: Pixels[] = [];
      for (let index = start; index < Math.min(start + GROUP, count); index += 1) {
        throwIfCancelled(signal);
        const pixels = await read(index);
        if (pixels === undefined) continue;
        indexes.push(index);
        pictures.push(pixels);
      }
      if (pictures.length === 0) continue;
      const params = { checkpoint, pictures };
      embeddings.push(...(await this.#parts.engine.embedPictures(params, { signal })));
    }
    return { indexes, embeddings };
  }

  /** A prompt with alternatives is judged by its first variant. */
  async #segmentsOf(prompt: string): Promise<readonly WeightedText[]> {
    const plan = planPrompt(checkPrompt(prompt), await this.#parts.wildcards.load());
    return expandVariant(plan, 0).segments;
  }
}
