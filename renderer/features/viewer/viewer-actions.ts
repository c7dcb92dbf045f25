/** What can be done with the picture that is looked at; its owner does it, with a way back. */
import type { Picture } from '#shared/domain/picture.ts';

export interface ViewerActions {
  /** To the next (1) or the previous one (-1). */
  readonly step: (by: -1 | 1) => void;
  readonly close: () => void;
  readonly rate: (picture: Picture, rating: number) => void;
  readonly keep: (picture: Picture) => void;
  readonly addTag: (picture: Picture, tag: string) => void;
  readonly removeTag: (picture: Picture, tag: string) => void;
  readonly trash: (picture: Picture) => void;
  readonly restore: (picture: Picture) => void;
  readonly exportPicture: (picture: Picture) => void;
  readonly copyPicture: (picture: Picture) => void;
  readonly copyText: (text: string) => void;
  /** Absent where no file manager can be opened. */
  readonly reveal?: ((picture: Picture) => void) | undefined;
  readonly edit: (picture: Picture) => void;
  readonly findSimilar: (picture: Picture) => void;
  /** Makes pictures near this one, where the next ones are made. */
  readonly vary: (picture: Picture) => void;
  /** Gives it a part in the prompt there. */
  readonly useAsReference: (picture: Picture) => void;
  /** Goes where the next ones are made, with prompt and settings of this one. */
  readonly useSettings: (picture: Picture) => void;
}
