/**
 * What only the window of the desktop app can do. Served beside the common contract, under
 * `desktop`, by that host alone; the browser's shell has answers of its own or none.
 */
import { oc, type ContractRouterClient } from '@orpc/contract';
import * as z from 'zod';
import { pictureIdSchema } from '#shared/domain/ids.ts';
import { errorShapeSchema } from '#shared/errors/error-shape.ts';
import { declareErrors } from './errors.ts';
import type { EaselContract } from './index.ts';

export const MAX_DRAGGED = 100;

const base = oc.errors(declareErrors('internal.unexpected', 'request.invalid'));

export const desktopContract = {
  /** The system's own dialog; no path when the person closed it. */
  pickFolder: base.output(z.object({ path: z.string().optional() })),
  /** As `pickFolder`, for one file of weights. */
  pickModelFile: base.output(z.object({ path: z.string().optional() })),
  /** Shows the picture's file in the file manager. */
  reveal: base
    .errors(declareErrors('picture.not-found', 'picture.file-missing'))
    .input(z.object({ id: pictureIdSchema })),
  /**
   * To be called while the pointer is down: from here on the system drags the pictures as files,
   * copies under the names given. They carry prompt and settings where the user's settings say so.
   */
  startDrag: base.errors(declareErrors('picture.not-found', 'picture.file-missing')).input(
    z.object({
      pictures: z
        .array(z.object({ id: pictureIdSchema, name: z.string().max(200) }))
        .min(1)
        .max(MAX_DRAGGED),
    }),
  ),
};

export type DesktopClient = ContractRouterClient<
  EaselContract & { readonly desktop: typeof desktopContract }
>;

/** What a window's script posts, with one end of a channel, to ask for the contract. */
export const CONNECT_MESSAGE = 'easel:connect';

/** The first message on that channel; after `ready` it carries the contract, after `refused` nothing. */
export const portGreetingSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('refused'), error: errorShapeSchema }),
]);
export type PortGreeting = z.infer<typeof portGreetingSchema>;
