/** What is found on disk where checkpoints may lie. Paths inside a folder are part paths. */

export interface CheckpointFolder {
  /** Absolute path. */
  readonly folder: string;
  /** Whether it came with Easel. */
  readonly isEmbedded: boolean;
}

export interface CheckpointFolders {
  /** Folders that hold a `manifest.json`: embedded ones first, then by name. */
  find(): Promise<CheckpointFolder[]>;
  /** The parsed JSON of the manifest; throws `checkpoint.damaged` when too large or no JSON. */
  readManifest(folder: string): Promise<unknown>;
  /** Bytes of a file inside the folder; undefined when it is absent or leads out of the folder. */
  fileSize(folder: string, path: string): Promise<number | undefined>;
  /** SHA-256 of a file inside the folder, lower-case hex, read in pieces. */
  hashFile(folder: string, path: string, signal?: AbortSignal): Promise<string>;
  /** The model card, when there is one. */
  readCard(folder: string): Promise<string | undefined>;
}
