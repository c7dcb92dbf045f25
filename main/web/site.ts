/** What every address of the studio answers. Who may ask was decided before, by whoever carries it. */
import type { MediaAccess } from '#main/studio/media-access.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { errorAnswer, textAnswer } from './answers.ts';
import { contentAnswer } from './content-answer.ts';
import type { SiteAnswer, SiteRequest } from './exchange.ts';
import { findMedia } from './media-route.ts';
import { languageOf, notBuiltPage } from './pages.ts';
import type { Screens } from './screens.ts';
import { isUpload, receiveUpload } from './upload-route.ts';

const MAX_TARGET_LENGTH = 4096;

export interface Site {
  readonly media: MediaAccess;
  /** Undefined while they are not built. */
  readonly screens: Screens | undefined;
}

/** Never throws: what goes wrong is an answer too. */
export async function answerRequest(request: SiteRequest, site: Site): Promise<SiteAnswer> {
  try {
    return refusalOf(request) ?? (await answer(request, site));
  } catch (error) {
    return errorAnswer(request, error);
  }
}

async function answer(request: SiteRequest, { media, screens }: Site): Promise<SiteAnswer> {
  const url = new URL(request.target, 'http://easel');
  // The raw path: a URL object has already resolved `..`, which is not ours to forgive.
  const path = request.target.split('?')[0] ?? '';
  if (path !== url.pathname) throw new EaselError('access.not-found');
  if (request.method === 'POST') return receiveUpload(request, url, media);
  if (path.startsWith('/media/')) return contentAnswer(request, await findMedia(url, media));
  const screen = screens?.(path, request.socketOrigin);
  if (screen !== undefined) return contentAnswer(request, screen);
  if (path !== '/' || screens !== undefined) throw new EaselError('access.not-found');
  const language = languageOf(request.header('accept-language'));
  return textAnswer(request, 200, 'text/html; charset=utf-8', notBuiltPage(language));
}

/** The answer to a request that no address would take; undefined for a sound one. */
export function refusalOf(request: SiteRequest): SiteAnswer | undefined {
  function refuse(status: number, field: string, reason: string): SiteAnswer {
    const { headers, ...rest } = errorAnswer(
      request,
      new EaselError('request.invalid', { field, reason }),
      status,
    );
    const allow = status === 405 ? { allow: 'GET, HEAD' } : undefined;
    return { ...rest, headers: { ...headers, ...allow, connection: 'close' } };
  }
  const { method, target, body } = request;
  if (method === 'POST' && isUpload(target)) return undefined;
  if (method !== 'GET' && method !== 'HEAD') {
    return refuse(405, 'method', 'only GET and HEAD are answered here');
  }
  if (target.length > MAX_TARGET_LENGTH) return refuse(414, 'address', 'it is too long');
  if (!target.startsWith('/') || target.startsWith('//')) {
    return refuse(400, 'address', 'it is no path');
  }
  return body === undefined ? undefined : refuse(413, 'body', 'no request here has one');
}
