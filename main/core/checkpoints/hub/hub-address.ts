/** What people paste when they mean a model: `owner/name`, with a revision, or an address. */
import { EaselError } from '#shared/errors/easel-error.ts';

export interface HubAddress {
  readonly repository: string;
  readonly revision?: string;
  /** Path of one file in it. */
  readonly file?: string;
}

/** As the hub allows them; also the few old models without an owner. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,95}$/;
const REVISION = /^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/;
const ABOUT_FILES = new Set(['tree', 'blob', 'resolve', 'raw']);

/**
 * Reads `owner/name`, `owner/name@revision`, and addresses of a model or of one of its files.
 *
 * @param endpoint origin of the hub; addresses of huggingface.co are taken for its mirrors too
 * Throws `hub.address-invalid`.
 */
export function readHubAddress(text: string, endpoint: string): HubAddress {
  const address = text.trim();
  const refuse = (): EaselError =>
    new EaselError('hub.address-invalid', {
      address: address.slice(0, 120),
      host: new URL(endpoint).host,
    });
  const path = pathOf(address, endpoint);
  if (path === undefined) throw refuse();
  const [ref = '', atRevision] = path.split('@', 2) as [string?, string?];
  const parts = ref.split('/').filter((part) => part !== '');
  const place = parts.findIndex((part) => ABOUT_FILES.has(part));
  const names = place < 0 ? parts : parts.slice(0, place);
  if (names.length < 1 || names.length > 2 || !names.every(isName)) throw refuse();
  const repository = names.join('/');
  if (place < 0) {
    if (atRevision !== undefined && !REVISION.test(atRevision)) throw refuse();
    return { repository, ...(atRevision === undefined ? {} : { revision: atRevision }) };
  }
  const [revision = '', ...file] = parts.slice(place + 1);
  if (!REVISION.test(revision)) throw refuse();
  const isTree = parts[place] === 'tree';
  return {
    repository,
    revision,
    ...(isTree || file.length === 0 ? {} : { file: file.join('/') }),
  };
}

function isName(part: string): boolean {
  return NAME.test(part) && !part.includes('--') && !part.includes('..');
}

function pathOf(address: string, endpoint: string): string | undefined {
  const isAddress = /^https?:\/\//i.test(address) || /^[a-z0-9.-]+\.[a-z]{2,}\//i.test(address);
  if (!isAddress) return address;
  try {
    const url = new URL(/^https?:/i.test(address) ? address : `https://${address}`);
    const known = [new URL(endpoint).host, 'huggingface.co', 'www.huggingface.co', 'hf.co'];
    if (!known.includes(url.host)) return undefined;
    return decodeURIComponent(url.pathname).replace(/^\/+/, '');
  } catch {
    return undefined;
  }
}
