/** Files that were dropped or picked, folders walked through. */
import { EaselError } from '#shared/errors/easel-error.ts';
import { throwIfCancelled } from '#shared/errors/cancellation.ts';

/** What a browser may name a picture that Easel reads; the host looks at the content itself. */
const pictureName = /\.(?:png|jpe?g|webp|avif|tiff?|gif|heic|bmp|svg)$/i;

export interface Found {
  readonly files: File[];
  /** Files and folders that could not be read, by name. */
  readonly problems: { readonly name: string; readonly error: EaselError }[];
}

/** Asked for at once: the transfer is emptied after the event. */
export function droppedEntries(transfer: DataTransfer): FileSystemEntry[] | undefined {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  return entries.length === 0 ? undefined : entries;
}

/**
 * Pictures among what was dropped. Folders give all that lies in them, at any depth; other files in
 * folders are passed over, while a file dropped by itself is always taken, so that its fault is told.
 * Throws only when the signal aborts: what cannot be read is named beside what could.
 */
export async function walkEntries(
  entries: readonly FileSystemEntry[],
  signal?: AbortSignal,
): Promise<Found> {
  const found: Found = { files: [], problems: [] };
  for (const entry of entries) await take(entry, found, signal);
  return found;
}

/** Pictures among the files of a picked folder. */
export function picturesAmong(files: Iterable<File>): File[] {
  return [...files].filter((file) => pictureName.test(file.name));
}

async function take(entry: FileSystemEntry, found: Found, signal?: AbortSignal): Promise<void> {
  throwIfCancelled(signal);
  try {
    if (isFolder(entry)) await walk(entry, found, signal);
    else if (isFile(entry)) found.files.push(await fileOf(entry));
  } catch (error) {
    throwIfCancelled(signal);
    const reason = error instanceof Error ? error.name : String(error);
    const named = new EaselError('import.unreadable', { name: entry.name, reason });
    found.problems.push({ name: entry.name, error: named });
  }
}

async function walk(
  folder: FileSystemDirectoryEntry,
  found: Found,
  signal?: AbortSignal,
): Promise<void> {
  const reader = folder.createReader();
  for (;;) {
    // A browser hands over a hundred at a time, and nothing at the end.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (entries.length === 0) return;
    for (const entry of entries) {
      if (isFolder(entry) || pictureName.test(entry.name)) await take(entry, found, signal);
    }
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => {
    entry.file(resolve, reject);
  });
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
