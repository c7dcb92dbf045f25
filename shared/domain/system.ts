/** What the machine and this installation can do, and what each finding means. */
import * as z from 'zod';
import { errorShapeSchema } from '#shared/errors/error-shape.ts';
import { providerIdSchema } from './settings.ts';

export const providerStatusSchema = z.object({
  id: providerIdSchema,
  /** Whether this platform's onnxruntime-node package brings it. */
  isBundled: z.boolean(),
  /** Whether a session really ran on it; absent when not tried. */
  works: z.boolean().optional(),
  /** Why it is or is not usable, in one sentence (English; technical). */
  reason: z.string(),
});
export type ProviderStatus = z.infer<typeof providerStatusSchema>;

export const deviceChoiceSchema = z.object({
  provider: providerIdSchema,
  reason: z.string(),
});
export type DeviceChoice = z.infer<typeof deviceChoiceSchema>;

export const engineStateSchema = z.enum(['stopped', 'starting', 'ready', 'restarting', 'failed']);
export type EngineState = z.infer<typeof engineStateSchema>;

export const engineInfoSchema = z.object({
  pid: z.number().int(),
  runtimeVersion: z.string(),
  providers: z.array(providerStatusSchema),
  device: deviceChoiceSchema,
  memoryBudgetBytes: z.number().int(),
});
export type EngineInfo = z.infer<typeof engineInfoSchema>;

export const systemInfoSchema = z.object({
  versions: z.object({
    easel: z.string(),
    node: z.string(),
    electron: z.string().optional(),
    onnxruntime: z.string(),
    sqlite: z.string(),
    sharp: z.string(),
  }),
  host: z.enum(['desktop', 'server', 'cli']),
  platform: z.string(),
  arch: z.string(),
  cpu: z.object({ model: z.string(), cores: z.number().int() }),
  memory: z.object({ totalBytes: z.number(), freeBytes: z.number(), ownBytes: z.number() }),
  library: z.object({ folder: z.string(), freeBytes: z.number(), pictures: z.number().int() }),
  engine: z.object({
    state: engineStateSchema,
    restarts: z.number().int(),
    info: engineInfoSchema.optional(),
  }),
});
export type SystemInfo = z.infer<typeof systemInfoSchema>;

export const deviceSpeedSchema = z.object({
  device: providerIdSchema,
  state: z.enum(['waiting', 'measuring', 'measured', 'unavailable']),
  /** Why it is unavailable (English; technical). */
  reason: z.string().optional(),
  /** Until the first picture of one step, the start of the engine included. */
  loadMs: z.number().optional(),
  /** One step of one candidate. */
  stepMs: z.number().optional(),
  /** A whole candidate at the checkpoint's own settings, ranked. */
  candidateMs: z.number().optional(),
});
export type DeviceSpeed = z.infer<typeof deviceSpeedSchema>;

export const speedCheckSchema = z.object({
  devices: z.array(deviceSpeedSchema),
  /** What pictures are made on now. */
  current: providerIdSchema,
  /** Of those measured so far. */
  fastest: providerIdSchema.optional(),
  isFinished: z.boolean(),
});
export type SpeedCheck = z.infer<typeof speedCheckSchema>;

export const findingSchema = z.object({
  id: z.string(),
  status: z.enum(['ok', 'note', 'problem']),
  /** What was looked at, what was found, and what it means for the user. */
  subject: z.string(),
  found: z.string(),
  meaning: z.string(),
});
export type Finding = z.infer<typeof findingSchema>;

/** Whether other devices can reach this studio now, which the settings alone do not decide. */
export const remoteAccessStateSchema = z.object({
  isOn: z.boolean(),
  /** Where to go with a browser, each with the token that lets one in; empty while it is off. */
  addresses: z.array(z.string()),
  /** Why it is not on although the settings say so. */
  error: errorShapeSchema.optional(),
});
export type RemoteAccessState = z.infer<typeof remoteAccessStateSchema>;
