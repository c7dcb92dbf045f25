/** Explanations as pictures, by sharp. */
import sharp from 'sharp';
import type { OverlayPainter } from '#main/core/explain/overlay-painter.port.ts';
import type { MetadataText } from '#main/core/gallery/metadata-text.records.ts';
import { EXPLANATION_SIDE } from '#shared/domain/explanation.ts';
import { MAX_PIXELS } from '#shared/domain/size.ts';
import { dimming } from '#shared/numeric/dimming.ts';
import { withProfile, withTexts } from './png-texts.ts';

/** Finer would show no more: a map has few cells. */
const MAX_SIDE = 2048;
/** Small drawings are made as large as the places are seen on a screen. */
const LEAST_SIDE = 512;

export class SharpOverlayPainter implements OverlayPainter {
  async paint(
    path: string,
    map: readonly number[],
    texts: readonly MetadataText[],
  ): Promise<Uint8Array> {
    const source = sharp(path, { limitInputPixels: MAX_PIXELS }).autoOrient();
    const { autoOrient } = await source.metadata();
    const longest = Math.max(autoOrient.width, autoOrient.height);
    const scale = Math.min(MAX_SIDE, Math.max(LEAST_SIDE, longest)) / longest;
    const width = Math.max(1, Math.round(autoOrient.width * scale));
    const height = Math.max(1, Math.round(autoOrient.height * scale));
    const raw = { width: EXPLANATION_SIDE, height: EXPLANATION_SIDE, channels: 4 as const };
    const shade = await sharp(dimming(map), { raw })
      .resize(width, height, { fit: 'fill', kernel: 'linear' })
      .png()
      .toBuffer();
    const png = await source
      .resize(width, height, { fit: 'fill' })
      .flatten({ background: '#ffffff' })
      .composite([{ input: shade }])
      .removeAlpha()
      .toColourspace('srgb')
      .png()
      .toBuffer();
    return withTexts(withProfile(png, undefined), texts);
  }
}
