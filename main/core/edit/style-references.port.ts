/** The pictures whose manner comes with the studio. */
import type { MadeStyle } from '#shared/domain/edit.ts';
import type { Pixels } from '#shared/engine-protocol/messages.ts';

export interface StyleReferences {
  read(name: MadeStyle, maxSide: number): Promise<Pixels>;
}
