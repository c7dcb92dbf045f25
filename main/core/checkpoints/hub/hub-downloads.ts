/** Models of a hub: looked at when a person asks for one, and fetched when they say so. */
import type { Transfers } from '#main/core/checkpoints/transfers/transfers.ts';
import type { TransferSpace } from '#main/core/checkpoints/transfers/transfer-space.port.ts';
import type { HubOffer } from '#shared/domain/addition.ts';
import type { Transfer, WantedFile } from '#shared/domain/transfer.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { readHubAddress, type HubAddress } from './hub-address.ts';
import type { HubToken } from './hub-token.port.ts';
import type { Hub, HubFile, HubRepository } from './hub.port.ts';
import { patiently, usualPatience, type Patience } from './patience.ts';
import { recogniseOffer } from './recognise-offer.ts';
import { checkPaths, isAllowedType, isWeights } from './safe-files.ts';
import { selectFiles, type Selection } from './select-files.ts';

interface Parts {
  readonly hub: Hub;
  readonly token: HubToken;
  readonly space: TransferSpace;
  readonly transfers: Transfers;
  readonly patience?: Patience;
}

export interface HubQuestion {
  /** `owner/name`, or the address of a model or of one of its files. */
  readonly address: string;
  readonly revision?: string | undefined;
  /** Exactly these files instead of a choice of ours. */
  readonly files?: readonly string[] | undefined;
}

interface Found {
  readonly address: HubAddress;
  readonly repository: HubRepository;
  readonly selection: Selection<HubFile>;
}

export class HubDownloads {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async state(): Promise<{ host: string; hasToken: boolean; isTokenFixed: boolean }> {
    const { hub, token } = this.#parts;
    const hasToken = (await token.get()) !== undefined;
    return { host: hub.host, hasToken, isTokenFixed: token.isFixed };
  }

  /** Forgets it when undefined. Throws `library.not-writable` or `library.disk-full`. */
  async setToken(token: string | undefined): ReturnType<HubDownloads['state']> {
    await this.#parts.token.set(token);
    return this.state();
  }

  /** What would be fetched, and from where. Throws `hub.*`. */
  async look(question: HubQuestion, signal?: AbortSignal): Promise<HubOffer> {
    const { hub, token, space } = this.#parts;
    const { address, repository, selection } = await this.#find(question, signal);
    const verdict = await recogniseOffer(hub, repository, selection, signal);
    const plain = ({ path, bytes }: HubFile) => ({ path, bytes });
    return {
      repository: repository.repository,
      ...(address.revision === undefined ? {} : { revision: address.revision }),
      ...{ commit: repository.commit, host: hub.host, isGated: repository.isGated },
      page: `${hub.endpoint}/${repository.repository}`,
      ...(repository.license === undefined ? {} : { license: repository.license }),
      hasToken: (await token.get()) !== undefined,
      shape: selection.shape,
      files: selection.files.map(plain),
      bytes: selection.files.reduce((sum, { bytes }) => sum + bytes, 0),
      alternatives: selection.alternatives.map(plain),
      freeBytes: await space.freeBytes(),
      ...verdict,
    };
  }

  /** Begins to fetch. Throws `hub.*` and `transfer.*`. */
  async download(question: HubQuestion, signal?: AbortSignal): Promise<Transfer> {
    const { hub, transfers, space } = this.#parts;
    const { repository, selection } = await this.#find(question, signal);
    const { repository: id, commit, license } = repository;
    checkPaths(
      selection.files.map(({ path }) => path),
      id,
    );
    const [owner = '', name = owner] = id.split('/');
    const single = selection.files.find(({ path }) => isWeights(path));
    const plain =
      selection.shape === 'single-file' && single !== undefined
        ? (single.path.split('/').at(-1) ?? '').replace(/\.[^.]*$/, '')
        : name;
    const short = folderName(plain);
    const isTaken =
      (await space.hasAddition(short)) ||
      transfers.list().some((one) => one.name === short && one.state !== 'done');
    return transfers.add({
      name: isTaken && owner !== plain ? folderName(`${owner}-${plain}`) : short,
      source: { kind: 'hub', endpoint: hub.endpoint, repository: id, commit },
      ...(license === undefined ? {} : { license }),
      files: selection.files.map(wantedFile),
    });
  }

  async #find(question: HubQuestion, signal?: AbortSignal): Promise<Found> {
    const { hub, patience = usualPatience } = this.#parts;
    const read = readHubAddress(question.address, hub.endpoint);
    const revision = question.revision ?? read.revision;
    const address = { ...read, ...(revision === undefined ? {} : { revision }) };
    const repository = await patiently(
      () => hub.look(address.repository, revision, signal),
      // A person waits for the answer.
      { ...patience, tries: Math.min(3, patience.tries) },
      signal,
    );
    const wanted = question.files ?? (read.file === undefined ? undefined : [read.file]);
    // Who names files that lead elsewhere is not to be trusted with the others either.
    const { files, repository: id } = repository;
    checkPaths(
      files
        .map(({ path }) => path)
        .filter((path) => isAllowedType(path) || /(^|[/\\])\.\.([/\\]|$)/.test(path)),
      id,
    );
    return { address, repository, selection: selectFiles(id, files, wanted) };
  }
}

/** Throws `transfer.no-hash` where nothing says what the content must be. */
function wantedFile({ path, bytes, sha256, gitSha1 }: HubFile): WantedFile {
  if (sha256 === undefined && gitSha1 === undefined) {
    throw new EaselError('transfer.no-hash', { file: path });
  }
  return {
    ...{ path, bytes },
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(gitSha1 === undefined ? {} : { gitSha1 }),
  };
}

/** What every file system takes as a name, and no folder of ours is hidden by. */
export function folderName(text: string): string {
  const plain = text
    .normalize('NFC')
    .replace(/[^\p{L}\p{N} ._()-]+/gu, '-')
    .replace(/^[. -]+|[. -]+$/g, '')
    .slice(0, 80);
  return plain === '' || /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(plain)
    ? `model-${plain}`.replace(/-$/, '')
    : plain;
}
