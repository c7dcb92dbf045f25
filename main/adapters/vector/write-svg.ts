/** A drawing as an SVG file. */
import { XMP_KEY, type MetadataText } from '#main/core/gallery/metadata-text.records.ts';
import type { Drawing } from './drawing.ts';
import type { Rgb } from './oklab.ts';

export interface SvgFrame {
  /** What the file says of its own size, in pixels. */
  readonly width: number;
  readonly height: number;
  /** `#rrggbb`, behind everything. */
  readonly background?: string;
  /** Of these only XMP has a place in SVG. */
  readonly texts: readonly MetadataText[];
}

export function writeSvg(drawing: Drawing, frame: SvgFrame): string {
  const { width, height, shapes } = drawing;
  const xmp = frame.texts.find(({ key }) => key === XMP_KEY)?.text;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${frame.width}" height="${frame.height}" viewBox="0 0 ${width} ${height}">`,
    ...(xmp === undefined ? [] : [`<metadata>${withoutInstructions(xmp)}</metadata>`]),
    ...(frame.background === undefined
      ? []
      : [`<path fill="${frame.background}" d="M0 0H${width}V${height}H0Z"/>`]),
    ...shapes.flatMap(({ colour, outlines }) =>
      outlines.map(
        ({ data, x, y }) =>
          `<path fill="${hexOf(colour)}" transform="translate(${x} ${y})" d="${data}"/>`,
      ),
    ),
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

/** A packet's wrapper is for files that programs search through byte by byte; XML needs none. */
function withoutInstructions(xmp: string): string {
  return xmp.replaceAll(/<\?.*?\?>/gs, '').trim();
}

function hexOf(colour: Rgb): string {
  return `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
