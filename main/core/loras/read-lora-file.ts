/** From one weight file to a LoRA, or to a plain sentence why it is none. */
import type { CommunityFile, CommunityFiles } from '#main/core/checkpoints/community-files.port.ts';
import type { LoraSummary } from '#shared/domain/lora.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import { readClipAdapter } from '#shared/safetensors/clip-adapter.ts';
import { SafetensorsFault } from '#shared/safetensors/header.ts';
import { readLora } from '#shared/safetensors/lora.ts';
import { readSparkAdapter } from '#shared/safetensors/spark-adapter.ts';
import { recognise } from '#shared/safetensors/recognise.ts';

/** What training programs call every file: then the folder says what it is. */
const NAMELESS = /^(?:pytorch_lora_weights|adapter_model|diffusion_pytorch_model)$/;
const MAX_TITLE = 120;

/** Throws `checkpoint.pickled`, `checkpoint.damaged`, `lora.for-clip` or `lora.unsupported`. */
export async function readLoraFile(
  files: CommunityFiles,
  { folder, file, bytes }: CommunityFile,
): Promise<LoraSummary> {
  const path = `${folder}/${file}`;
  if (await files.isPickled(path)) throw new EaselError('checkpoint.pickled', { file });
  const header = await files.readHeader(path).catch((error: unknown) => {
    if (!(error instanceof SafetensorsFault)) throw error;
    throw new EaselError('checkpoint.damaged', { id: file, file, reason: error.message });
  });
  if (readClipAdapter(header) !== undefined) throw new EaselError('lora.for-clip', { file });
  if (recognise(header).kind !== 'lora') throw new EaselError('lora.not-one', { file });
  const content = readLora(header);
  const isSpark = readSparkAdapter(header) !== undefined;
  const family = isSpark ? 'spark' : content.family;
  const { sites, triggerWords } = content;
  if (!isSpark && sites.length === 0) throw new EaselError('lora.unsupported', { file });
  const { 'modelspec.title': title = '', 'modelspec.license': license = '' } = header.metadata;
  return {
    ...{ name: nameOf(folder, file), bytes, file, triggerWords: [...triggerWords] },
    ...(family === undefined ? {} : { family }),
    ...(title === '' ? {} : { title: title.slice(0, MAX_TITLE) }),
    ...(license === '' ? {} : { license: license.slice(0, MAX_TITLE) }),
  };
}

/** Without what the syntax of prompts uses for itself. */
function nameOf(folder: string, file: string): string {
  const stem = file.replace(/\.safetensors$/i, '');
  const name = NAMELESS.test(stem) ? (folder.split(/[/\\]/).at(-1) ?? stem) : stem;
  return name.replace(/[<>:]/g, '_');
}
