/** The library's disk, its index, the picture codec. */
import type { Finding } from '#shared/domain/system.ts';
import { inUnits } from './in-units.ts';
import type { Patient } from './patient.ts';

const LEAST_DISK = 200 * 2 ** 20;
const LOW_DISK = 2 * 2 ** 30;

export async function checkDisk({ machine, library }: Patient): Promise<Finding[]> {
  const free = await machine.freeBytes(library.folder);
  return [
    {
      id: 'disk',
      status: free < LEAST_DISK ? 'problem' : free < LOW_DISK ? 'note' : 'ok',
      subject: 'Disk space for the library',
      found: `${inUnits(free)} free`,
      meaning:
        free < LEAST_DISK
          ? 'New pictures may fail to be saved; free some space.'
          : free < LOW_DISK
            ? 'Enough for some thousand pictures; keep an eye on it.'
            : 'Plenty.',
    },
  ];
}

export async function checkLibrary({ machine, library }: Patient): Promise<Finding[]> {
  const reason = await machine.whyNotWritable(library.folder);
  return [
    {
      id: 'library',
      status: reason === undefined ? 'ok' : 'problem',
      subject: 'Library folder',
      found: `${library.folder}${reason === undefined ? '' : ` (${reason})`}`,
      meaning:
        reason === undefined
          ? 'Pictures can be saved.'
          : 'Nothing can be saved there: allow writing, or choose another folder with --library.',
    },
  ];
}

export function checkDatabase({ machine }: Patient): Finding[] {
  const hasSearch = machine.hasFullTextSearch();
  return [
    {
      id: 'sqlite',
      status: hasSearch ? 'ok' : 'problem',
      subject: 'SQLite',
      found: `${machine.versions.sqlite}, full-text search ${hasSearch ? 'present' : 'missing'}`,
      meaning: hasSearch
        ? 'The gallery can be searched.'
        : 'The gallery cannot be searched by words.',
    },
  ];
}

export async function checkPictures({ machine }: Patient): Promise<Finding[]> {
  const reason = await machine.whyNoPictures();
  return [
    {
      id: 'sharp',
      status: reason === undefined ? 'ok' : 'problem',
      subject: 'sharp (picture files)',
      found: reason === undefined ? machine.versions.sharp : reason,
      meaning:
        reason === undefined
          ? 'Pictures can be read and written.'
          : 'Pictures can be neither read nor saved; run “npm ci” again.',
    },
  ];
}
