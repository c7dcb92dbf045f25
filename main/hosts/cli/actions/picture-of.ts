/** Pictures as people name them on the command line: a file, or the id of one in the library. */
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { EaselClient } from '#shared/contract/index.ts';
import { pictureIdSchema, type PictureId } from '#shared/domain/ids.ts';
import { EaselError, fromErrorShape } from '#shared/errors/easel-error.ts';

/** A file is taken into the library first. Throws `picture.*`. */
export async function pictureOf(client: EaselClient, picture: string): Promise<PictureId> {
  const id = await findPicture(client, picture);
  if (id === undefined) throw new EaselError('picture.not-found', { id: picture });
  return id;
}

/** Undefined where there is neither such a file nor such a picture. */
export async function findPicture(
  client: EaselClient,
  picture: string,
): Promise<PictureId | undefined> {
  const path = resolve(picture);
  const isFile = await access(path).then(
    () => true,
    () => false,
  );
  if (!isFile) {
    const id = pictureIdSchema.safeParse(picture);
    return id.success ? (await client.gallery.getMany({ ids: [id.data] }))[0]?.id : undefined;
  }
  const { pictures, problems } = await client.gallery.importFiles({ paths: [path] });
  const [problem] = problems;
  if (problem !== undefined) throw fromErrorShape(problem.error);
  return pictures[0]?.id;
}
