/** A LoRA that lies on this machine: it changes the weights of a checkpoint while they are loaded. */
import * as z from 'zod';

/** Of the checkpoints that take LoRAs. */
export const loraFamilySchema = z.enum(['spark', 'sd1', 'sd2', 'sdxl', 'flux2']);

export const loraSummarySchema = z.object({
  /** What a prompt writes: `<lora:name:0.8>`. */
  name: z.string(),
  /** As its author calls it, where the file says so. */
  title: z.string().optional(),
  /** Of the checkpoints that it was made for; absent where the file does not tell. */
  family: loraFamilySchema.optional(),
  /** Words that call up what it was taught, best first. */
  triggerWords: z.array(z.string()),
  license: z.string().optional(),
  /** On disk. */
  bytes: z.number().int(),
  file: z.string(),
});
export type LoraSummary = z.infer<typeof loraSummarySchema>;

/** What a picture says of a LoRA that made it. */
export const usedLoraSchema = z.object({
  name: z.string(),
  weight: z.number(),
  /** Names the exact weights. */
  hash: z.string(),
});
export type UsedLora = z.infer<typeof usedLoraSchema>;

/** The syntax that asks for it in a prompt. */
export function loraSyntax(name: string, weight = 0.8): string {
  return `<lora:${name}:${weight}>`;
}
