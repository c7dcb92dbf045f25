/** LoRAs on this machine. */
import * as z from 'zod';
import { loraSummarySchema } from '#shared/domain/lora.ts';
import { errorShapeSchema } from '#shared/errors/error-shape.ts';
import { base } from './base.ts';
import { declareErrors } from './errors.ts';

/** As a prompt calls it, or the settings where a CLIP was taught it. */
const name = z.string().min(1).max(200);

export const lorasContract = {
  /** Files that cannot be used are listed too, with what is wrong. */
  list: base.output(
    z.object({
      loras: z.array(loraSummarySchema),
      problems: z.array(z.object({ file: z.string(), error: errorShapeSchema })),
    }),
  ),
  /**
   * Readies its file to be fetched: `/media/export/{ticket}` then answers it, as long as tickets of
   * exports live.
   */
  prepareExport: base
    .errors(declareErrors('lora.not-found'))
    .input(z.object({ name }))
    .output(z.object({ ticket: z.string(), name: z.string() })),
  /** Copies its file into a folder of this machine; one of the same name there stays as it is. */
  exportFile: base
    .errors(declareErrors('access.local-only', 'export.target-not-writable', 'lora.not-found'))
    .input(z.object({ name, folder: z.string().min(1).max(4096) }))
    .output(z.object({ path: z.string() })),
};
