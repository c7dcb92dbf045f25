/** `easel adjust`: what a darkroom does, as a step beside the picture. */
import type { EaselClient } from '#shared/contract/index.ts';
import {
  DEFAULT_TOLERANCE,
  toneNames,
  type Background,
  type Geometry,
  type Tone,
} from '#shared/domain/adjustment.ts';
import type { PictureId } from '#shared/domain/ids.ts';
import type { Size } from '#shared/domain/size.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { frameWithin, turnedSize } from '#shared/numeric/straighten.ts';
import type { CropAsked } from '../commands/parse.ts';
import type { GlobalOptions } from '../global-options.ts';
import { withStudio } from '../session.ts';
import { writeFiles, type FileOptions } from './finish-job.ts';
import { maskOf, type MaskOptions } from './mask-of.ts';
import { pictureOf } from './picture-of.ts';

export interface AdjustOptions extends FileOptions, MaskOptions, Tone {
  readonly crop?: CropAsked;
  readonly straighten?: number;
  readonly rotate?: '90' | '180' | '270';
  readonly flip?: 'horizontal' | 'vertical';
  readonly removeBackground?: string | true;
  readonly tolerance?: number;
  readonly holes?: boolean;
  readonly enlarge?: '2' | '4';
  readonly feather?: number;
}

export async function adjust(named: string, options: GlobalOptions & AdjustOptions): Promise<void> {
  await withStudio(options, {}, async (session) => {
    const { client, output, signal } = session;
    const source = await pictureOf(client, named);
    const size = await client.gallery.get({ id: source });
    const mask = await maskOf(client, source, options);
    const background = await backgroundOf(client, source, options);
    const tone = Object.fromEntries(
      toneNames.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
    );
    const geometry = geometryOf(size, options);
    const enlarge =
      options.enlarge === undefined ? {} : ({ enlarge: options.enlarge === '2' ? 2 : 4 } as const);
    const adjustment = {
      tone,
      geometry,
      ...(background === undefined ? {} : { background }),
      ...enlarge,
    };
    const picture = await client.edit.adjust(
      { source, adjustment, ...(mask === undefined ? {} : { mask }), feather: options.feather },
      { signal },
    );
    const file = (await writeFiles(session, [picture], options)).get(picture.id);
    output.result({ picture: { ...picture, file } }, file ?? picture.id);
  });
}

async function backgroundOf(
  client: EaselClient,
  id: PictureId,
  { removeBackground, tolerance = DEFAULT_TOLERANCE, holes }: AdjustOptions,
): Promise<Background | undefined> {
  if (removeBackground === undefined) return undefined;
  if (removeBackground === true) {
    return { of: 'ground', tolerance, ...(holes === true ? { hasHoles: true } : {}) };
  }
  const mask = await maskOf(client, id, { where: removeBackground });
  return mask === undefined ? undefined : { of: 'mask', mask };
}

/** A vertical flip is a mirror image on its head. */
function geometryOf(size: Size, { crop, straighten = 0, rotate, flip }: AdjustOptions): Geometry {
  const turns = (Number(rotate ?? 0) / 90 + (flip === 'vertical' ? 2 : 0)) % 4;
  const moved = { isMirrored: flip !== undefined, turns, angle: straighten };
  if (crop === undefined) return moved;
  const frame = turnedSize(size, moved);
  if ('ratio' in crop) return { ...moved, crop: frameWithin(frame, straighten, crop.ratio) };
  const right = Math.min(frame.width, crop.left + crop.width);
  const below = Math.min(frame.height, crop.top + crop.height);
  if (right <= crop.left || below <= crop.top) {
    const reason = `the box lies outside the picture of ${frame.width} × ${frame.height}`;
    throw new EaselError('request.invalid', { field: '--crop', reason });
  }
  return {
    ...moved,
    crop: {
      left: crop.left / frame.width,
      top: crop.top / frame.height,
      width: (right - crop.left) / frame.width,
      height: (below - crop.top) / frame.height,
    },
  };
}
