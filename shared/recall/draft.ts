/** Settings in the making: takes values as they come and keeps only those that can be right. */
import {
  MAX_RECALLED_NOTE,
  MAX_RECALLED_NOTES,
  MAX_RECALLED_TEXT,
  type RecalledSettings,
  type RecallTool,
} from '#shared/domain/recalled.ts';
import { MAX_REFERENCES } from '#shared/domain/reference.ts';
import { MAX_SEED } from '#shared/domain/seed.ts';
import { MAX_SIDE } from '#shared/domain/size.ts';
import { schedulerNamed } from './scheduler-name.ts';

type Optional = Omit<RecalledSettings, 'tool' | 'prompt' | 'notes'>;

export class Draft {
  readonly #values: { -readonly [Key in keyof Optional]: Optional[Key] } = {};
  readonly #notes: string[] = [];

  negativePrompt(text: string | undefined): void {
    const words = text?.trim() ?? '';
    if (words !== '') this.#values.negativePrompt = words.slice(0, MAX_RECALLED_TEXT);
  }

  /** Seeds of other tools may have 64 bits; ours have 32. */
  seed(value: unknown): void {
    const seed = numberOf(value);
    if (seed !== undefined && Number.isInteger(seed) && seed >= 0 && seed <= MAX_SEED) {
      this.#values.seed = seed;
    } else this.note('seed', value);
  }

  steps(value: unknown): void {
    const steps = numberOf(value);
    if (steps !== undefined && Number.isInteger(steps) && steps >= 1 && steps <= 10_000) {
      this.#values.steps = steps;
    } else this.note('steps', value);
  }

  guidance(value: unknown): void {
    const guidance = numberOf(value);
    if (guidance !== undefined && guidance >= 0 && guidance <= 1000) {
      this.#values.guidance = guidance;
    } else this.note('guidance', value);
  }

  /** @param schedule the noise levels, where they have a name of their own */
  scheduler(name: unknown, schedule: unknown): void {
    if (typeof name !== 'string') return;
    const ours = schedulerNamed(name, typeof schedule === 'string' ? schedule : undefined);
    if (ours !== undefined) this.#values.scheduler = ours;
  }

  size(width: unknown, height: unknown): void {
    const [w, h] = [numberOf(width), numberOf(height)].map((side) =>
      side === undefined ? Number.NaN : Math.round(side),
    );
    if (isSide(w) && isSide(h)) this.#values.size = { width: w, height: h };
  }

  /** Only our own files have them. */
  pictures(references: Optional['references'], start: Optional['start']): void {
    if (references !== undefined) this.#values.references = references.slice(0, MAX_REFERENCES);
    if (start !== undefined) this.#values.start = start;
  }

  /** A file name becomes the name that people know it by. */
  checkpoint(value: unknown): void {
    if (typeof value !== 'string') return;
    const name = value
      .replace(/^.*[/\\]/, '')
      .replace(/\.(safetensors|ckpt|pt|pth|gguf|sft)$/i, '')
      .trim();
    if (name !== '') this.#values.checkpointName = name.slice(0, MAX_RECALLED_NOTE);
  }

  get hasCheckpoint(): boolean {
    return this.#values.checkpointName !== undefined;
  }

  /** Something to know that has no place of its own; empty values say nothing. */
  note(name: string, value: unknown): void {
    const isWorth = ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
    if (isWorth && value !== '') this.remark(`${name}: ${String(value)}`);
  }

  remark(text: string): void {
    const line = text.replace(/\s+/g, ' ').trim().slice(0, MAX_RECALLED_NOTE);
    if (line === '' || this.#notes.includes(line)) return;
    if (this.#notes.length < MAX_RECALLED_NOTES) this.#notes.push(line);
  }

  finish(tool: RecallTool, prompt: string): RecalledSettings {
    const words = prompt.trim().slice(0, MAX_RECALLED_TEXT);
    return { tool, prompt: words, ...this.#values, notes: this.#notes };
  }
}

/** A finite number, also where it was written as text. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || !/^\s*-?\d{1,20}(\.\d{1,20})?\s*$/.test(value)) return undefined;
  return Number(value);
}

function isSide(side: number | undefined): side is number {
  return side !== undefined && side >= 1 && side <= MAX_SIDE;
}
