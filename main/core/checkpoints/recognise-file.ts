/** From one weight file to an installed checkpoint, or to a plain sentence why it is none. */
import { EaselError } from '#shared/errors/easel-error.ts';
import { SafetensorsFault, type SafetensorsHeader } from '#shared/safetensors/header.ts';
import { recognise, type ForeignFamily, type Recognised } from '#shared/safetensors/recognise.ts';
import type { CommunityFile, CommunityFiles } from './community-files.port.ts';
import { communityDefaults, familyFacts } from './community-defaults.ts';
import { communitySummary } from './community-summary.ts';
import type { InstalledCheckpoint } from './read-checkpoint.ts';
import { recogniseTransformer } from './recognise-transformer.ts';

const foreignNames: Readonly<Record<ForeignFamily, string>> = {
  'sdxl-refiner': 'SDXL Refiner',
  sd3: 'Stable Diffusion 3',
  flux: 'FLUX.1',
  'flux2-dev': 'FLUX.2 [dev]',
  pix2pix: 'InstructPix2Pix',
};

/**
 * @param others weights that lie there besides: some checkpoints are spread over several files
 *
 * Throws `checkpoint.*` with the file and, in words of the catalogue, what it is instead.
 */
export async function recogniseFile(
  files: CommunityFiles,
  one: CommunityFile,
  others: readonly CommunityFile[],
): Promise<InstalledCheckpoint> {
  const { folder, file, bytes } = one;
  const path = `${folder}/${file}`;
  if (await files.isPickled(path)) throw new EaselError('checkpoint.pickled', { file });
  const header = await readHeader(files, path, file);
  const found = recognise(header);
  if (found.kind === 'transformer') return recogniseTransformer(files, one, found, others);
  if (found.kind !== 'checkpoint') throw refusalOf(found, file);
  if (!found.hasText || !found.hasAutoencoder) {
    throw new EaselError('checkpoint.incomplete', { file });
  }
  const { family } = found;
  const { metadata } = header;
  const summary = communitySummary({
    name: file.replace(/\.safetensors$/i, ''),
    ...{ family, bytes },
    hash: await files.fingerprint([path]),
    side: familyFacts[family].side,
    defaults: communityDefaults(found.hasZeroTerminalSnr),
    isInpainting: found.isInpainting,
    license: metadata['modelspec.license'],
    description: metadata['modelspec.description'],
  });
  const ref = { id: summary.id, folder, layout: 'single-file', file } as const;
  return { summary, folder, ref, paths: [path] };
}

async function readHeader(
  files: CommunityFiles,
  path: string,
  file: string,
): Promise<SafetensorsHeader> {
  try {
    return await files.readHeader(path);
  } catch (error) {
    if (!(error instanceof SafetensorsFault)) throw error;
    throw new EaselError('checkpoint.damaged', { id: file, file, reason: error.message });
  }
}

function refusalOf(
  found: Exclude<Recognised, { kind: 'checkpoint' | 'transformer' }>,
  file: string,
): EaselError {
  switch (found.kind) {
    case 'foreign-checkpoint':
      return new EaselError('checkpoint.foreign-family', {
        file,
        family: foreignNames[found.family],
      });
    case 'lora':
      return new EaselError('checkpoint.is-lora', { file });
    case 'ip-adapter':
      return new EaselError(
        found.isUsable ? 'checkpoint.is-style-adapter' : 'style-adapter.unsupported',
        { file },
      );
    case 'preview-decoder':
      return new EaselError('checkpoint.is-preview', { file });
    case 'autoencoder':
    case 'part':
      return new EaselError('checkpoint.is-part', { file });
    case 'unknown':
      return new EaselError('checkpoint.not-recognised', { file });
  }
}
