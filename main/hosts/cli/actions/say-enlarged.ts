/** A word on how pictures became larger, where that is not as drawings are enlarged. */
import type { EnlargedBy } from '#shared/domain/enlarging.ts';
import type { Session } from '../session.ts';

const REASONS: Readonly<Record<NonNullable<EnlargedBy['reason']>, string>> = {
  textured: 'it looks like a photograph or a painting, and the network has learnt drawings',
  large: 'the network would take minutes for a picture of that size',
};

export function sayEnlarged(
  output: Session['output'],
  files: readonly { readonly path: string; readonly enlargedBy?: EnlargedBy | undefined }[],
): void {
  for (const { path, enlargedBy } of files) {
    if (enlargedBy?.reason === undefined) continue;
    output.say(
      `${path}: enlarged by plain resampling (Lanczos), as ${REASONS[enlargedBy.reason]}.`,
    );
  }
}
