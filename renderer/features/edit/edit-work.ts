/** What the edit screen asks of the host, in its own words. */
import type { Shell } from '#renderer/shell/shell.ts';
import type { EaselClient } from '#shared/contract/index.ts';
import type { Margins, Style, StyleReference } from '#shared/domain/edit.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { EditJob, StyleJob } from '#shared/domain/job.ts';
import type { Picture } from '#shared/domain/picture.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { AdjustForm } from './adjust/adjust-form.svelte.ts';

export type AskedStyle = Omit<Style, 'seed'>;

export interface EditRequest {
  readonly source: PictureId;
  readonly what:
    | {
        readonly kind: 'words';
        readonly prompt: string;
        /** 0..1; how far a result may go from what is there. */
        readonly strength: number;
        readonly count: number;
        /** Absent: the one that is chosen by default. */
        readonly checkpoint?: string | undefined;
      }
    | {
        readonly kind: 'grow';
        readonly prompt: string;
        readonly margins: Margins;
        readonly count: number;
        readonly checkpoint?: string | undefined;
      }
    | { readonly kind: 'style'; readonly style: AskedStyle }
    | {
        readonly kind: 'restyle';
        readonly reference: StyleReference;
        readonly prompt: string;
        readonly strength: number;
        /** How much the shown picture counts; 1 is usual. */
        readonly weight: number;
        readonly count: number;
        readonly checkpoint: string;
      };
  /** PNG, white where the picture may change; absent: everywhere. */
  readonly mask?: File;
}

/** A picture in the tree of an edited one. */
export interface Step {
  readonly id: string;
  /** Absent for the picture that the tree grew from. */
  readonly parent?: string | undefined;
  readonly picture: Picture;
  readonly createdAt: number;
}

export type EditClient = Pick<
  EaselClient,
  'edit' | 'words' | 'explain' | 'gallery' | 'jobs' | 'checkpoints'
>;

/** Writes it down as a job; its candidates come over the job feed. */
export async function submitEdit(
  client: Pick<EaselClient, 'edit'>,
  shell: Shell,
  { source, what, mask: file }: EditRequest,
): Promise<EditJob | StyleJob> {
  const kept = file === undefined ? {} : { mask: (await shell.upload('mask', file)).id };
  if (what.kind === 'style') {
    return client.edit.style({ source, style: { ...what.style, seed: drawSeed() }, ...kept });
  }
  const { prompt, count, checkpoint } = what;
  const generation = { prompt, count, checkpoint };
  if (what.kind === 'restyle') {
    const { kind, reference, strength, weight } = what;
    const step = { kind, reference, strength, weight };
    return client.edit.submit({ source, generation, step, ...kept });
  }
  return what.kind === 'grow'
    ? client.edit.submit({ source, step: { kind: 'grow', margins: what.margins }, generation })
    : client.edit.submit({
        ...{ source, generation, ...kept },
        step: { kind: 'words', strength: what.strength },
      });
}

/** Keeps the picture as adjusted; what is painted says where, or what stays. */
export async function submitAdjustment(
  client: Pick<EaselClient, 'edit'>,
  shell: Shell,
  { source, adjust, mask: file }: AdjustRequest,
  signal: AbortSignal,
): Promise<Picture> {
  const mask = file === undefined ? undefined : (await shell.upload('mask', file)).id;
  const isSubject = adjust.settings.background === 'painted';
  if (isSubject && mask === undefined) throw new EaselError('edit.mask-empty');
  const subject = isSubject && mask !== undefined ? ({ of: 'mask', mask } as const) : undefined;
  const where = isSubject || mask === undefined ? {} : { mask };
  return client.edit.adjust({ source, adjustment: adjust.asked(subject), ...where }, { signal });
}

interface AdjustRequest {
  readonly source: PictureId;
  readonly adjust: AdjustForm;
  readonly mask?: File | undefined;
}

/** Asked again, a manner gives other strokes. */
function drawSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}

/** All steps of the tree that a picture belongs to, oldest first. */
export async function stepsOf(
  client: Pick<EaselClient, 'edit'>,
  id: PictureId,
): Promise<readonly Step[]> {
  const { root, pictures } = await client.edit.tree({ id });
  const known = new Set(pictures.map((picture) => picture.id));
  return pictures.map((picture) =>
    stepOf(picture, (parent) => (known.has(parent) ? parent : root)),
  );
}

/** @param nearest the step to hang it on: its source may be gone for good */
export function stepOf(picture: Picture, nearest: (parent: PictureId) => PictureId): Step {
  const { id, createdAt, edit } = picture;
  const parent = edit === undefined ? undefined : nearest(edit.source);
  return { id, picture, createdAt, ...(parent === undefined || parent === id ? {} : { parent }) };
}
