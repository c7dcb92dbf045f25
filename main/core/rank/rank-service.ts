/** CLIP ranking of pictures that already exist: embed them in small groups, then order them. */
import type { Clips, RankingSpace } from '#main/core/clips/clips.ts';
import type { Engine } from '#main/core/engine/engine.port.ts';
import { ranged } from '#main/core/generate/resolve-generation.ts';
import type { WildcardFiles } from '#main/core/generate/wildcard-files.port.ts';
import { EMBEDDED_SIDE, type Embeddings } from '#main/core/search/embeddings.ts';
import type { SettingsService } from '#main/core/settings/settings-service.ts';
import type { Tastes } from '#main/core/taste/tastes.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { Ranking } from '#shared/domain/rank.ts';
import type { Pixels, WeightedText } from '#shared/engine-protocol/messages.ts';
import { isCancellation, throwIfCancelled } from '#shared/errors/cancellation.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import type { ErrorShape } from '#shared/errors/error-shape.ts';
import { checkPrompt } from '#shared/prompt/check.ts';
import { expandVariant, planPrompt } from '#shared/prompt/expand.ts';
import type { PictureReader } from './picture-reader.port.ts';

/** So many pictures are in memory at once. */
const GROUP = 16;

interface RankRequest {
  readonly prompt: string;
  readonly diversity?: number;
  readonly checkpoint?: string;
  /** A taste profile by name or id, `none` for none; absent: the one of the settings. */
  readonly taste?: string;
  readonly tasteWeight?: number;
}

interface RankProblem {
  readonly index: number;
  readonly file: string;
  readonly error: ErrorShape;
}

/** Pictures by their place in the request. */
interface Source {
  readonly count: number;
  /** The embedding, where it is kept. */
  readonly known?: (index: number, space: RankingSpace) => Float32Array | undefined;
  /** Undefined where there is nothing to read. */
  readonly read: (index: number) => Promise<Pixels | undefined>;
  readonly keep?: (index: number, space: RankingSpace, vector: Float32Array) => void;
}

interface Parts {
  readonly engine: Engine;
  readonly clips: Clips;
  readonly settings: SettingsService;
  readonly reader: PictureReader;
  readonly embeddings: Embeddings;
  readonly wildcards: WildcardFiles;
  readonly tastes: Pick<Tastes, 'choose' | 'headFor'>;
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
    const { reader, embeddings } = this.#parts;
    const source: Source = {
      count: request.ids.length,
      known: (index, space) => embeddings.find(request.ids[index]!, space),
      read: (index) => reader.byId(request.ids[index]!, { maxSide: EMBEDDED_SIDE }),
      keep: (index, space, vector) => {
        embeddings.keep(request.ids[index]!, space, vector);
      },
    };
    return { ranking: await this.#rank(request, source, signal) };
  }

  /** Unreadable files are listed, the others ranked; `index` points into `paths`. */
  async files(
    request: RankRequest & { readonly paths: readonly string[] },
    signal?: AbortSignal,
  ): Promise<{ ranking: Ranking; problems: RankProblem[] }> {
    const { reader } = this.#parts;
    const problems: RankProblem[] = [];
    const read = async (index: number): Promise<Pixels | undefined> => {
      const path = request.paths[index]!;
      try {
        return await reader.byPath(path, { maxSide: EMBEDDED_SIDE });
      } catch (error) {
        if (isCancellation(error)) throw error;
        problems.push({ index, file: path, error: toErrorShape(error) });
        return undefined;
      }
    };
    const ranking = await this.#rank(request, { count: request.paths.length, read }, signal);
    return { ranking, problems };
  }

  async #rank(
    request: RankRequest,
    source: Source,
    signal: AbortSignal | undefined,
  ): Promise<Ranking> {
    // 1. Refuse what cannot be done before anything is read.
    const prompt = await this.#segmentsOf(request.prompt);
    if (source.count === 0) throw new EaselError('rank.no-pictures');
    const diversity = ranged(
      'diversity',
      request.diversity,
      this.#parts.settings.get().diversity,
      0,
      1,
    );
    const weight = ranged('tasteWeight', request.tasteWeight, undefined, 0, 1);
    const chosen = await this.#parts.tastes.choose(request.taste, weight);
    const space = await this.#parts.clips.space(request.checkpoint);
    const head = chosen && (await this.#parts.tastes.headFor(chosen.profile, space, signal));
    const taste = chosen &&
      head && { direction: head.direction, offset: head.offset, weight: chosen.weight };
    // 2. Read and embed what is not known.
    const known = await this.#embed(space, source, signal);
    const indexes = [...known.keys()].toSorted((a, b) => a - b);
    if (indexes.length === 0) return [];
    // 3. Order, and translate back to the indexes of the request.
    const pictures = indexes.map((index) => ({ embedding: known.get(index)! }));
    const params = { checkpoint: space.checkpoint, prompt, pictures, diversity, taste };
    const { ranking } = await this.#parts.engine.rank(params, { signal });
    return ranking.map((entry) => ({
      ...entry,
      index: indexes[entry.index]!,
      ...(entry.duplicateOf === undefined ? {} : { duplicateOf: indexes[entry.duplicateOf]! }),
    }));
  }

  async #embed(
    space: RankingSpace,
    source: Source,
    signal: AbortSignal | undefined,
  ): Promise<Map<number, Float32Array>> {
    const known = new Map<number, Float32Array>();
    const unknown: number[] = [];
    for (let index = 0; index < source.count; index += 1) {
      const kept = source.known?.(index, space);
      if (kept === undefined) unknown.push(index);
      else known.set(index, kept);
    }
    for (let start = 0; start < unknown.length; start += GROUP) {
      const indexes: number[] = [];
      const pictures: Pixels[] = [];
      for (const index of unknown.slice(start, start + GROUP)) {
        throwIfCancelled(signal);
        const pixels = await source.read(index);
        if (pixels === undefined) continue;
        indexes.push(index);
        pictures.push(pixels);
      }
      if (pictures.length === 0) continue;
      const params = { checkpoint: space.checkpoint, pictures };
      const vectors = await this.#parts.engine.embedPictures(params, { signal });
      for (const [at, index] of indexes.entries()) {
        const vector = vectors[at]!;
        known.set(index, vector);
        source.keep?.(index, space, vector);
      }
    }
    return known;
  }

  /** A prompt with alternatives is judged by its first variant. */
  async #segmentsOf(prompt: string): Promise<readonly WeightedText[]> {
    const plan = planPrompt(checkPrompt(prompt), await this.#parts.wildcards.load());
    return expandVariant(plan, 0).segments;
  }
}
