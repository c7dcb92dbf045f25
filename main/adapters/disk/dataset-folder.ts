/** Folders of pictures that belong to the user. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type {
  DatasetFiles,
  FolderListing,
  ListedPicture,
} from '#main/core/training/dataset/dataset-files.port.ts';
import { EaselError, toErrorShape } from '#shared/errors/easel-error.ts';
import { writeFileAtomically } from './atomic-write.ts';
import { readCaptions } from './read-captions.ts';

const PICTURE = /\.(?:png|jpe?g|webp|avif|gif|tiff?)$/i;
/** Pictures of kinds that are not opened here. */
const OTHER =
  /\.(?:heic|heif|psd|psb|raw|cr2|cr3|nef|arw|dng|orf|raf|rw2|srw|bmp|jxl|jp2|svg|eps|ai|pdf|xcf|kra|exr|hdr|tga|ico)$/i;
/** Folders below folders; deeper ones are rather a mistake than a collection. */
const MAX_DEPTH = 16;

interface Found {
  readonly name: string;
  readonly problem?: ListedPicture['problem'];
}

export class DatasetFolder implements DatasetFiles {
  async resolve(folder: string): Promise<string> {
    return realpath(resolve(folder)).catch(() => resolve(folder));
  }

  async list(asked: string, limit: number): Promise<FolderListing> {
    const folder = await openFolder(asked);
    const found: Found[] = [];
    const texts: string[] = [];
    await walk(folder, '', found, texts);
    const byName = new Intl.Collator('en', { numeric: true });
    found.sort((a, b) => byName.compare(a.name, b.name));
    const taken = found.slice(0, limit);
    const captions = await readCaptions(
      folder,
      texts,
      taken.map(({ name }) => name),
    );
    const pictures: ListedPicture[] = [];
    for (const one of taken) {
      const caption = captions.get(one.name);
      pictures.push({
        ...(await describe(folder, one)),
        ...(caption === undefined ? {} : { caption }),
      });
    }
    return { folder, pictures, total: found.length };
  }

  async hash(path: string): Promise<string> {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex');
  }

  readFile(path: string): Promise<Uint8Array> {
    return readFile(path);
  }

  async writeCaptions(
    folder: string,
    captions: readonly { readonly name: string; readonly text: string }[],
  ): Promise<void> {
    for (const { name, text } of captions) {
      const path = join(folder, name.replace(/\.[^./]*$/, '.txt'));
      await writeFileAtomically(path, `${text}\n`).catch((error: unknown) => {
        throw new EaselError('dataset.not-writable', {
          ...{ name: basename(folder), reason: reasonOf(error) },
        });
      });
    }
  }
}

async function openFolder(asked: string): Promise<string> {
  const name = basename(asked) || asked;
  const folder = await realpath(resolve(asked)).catch((error: unknown) => {
    if (codeOf(error) === 'EACCES') throw notReadable(name, error);
    throw new EaselError('dataset.source-missing', { name });
  });
  if (!(await stat(folder)).isDirectory()) throw new EaselError('dataset.source-missing', { name });
  await readdir(folder).catch((error: unknown) => {
    throw notReadable(name, error);
  });
  return folder;
}

function notReadable(name: string, error: unknown): EaselError {
  return new EaselError('dataset.not-readable', { name, reason: codeOf(error) }, { cause: error });
}

/** Folders that cannot be read are told as what cannot be read; links to folders are passed over. */
async function walk(root: string, inside: string, found: Found[], texts: string[]): Promise<void> {
  const entries = await readdir(join(root, inside), { withFileTypes: true }).catch(
    (error: unknown) => {
      const name = `${inside}/`;
      const problem = new EaselError('dataset.not-readable', { name, reason: codeOf(error) });
      found.push({ name, problem: toErrorShape(problem) });
      return [];
    },
  );
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const name = inside === '' ? entry.name : `${inside}/${entry.name}`;
    if (entry.isDirectory()) {
      if (name.split('/').length <= MAX_DEPTH) await walk(root, name, found, texts);
    } else if (PICTURE.test(entry.name) || OTHER.test(entry.name)) {
      if (entry.isFile()) found.push({ name });
      else if (entry.isSymbolicLink()) found.push(await followLink(root, name));
    } else if (entry.isFile()) texts.push(name);
  }
}

/** Where it stays inside the folder it is a file like any other. */
async function followLink(root: string, name: string): Promise<Found> {
  const target = await realpath(join(root, name)).catch(() => undefined);
  const reason =
    target === undefined
      ? 'the link leads nowhere'
      : target.startsWith(root + sep)
        ? undefined
        : 'the link leads out of the folder';
  if (reason === undefined) return { name };
  return { name, problem: toErrorShape(new EaselError('picture.unreadable', { name, reason })) };
}

async function describe(folder: string, { name, problem }: Found): Promise<ListedPicture> {
  const path = join(folder, name);
  const info = problem === undefined ? await stat(path).catch(() => undefined) : undefined;
  const isGone = problem === undefined && info === undefined;
  const gone = new EaselError('picture.unreadable', { name, reason: 'there is no such file' });
  const trouble = problem ?? (isGone ? toErrorShape(gone) : undefined);
  return {
    ...{ name, path, bytes: info?.size ?? 0, modifiedAt: info?.mtimeMs ?? 0 },
    isUnsupported: trouble === undefined && OTHER.test(name),
    ...(trouble === undefined ? {} : { problem: trouble }),
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

function reasonOf(error: unknown): string {
  return error instanceof EaselError ? String(error.params['reason'] ?? error.code) : codeOf(error);
}
