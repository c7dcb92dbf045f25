/** What the file system's error codes mean to somebody with a library. */
import { EaselError } from '#shared/errors/easel-error.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const NOT_WRITABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR']);

/** `library.disk-full` or `library.not-writable` where the disk said so; else the error itself. */
export function toLibraryError(error: unknown, folder: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (FULL.has(code)) return new EaselError('library.disk-full', { folder }, { cause: error });
  if (NOT_WRITABLE.has(code)) {
    return new EaselError('library.not-writable', { folder, reason: code }, { cause: error });
  }
  return error;
}
