/** From a picture network in a file of its own to a checkpoint, with what lies beside it. */
import { EaselError } from '#shared/errors/easel-error.ts';
import {
  isDistilledName,
  isFlux2Autoencoder,
  qwen3ContextWidth,
} from '#shared/safetensors/flux2.ts';
import type { SafetensorsHeader } from '#shared/safetensors/header.ts';
import type { Recognised } from '#shared/safetensors/recognise.ts';
import type { CommunityFile, CommunityFiles } from './community-files.port.ts';
import { familyFacts, flux2Defaults } from './community-defaults.ts';
import { communitySummary } from './community-summary.ts';
import type { InstalledCheckpoint } from './read-checkpoint.ts';

/**
 * The text encoder and the autoencoder are looked for among the other files: in the same folder
 * first, then in the rest.
 *
 * Throws `checkpoint.needs-files` when one of them is missing and `checkpoint.unsupported` for weights
 * of a type that cannot be read.
 */
export async function recogniseTransformer(
  files: CommunityFiles,
  { folder, file, bytes }: CommunityFile,
  { family, contextWidth, isReadable }: Extract<Recognised, { kind: 'transformer' }>,
  others: readonly CommunityFile[],
): Promise<InstalledCheckpoint> {
  if (!isReadable) {
    const reason = 'its weights are quantised; get the version in 16 bits';
    throw new EaselError('checkpoint.unsupported', { id: file, file, reason });
  }
  const near = others.toSorted((a, b) => Number(b.folder === folder) - Number(a.folder === folder));
  const text = await firstThat(files, near, (header) => qwen3ContextWidth(header) === contextWidth);
  const autoencoder = await firstThat(files, near, isFlux2Autoencoder);
  if (text === undefined || autoencoder === undefined) {
    throw new EaselError('checkpoint.needs-files', { file, family: familyFacts[family].label });
  }
  const paths = [`${folder}/${file}`, pathOf(text), pathOf(autoencoder)];
  const isDistilled = isDistilledName(file);
  const summary = communitySummary({
    ...{ name: file.replace(/\.safetensors$/i, ''), family },
    bytes: bytes + text.bytes + autoencoder.bytes,
    hash: await files.fingerprint(paths),
    ...{ side: familyFacts[family].side, defaults: flux2Defaults(isDistilled) },
    usesNegativePrompt: !isDistilled,
  });
  const besides = { text: pathOf(text), autoencoder: pathOf(autoencoder) };
  const ref = { id: summary.id, folder, layout: 'single-file', file, family, besides } as const;
  return { summary, folder, ref, paths };
}

function pathOf({ folder, file }: CommunityFile): string {
  return `${folder}/${file}`;
}

async function firstThat(
  files: CommunityFiles,
  candidates: readonly CommunityFile[],
  fits: (header: SafetensorsHeader) => boolean,
): Promise<CommunityFile | undefined> {
  for (const one of candidates) {
    const header = await files.readHeader(pathOf(one)).catch(() => undefined);
    if (header !== undefined && fits(header)) return one;
  }
  return undefined;
}
