/** A place on the network that publishes models: what is asked of it, and only when a person asks. */
import type { WantedFile } from '#shared/domain/transfer.ts';

export interface HubRepository {
  /** As the hub writes it. */
  readonly repository: string;
  /** Full hash of the revision that was asked for. */
  readonly commit: string;
  readonly license?: string;
  /** Whether terms have to be accepted on its page first. */
  readonly isGated: boolean;
  /** Every file, of whatever type and however it is called. */
  readonly files: readonly HubFile[];
}

/** Like a wanted file, but with nothing promised of its path. */
export type HubFile = Omit<WantedFile, 'path'> & { readonly path: string };

export interface HubPlace {
  readonly repository: string;
  readonly commit: string;
  readonly path: string;
}

export interface HubContent {
  /** Where the bytes begin: what was asked for, or 0 where ranges are not known there. */
  readonly from: number;
  /** Ends early with `hub.stalled` or `hub.unreachable`. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Everything throws `hub.*`, and CancelledError when the signal fires. */
export interface Hub {
  /** Origin of its addresses. */
  readonly endpoint: string;
  /** How it is called on screen. */
  readonly host: string;
  /** @param revision branch, tag or commit; the main branch without it */
  look(repository: string, revision?: string, signal?: AbortSignal): Promise<HubRepository>;
  /**
   * The file's content from a byte on.
   *
   * @param bytes how many are wanted; all that follow without it
   */
  read(
    place: HubPlace,
    range: { readonly from: number; readonly bytes?: number },
    signal?: AbortSignal,
  ): Promise<HubContent>;
}
