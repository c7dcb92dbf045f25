/** `POST /media/import`, `/media/recall`, `/media/similar` and `/media/mask`: a picture's bytes as the body, its name in the query. */
import type { MediaAccess } from '#main/studio/media-access.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { textAnswer } from './answers.ts';
import type { SiteAnswer, SiteRequest } from './exchange.ts';

const UPLOAD = /^\/media\/(import|recall|similar|mask)(?:\?[^#]{0,2000})?$/;
/** Who sends nothing for so long has gone, in milliseconds. */
const SILENCE = 30_000;

/** Whether a request with a body may be heard at this address. */
export function isUpload(target: string): boolean {
  return UPLOAD.test(target);
}

/** Throws what makes the upload no picture, and whatever broke it off. */
export async function receiveUpload(
  request: SiteRequest,
  url: URL,
  media: MediaAccess,
): Promise<SiteAnswer> {
  const name = url.searchParams.get('name') ?? '';
  if (request.body === undefined) throw new EaselError('picture.empty', { name });
  const body = whileHeard(request.body);
  const receive = {
    '/media/import': media.importUpload,
    '/media/recall': media.recallUpload,
    '/media/similar': media.similarUpload,
    '/media/mask': media.maskUpload,
  }[url.pathname];
  if (receive === undefined) throw new EaselError('access.not-found');
  const answer = await receive(body, name);
  return textAnswer(request, 200, 'application/json; charset=utf-8', JSON.stringify(answer));
}

/** Ends with an error when nothing comes any more. */
async function* whileHeard(body: NonNullable<SiteRequest['body']>): AsyncGenerator<Uint8Array> {
  const wait = (): NodeJS.Timeout =>
    setTimeout(() => body.destroy(new Error('The upload fell silent.')), SILENCE);
  let timer = wait();
  try {
    for await (const chunk of body) {
      clearTimeout(timer);
      yield chunk as Uint8Array;
      timer = wait();
    }
  } finally {
    clearTimeout(timer);
  }
}
