/** Files that were dropped or picked, folders walked through. */

/** What a browser may name a picture that Easel reads; the host looks at the content itself. */
const pictureName = /\.(?:png|jpe?g|webp|avif|tiff?|gif|heic|bmp|svg)$/i;
/** Above this, a drop is more likely a mistake than a wish. */
export const MOST_FILES = 10_000;

/**
 * Pictures among what was dropped. Folders give what lies in them, at any depth; other files in
 * folders are passed over, while a file dropped by itself is always taken, so that its fault is told.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  // Entries must be asked for before anything is awaited: the transfer is emptied after the event.
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return [...transfer.files];
  const found: File[] = [];
  for (const entry of entries) {
    if (isFolder(entry)) await walk(entry, found);
    else if (isFile(entry)) found.push(await fileOf(entry));
  }
  return found;
}

/** Pictures among the files of a picked folder. */
export function picturesAmong(files: Iterable<File>): File[] {
  return [...files].filter((file) => pictureName.test(file.name)).slice(0, MOST_FILES);
}

async function walk(folder: FileSystemDirectoryEntry, found: File[]): Promise<void> {
  const reader = folder.createReader();
  for (;;) {
    // A browser hands over a hundred at a time, and nothing at the end.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (entries.length === 0) return;
    for (const entry of entries) {
      if (found.length >= MOST_FILES) return;
      if (isFolder(entry)) await walk(entry, found);
      else if (isFile(entry) && pictureName.test(entry.name)) found.push(await fileOf(entry));
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
