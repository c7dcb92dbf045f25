/** LoRAs on this machine. */
import * as z from 'zod';
import { loraSummarySchema } from '#shared/domain/lora.ts';
import { errorShapeSchema } from '#shared/errors/error-shape.ts';
import { base } from './base.ts';

export const lorasContract = {
  /** Files that cannot be used are listed too, with what is wrong. */
  list: base.output(
    z.object({
      loras: z.array(loraSummarySchema),
      problems: z.array(z.object({ file: z.string(), error: errorShapeSchema })),
    }),
  ),
};
