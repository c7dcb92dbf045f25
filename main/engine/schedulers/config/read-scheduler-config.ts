/** Reads a `scheduler_config.json`, whoever wrote it. */
import { EaselError } from '#shared/errors/easel-error.ts';
import {
  defaultsOf,
  schedulerClasses,
  schedulerConfigSchema,
  type SchedulerClass,
  type SchedulerConfig,
} from './scheduler-config.ts';

const MAX_CHARACTERS = 1 << 20;

/**
 * The configuration in a file's text; fields it leaves out, or sets to null, take the defaults of
 * its class. Python writes infinities into JSON bare; they count as left out.
 *
 * Throws `checkpoint.scheduler-unknown` for a rule that is not ours and
 * `checkpoint.scheduler-damaged` for text or a value that cannot be used.
 */
export function readSchedulerConfig(text: string): SchedulerConfig {
  return schedulerConfigOf(parse(text));
}

/** The same for a configuration that is already parsed. */
export function schedulerConfigOf(content: unknown): SchedulerConfig {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw damaged('it is not an object');
  }
  const fields = Object.entries(content).filter(([, value]) => !isLeftOut(value));
  const named = Object.fromEntries(fields.map(([key, value]) => [inCamelCase(key), value]));
  const className = classOf(named['className']);
  const parsed = schedulerConfigSchema.safeParse({ ...defaultsOf(className), ...named });
  if (parsed.success) return checked(parsed.data);
  const [issue] = parsed.error.issues;
  throw damaged(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`);
}

function parse(text: string): unknown {
  if (text.length > MAX_CHARACTERS) throw damaged('the file is too large');
  const plain = text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:Infinity|NaN)\b/g, (match) =>
    match.startsWith('"') ? match : 'null',
  );
  try {
    return JSON.parse(plain);
  } catch {
    throw damaged('it is not JSON');
  }
}

/** Python's infinities reach files as null, bare, or as words. */
function isLeftOut(value: unknown): boolean {
  return value === null || (typeof value === 'string' && /^-?(?:inf|Infinity|nan)$/i.test(value));
}

function classOf(name: unknown): SchedulerClass {
  const known = schedulerClasses.find((candidate) => candidate === name);
  if (known !== undefined) return known;
  throw new EaselError('checkpoint.scheduler-unknown', {
    name: typeof name === 'string' ? name.slice(0, 80) : '?',
  });
}

/** What no rule can work with, although each field alone is sound. */
function checked(config: SchedulerConfig): SchedulerConfig {
  const { trainedBetas, numTrainTimesteps, shiftTerminal, useFlowSigmas, className } = config;
  if (trainedBetas !== undefined && trainedBetas.length !== numTrainTimesteps) {
    throw damaged('trainedBetas: not one for each training time');
  }
  if (className === 'UniPCMultistepScheduler' && shiftTerminal !== undefined && !useFlowSigmas) {
    throw damaged('shiftTerminal: only with flow sigmas');
  }
  return config;
}

function inCamelCase(key: string): string {
  return key.replace(/^_/, '').replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function damaged(reason: string): EaselError {
  return new EaselError('checkpoint.scheduler-damaged', { reason });
}
