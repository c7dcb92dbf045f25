/** Softens the edge of what is marked. */
import { featherPlane } from '#shared/numeric/feather-plane.ts';
import { wholeOf, type Coverage, type Region } from './coverage.ts';

/** Blurs by about `radius` pixels to both sides of an edge. */
export function feather(coverage: Coverage, radius: number): Region {
  featherPlane(coverage.data, coverage.width, coverage.height, radius);
  return wholeOf(coverage);
}
