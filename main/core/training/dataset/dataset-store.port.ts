/** What people decided about datasets, and what was measured of pictures; in the library's own files. */
import type { DatasetId } from '#shared/domain/dataset.ts';
import type { KnownLooks, StoredDataset } from './dataset.records.ts';

export interface DatasetStore {
  /** Undefined where there is none, or none that can be read. */
  load(id: DatasetId): Promise<StoredDataset | undefined>;
  /** Durable when it resolves. Throws `library.not-writable` or `library.disk-full`. */
  save(id: DatasetId, dataset: StoredDataset): Promise<void>;
  /** Measured before; nothing where there is none. */
  loadLooks(id: DatasetId): Promise<KnownLooks>;
  /** Of no weight: what cannot be kept is measured anew. */
  saveLooks(id: DatasetId, looks: KnownLooks): Promise<void>;
  removeLooks(id: DatasetId): Promise<void>;
}
