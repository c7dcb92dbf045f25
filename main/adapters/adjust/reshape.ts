/** Turning, straightening, cropping and enlarging of decoded pictures. */
import type { Adjustment, Geometry } from '#shared/domain/adjustment.ts';
import { cutOf, rotation, turnedSize } from '#shared/numeric/straighten.ts';
import { through, type RawPicture } from '../disk/raw-picture.ts';

/** Pixels that an interpolation looks beyond. */
const RIM = 2;

export async function reshaped(
  picture: RawPicture,
  { geometry, enlarge }: Pick<Adjustment, 'geometry' | 'enlarge'>,
): Promise<RawPicture> {
  const moved = geometry === undefined ? picture : await cut(picture, geometry);
  if (enlarge === undefined) return moved;
  const width = moved.width * enlarge;
  return through(moved, (source) =>
    source.resize({ width, height: moved.height * enlarge, fit: 'fill', kernel: 'lanczos3' }),
  );
}

async function cut(picture: RawPicture, geometry: Geometry): Promise<RawPicture> {
  const { isMirrored, turns, angle } = geometry;
  let turned = picture;
  // One after another: sharp has an order of its own for what it is asked for at once.
  if (isMirrored) turned = await through(turned, (source) => source.flop());
  if (turns !== 0) turned = await through(turned, (source) => source.rotate(turns * 90));
  const { left, top, width, height } = cutOf(picture, geometry);
  if (angle !== 0) {
    const frame = turnedSize(picture, geometry);
    const [cosine, sine] = rotation(angle);
    // Its last pixels once more: at a frame that touches the border nothing clear is mixed in.
    const wider = await through(turned, (source) =>
      source.extend({ top: RIM, right: RIM, bottom: RIM, left: RIM, extendWith: 'copy' }),
    );
    const straight = await through(wider, (source) =>
      source.affine(
        [
          [cosine, -sine],
          [sine, cosine],
        ],
        { interpolator: 'bicubic', background: { r: 0, g: 0, b: 0, alpha: 0 } },
      ),
    );
    // The sheet has grown on all sides alike.
    return through(straight, (source) =>
      source.extract({
        left: left + Math.round((straight.width - frame.width) / 2),
        top: top + Math.round((straight.height - frame.height) / 2),
        ...{ width, height },
      }),
    );
  }
  if (width === turned.width && height === turned.height) return turned;
  return through(turned, (source) => source.extract({ left, top, width, height }));
}
