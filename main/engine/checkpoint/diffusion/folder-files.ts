/** Files of a folder in the layout of the diffusers library. */
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import type { Layout } from '#main/engine/graph/weights/safetensors-weights.ts';
import { EaselError } from '#shared/errors/easel-error.ts';
import type { NetworkFiles } from './diffusion-checkpoint.ts';
import { joinedNetwork, networkIn, openWeightFile } from './network-files.ts';

const MAX_JSON_BYTES = 4 << 20;

const shardsSchema = z.object({
  weight_map: z.record(z.string(), z.string().regex(/^[^/\\]+\.safetensors$/)),
});

/** Throws `checkpoint.damaged`, and `checkpoint.unsupported` where `parse` refuses the content. */
export async function readConfig<Content>(
  id: string,
  folder: string,
  file: string,
  parse: (content: unknown) => Content,
): Promise<Content> {
  const path = join(folder, file);
  const info = await stat(path).catch(() => undefined);
  if (info === undefined || info.size > MAX_JSON_BYTES) {
    const reason = info === undefined ? 'the file is missing' : 'the file is too large';
    throw new EaselError('checkpoint.damaged', { id, file, reason });
  }
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new EaselError('checkpoint.damaged', { id, file, reason: 'it is not JSON' }, { cause });
  }
  try {
    return parse(content);
  } catch (cause) {
    const where = cause instanceof z.ZodError ? cause.issues[0]?.path.join('.') : undefined;
    const reason = `“${where ?? ''}” is of a kind that is not known`;
    throw new EaselError('checkpoint.unsupported', { id, file, reason }, { cause });
  }
}

/** Names of weight files, in the order they are looked for. */
function namesIn(part: string): readonly string[] {
  const stem = part.startsWith('text_encoder') ? 'model' : 'diffusion_pytorch_model';
  return [`${stem}.safetensors`, `${stem}.fp16.safetensors`];
}

/** One network, in one file or in shards. Throws `checkpoint.damaged` or `checkpoint.unsupported`. */
export async function openNetwork(
  id: string,
  folder: string,
  part: string,
  layout: Layout,
): Promise<NetworkFiles> {
  const [whole = ''] = namesIn(part);
  const open = async (file: string): Promise<NetworkFiles> =>
    networkIn(
      await openWeightFile(join(folder, part, file), { id, file: `${part}/${file}` }),
      layout,
    );
  for (const name of namesIn(part)) {
    if ((await stat(join(folder, part, name)).catch(() => undefined))?.isFile() === true) {
      return open(name);
    }
    const index = `${part}/${basename(name, '.safetensors')}.safetensors.index.json`;
    if ((await stat(join(folder, index)).catch(() => undefined))?.isFile() === true) {
      const shards = await readConfig(id, folder, index, (content) => shardsSchema.parse(content));
      const files = [...new Set(Object.values(shards.weight_map))];
      return joinedNetwork(await Promise.all(files.toSorted().map(open)));
    }
  }
  const reason = 'there is no .safetensors file; pickled weights are not opened';
  throw new EaselError('checkpoint.unsupported', { id, file: `${part}/${whole}`, reason });
}
