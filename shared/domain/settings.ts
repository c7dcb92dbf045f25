/** The user's settings. Every field has a default, so an empty or lost file is a working one. */
import * as z from 'zod';
import { checkpointIdSchema } from './ids.ts';
import { DEFAULT_TASTE_WEIGHT, tasteProfileIdSchema } from './taste.ts';

export const languageSchema = z.enum(['en', 'zh-CN']);
export type Language = z.infer<typeof languageSchema>;

export const providerIdSchema = z.enum(['cpu', 'cuda', 'tensorrt', 'webgpu', 'dml', 'coreml']);
export type ProviderId = z.infer<typeof providerIdSchema>;

/** The port that remote access uses unless another one is chosen; nobody else has claimed it. */
const REMOTE_PORT = 8427;

const remotePortSchema = z.number().int().min(1024).max(65_535);

const remoteAccessSchema = z.object({
  isOn: z.boolean().default(false),
  port: remotePortSchema.default(REMOTE_PORT),
});

const tasteSettingsSchema = z.object({
  /** Absent: none counts. */
  profile: tasteProfileIdSchema.optional(),
  /** Of the score, 0..1. */
  weight: z.number().min(0).max(1).default(DEFAULT_TASTE_WEIGHT),
});

export const settingsSchema = z.object({
  /** Absent: follow the system. */
  language: languageSchema.optional(),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
  /** `auto` picks the fastest provider that really works. */
  device: z.union([z.literal('auto'), providerIdSchema]).default('auto'),
  /** Sessions are evicted beyond this; absent: half of the machine's memory. */
  memoryLimitMb: z.number().int().min(256).max(1_048_576).optional(),
  /** The CLIP that ranks, searches, explains and finds; absent: each checkpoint's own. */
  rankingClip: checkpointIdSchema.optional(),
  /** What the CLIP that ranks was taught, by the name of its file; counts only for that very CLIP. */
  rankingAdapter: z.string().min(1).max(200).optional(),
  /** How strongly near-repeats are moved down, 0..1. */
  diversity: z.number().min(0).max(1).default(0.3),
  /** Which taste profile counts in rankings, and how much beside the match with the prompt. */
  taste: tasteSettingsSchema.default({ weight: DEFAULT_TASTE_WEIGHT }),
  /** Whether exports carry generation data unless told otherwise. */
  keepMetadataOnExport: z.boolean().default(true),
  /** Whether the installed app looks for a newer version by itself, where it was built with a feed. */
  checkForUpdates: z.boolean().default(false),
  /** Whether other devices of the network may open this studio, with a token, and where. */
  remoteAccess: remoteAccessSchema.default({ isOn: false, port: REMOTE_PORT }),
});
export type Settings = z.infer<typeof settingsSchema>;

/** `null` puts an optional field back to its default. */
export const settingsPatchSchema = z.object({
  language: languageSchema.nullable().optional(),
  theme: z.enum(['system', 'light', 'dark']).optional(),
  device: z.union([z.literal('auto'), providerIdSchema]).optional(),
  memoryLimitMb: z.number().int().min(256).max(1_048_576).nullable().optional(),
  rankingClip: checkpointIdSchema.nullable().optional(),
  rankingAdapter: z.string().min(1).max(200).nullable().optional(),
  diversity: z.number().min(0).max(1).optional(),
  taste: z
    .object({
      profile: tasteProfileIdSchema.nullable().optional(),
      weight: z.number().min(0).max(1).optional(),
    })
    .optional(),
  keepMetadataOnExport: z.boolean().optional(),
  checkForUpdates: z.boolean().optional(),
  /** What is left out stays: two fields changed in quick succession both count. */
  remoteAccess: z
    .object({ isOn: z.boolean().optional(), port: remotePortSchema.optional() })
    .optional(),
});
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;
