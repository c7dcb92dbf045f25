/** Edits, as they are asked for. */
import { basename } from 'node:path';
import type { Checkpoints } from '#main/core/checkpoints/checkpoints.ts';
import type { Gallery } from '#main/core/gallery/gallery.ts';
import { freezePrompts, promptsFor } from '#main/core/generate/prompt-for-candidates.ts';
import {
  ranged,
  resolveGeneration,
  tasteWeightOf,
  whole,
} from '#main/core/generate/resolve-generation.ts';
import type { WildcardFiles } from '#main/core/generate/wildcard-files.port.ts';
import type { StyleAdapters } from '#main/core/style-adapters/style-adapters.ts';
import type { JobQueue } from '#main/core/jobs/job-queue.ts';
import type { Loras } from '#main/core/loras/loras.ts';
import type { SettingsService } from '#main/core/settings/settings-service.ts';
import type { Tastes } from '#main/core/taste/tastes.ts';
import {
  DEFAULT_MASKED_STRENGTH,
  DEFAULT_STRENGTH,
  DEFAULT_STYLE_COUNT,
  DEFAULT_STYLE_STRENGTH,
  DEFAULT_STYLE_WEIGHT,
  MAX_STYLE_COUNT,
  MAX_STYLE_WEIGHT,
  type EditRequest,
  type EditSettings,
  type EditStep,
  type StyleRequest,
} from '#shared/domain/edit.ts';
import type { CheckpointSummary } from '#shared/domain/checkpoint.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { EditJob, StyleJob } from '#shared/domain/job.ts';
import type { MaskId } from '#shared/domain/mask-id.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { MAX_PIXELS, MAX_SIDE } from '#shared/domain/size.ts';
import { canRestyle } from '#shared/domain/style-adapter.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { Placement } from '#shared/numeric/geometry.ts';
import { featherPlane } from '#shared/numeric/feather-plane.ts';
import { originOf } from './edit-origin.ts';
import type { MaskFiles } from './mask-files.port.ts';
import { plainWords, wordsOfMadeStyle, wordsOfPictureStyle } from './style-words.ts';
import { markedRegion, workingRegion, type WorkingRegion } from './working-region.ts';

interface Parts {
  readonly queue: JobQueue;
  readonly gallery: Gallery;
  readonly checkpoints: Checkpoints;
  readonly loras: Loras;
  readonly settings: SettingsService;
  readonly wildcards: WildcardFiles;
  readonly masks: MaskFiles;
  readonly styleAdapters: StyleAdapters;
  readonly tastes: Pick<Tastes, 'choose'>;
}

export class EditService {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Checks a step and writes it down as a job. Throws the codes that the contract declares. */
  async submit(request: EditRequest): Promise<EditJob> {
    const { queue, gallery, checkpoints, loras, wildcards, tastes } = this.#parts;
    const { settings: preferences } = this.#parts;
    const picture = gallery.get(request.source);
    await gallery.mediaFile(request.source);
    const checkpoint = await checkpoints.resolve(request.generation.checkpoint);
    const step = await this.#resolveStep(request, checkpoint.summary);
    const { size } = await this.#regionOf(request, step, picture, checkpoint.summary);
    const generation = {
      ...request.generation,
      prompt: this.#promptOf(request.generation.prompt, step, picture),
    };
    const settings = resolveGeneration({ ...generation, ...size }, checkpoint.summary, {
      diversity: preferences.get().diversity,
      taste: await tastes.choose(generation.taste, tasteWeightOf(generation)),
    });
    const mayBeEmpty = step.kind === 'restyle';
    const prompts = promptsFor(settings, await wildcards.load(), { mayBeEmpty });
    await loras.choose(prompts.prompt(0).loras, checkpoint.summary);
    const edit: EditSettings = {
      ...originOf(picture),
      step,
      ...(request.mask === undefined || step.kind === 'grow' ? {} : { mask: request.mask }),
      feather: request.feather ?? 0,
    };
    return queue.enqueueEdit(edit, settings, freezePrompts(prompts, settings.count));
  }

  /** Checks a change of manner and writes it down as a job. Throws the codes of the contract. */
  async style({ source, style, mask, feather = 0, count: asked }: StyleRequest): Promise<StyleJob> {
    const { queue, gallery } = this.#parts;
    const picture = gallery.get(source);
    await gallery.mediaFile(source);
    if (style.reference.kind === 'picture') await gallery.mediaFile(style.reference.id);
    if (mask !== undefined) await this.#marked(mask, feather, picture);
    const edit: EditSettings = {
      ...originOf(picture),
      step: {
        kind: 'style',
        reference: style.reference,
        strength: style.strength ?? DEFAULT_STYLE_STRENGTH,
        strokeSize: style.strokeSize ?? 1,
        colours: style.colours ?? 'reference',
        seed: style.seed ?? 0,
      },
      ...(mask === undefined ? {} : { mask }),
      feather,
    };
    const count = whole('count', asked, DEFAULT_STYLE_COUNT, 1, MAX_STYLE_COUNT);
    return queue.enqueueStyle(edit, count);
  }

  /** What can show checkpoints the style of a picture. */
  listStyleAdapters(): ReturnType<StyleAdapters['list']> {
    return this.#parts.styleAdapters.list();
  }

  /** Of a file of this machine. Throws what makes it no picture. */
  async keepMask(path: string): Promise<{ mask: MaskId }> {
    return { mask: await this.#parts.masks.keep(path, basename(path)) };
  }

  /** Throws `picture.not-found`, `edit.no-candidate`. */
  accept(id: PictureId): Promise<Picture> {
    return this.#parts.gallery.acceptEdit(id);
  }

  /** The root and everything accepted that came of it, oldest first. Throws `picture.not-found`. */
  tree(id: PictureId): { root: PictureId; pictures: Picture[] } {
    const { gallery } = this.#parts;
    const picture = gallery.get(id);
    const root = picture.edit?.root ?? id;
    // A root that was deleted for good leaves its tree without one.
    const first = gallery.getMany([root]);
    const grown = gallery.tree(root);
    const known = new Set([...first, ...grown].map((one) => one.id));
    return { root, pictures: [...first, ...grown, ...(known.has(id) ? [] : [picture])] };
  }

  /** Throws `generate.value-out-of-range`, and what keeps a step from being made. */
  async #resolveStep(
    { step, mask }: Pick<EditRequest, 'step' | 'mask'>,
    checkpoint: CheckpointSummary,
  ): Promise<EditStep> {
    if (step.kind === 'grow') {
      const margins = { top: 0, right: 0, bottom: 0, left: 0, ...step.margins };
      if (Object.values(margins).every((margin) => margin === 0)) {
        throw new EaselError('edit.nothing-to-grow');
      }
      return { kind: 'grow', margins };
    }
    const usual = mask === undefined ? DEFAULT_STRENGTH : DEFAULT_MASKED_STRENGTH;
    const strength = ranged('strength', step.strength, usual, 0, 1);
    if (step.kind === 'words') return { kind: 'words', strength };
    const { reference, adapter } = step;
    if (!canRestyle(checkpoint)) {
      throw new EaselError('edit.style-unsupported', { checkpoint: checkpoint.name });
    }
    if (reference.kind === 'picture') await this.#parts.gallery.mediaFile(reference.id);
    const chosen = await this.#parts.styleAdapters.choose(checkpoint, adapter);
    return {
      ...{ kind: 'restyle', reference, strength },
      weight: ranged('weight', step.weight, DEFAULT_STYLE_WEIGHT, 0, MAX_STYLE_WEIGHT),
      ...(chosen === undefined ? {} : { adapter: chosen.used }),
    };
  }

  /**
   * Of a change of style: what was asked for, else what the source was made by, and the style's name
   * where it cannot be shown. Throws `edit.style-unnamed` where it has none.
   */
  #promptOf(asked: string, step: EditStep, source: Picture): string {
    if (step.kind !== 'restyle') return asked;
    const content =
      asked.trim() === '' ? plainWords(source.generation?.expandedPrompt ?? '') : asked;
    if (step.adapter !== undefined) return content;
    const { reference } = step;
    const style =
      reference.kind === 'made'
        ? wordsOfMadeStyle(reference.name)
        : wordsOfPictureStyle(this.#parts.gallery.get(reference.id));
    if (style === undefined) throw new EaselError('edit.style-unnamed');
    return [content, style].filter((words) => words !== '').join(', ');
  }

  /** Throws `edit.mask-empty`, `edit.mask-not-found`. */
  async #regionOf(
    { mask: id, feather = 0 }: EditRequest,
    step: EditStep,
    { width, height }: Picture,
    checkpoint: Parameters<typeof workingRegion>[2],
  ): Promise<WorkingRegion> {
    if (step.kind === 'grow') {
      const { top, right, bottom, left } = step.margins;
      const grown = { width: left + width + right, height: top + height + bottom };
      if (Math.max(grown.width, grown.height) > MAX_SIDE || grown.width * grown.height > MAX_PIXELS)
        throw new EaselError('edit.too-large', { ...grown, limit: MAX_PIXELS / 1e6 });
      return workingRegion(grown, undefined, checkpoint);
    }
    if (id === undefined) return workingRegion({ width, height }, undefined, checkpoint);
    const marked = await this.#marked(id, feather, { width, height });
    return workingRegion({ width, height }, marked, checkpoint);
  }

  async #marked(
    id: MaskId,
    feather: number,
    { width, height }: Pick<Picture, 'width' | 'height'>,
  ): Promise<Placement> {
    const mask = await this.#parts.masks.read(id, width, height);
    featherPlane(mask, width, height, feather);
    const marked = markedRegion(mask, { width, height });
    if (marked === undefined) throw new EaselError('edit.mask-empty');
    return marked;
  }
}
