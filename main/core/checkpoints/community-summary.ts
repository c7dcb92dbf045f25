/** What lists and screens are told of a checkpoint that has no manifest of ours. */
import { checkpointIdSchema, type CheckpointId } from '#shared/domain/ids.ts';
import type { CheckpointSummary } from '#shared/domain/checkpoint.ts';
import type { PictureFamily } from '#shared/safetensors/recognise.ts';
import { familyFacts, type CommunityDefaults } from './community-defaults.ts';

const MAX_ID = 64;
const MAX_NAME = 120;
const MAX_DESCRIPTION = 2000;

export interface CommunityFacts {
  readonly name: string;
  readonly family: PictureFamily;
  readonly bytes: number;
  readonly hash: string;
  readonly side: number;
  readonly defaults: CommunityDefaults;
  /** Default: whether guidance is away from a negative prompt, as it is nearly everywhere. */
  readonly usesNegativePrompt?: boolean;
  readonly license?: string;
  readonly description?: string;
  /** Its networks are ONNX graphs that came as they are. */
  readonly isReadyGraph?: boolean;
  /** Made to fill in parts of a picture. */
  readonly isInpainting?: boolean;
}

export function communitySummary(facts: CommunityFacts): CheckpointSummary {
  const { name, family, bytes, hash, side, license = '', description = '' } = facts;
  const { label, sizes, schedulers, tokens, isPromptEndless } = familyFacts[family];
  return {
    id: idOf(name),
    name: name.slice(0, MAX_NAME),
    version: [
      label,
      ...(facts.isInpainting === true ? ['Inpainting'] : []),
      ...(facts.isReadyGraph === true ? ['ONNX'] : []),
    ].join(' · '),
    family,
    license: license.slice(0, MAX_NAME),
    description: description.slice(0, MAX_DESCRIPTION),
    embedded: false,
    native: { width: side, height: side },
    sizes,
    defaults: facts.defaults,
    schedulers: [...schedulers],
    maxTokens: tokens,
    isPromptEndless,
    bytes,
    hash,
    usesNegativePrompt: facts.usesNegativePrompt ?? true,
    takesReferences: false,
    ...(facts.isReadyGraph === true ? { isReadyGraph: true } : {}),
  };
}

/** From a file name: what may stand in an address. Names without any such letter get a hash. */
export function idOf(name: string): CheckpointId {
  const plain = name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, MAX_ID);
  const parsed = checkpointIdSchema.safeParse(plain);
  if (parsed.success) return parsed.data;
  let hash = 0;
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return checkpointIdSchema.parse(`checkpoint-${hash.toString(36)}`);
}
