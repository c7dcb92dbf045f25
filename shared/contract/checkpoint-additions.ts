/** Checkpoints that come from a hub or from this machine, and the keeping of them. */
import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import {
  additionNameSchema,
  catalogueEntrySchema,
  hubOfferSchema,
  shelfSchema,
} from '#shared/domain/addition.ts';
import { transferIdSchema, transferSchema } from '#shared/domain/transfer.ts';
import { base } from './base.ts';
import { declareErrors } from './errors.ts';

const writing = declareErrors('library.not-writable', 'library.disk-full');
const hubErrors = declareErrors(
  'hub.address-invalid',
  'hub.not-found',
  'hub.gated',
  'hub.token-refused',
  'hub.unreachable',
  'hub.busy',
  'hub.stalled',
  'hub.odd-answer',
  'hub.file-missing',
  'hub.file-type',
  'hub.nothing-usable',
  'hub.path-refused',
  'hub.names-collide',
);
const beginning = {
  ...writing,
  ...declareErrors('transfer.already-there', 'transfer.elsewhere', 'transfer.no-hash'),
};
const transferErrors = {
  ...writing,
  ...declareErrors('transfer.not-found', 'transfer.wrong-state', 'transfer.elsewhere'),
};
const additionErrors = {
  ...writing,
  ...declareErrors('addition.not-found', 'addition.unknown-origin', 'addition.damaged'),
};

const hubQuestion = z.object({
  /** `owner/name`, or the address of a model or of one of its files. */
  address: z.string().max(500),
  /** Branch, tag or commit; the main branch without it. */
  revision: z.string().max(200).optional(),
  /** Exactly these files; a choice is made without them. */
  files: z.array(z.string().max(500)).max(500).optional(),
});
const oneTransfer = z.object({ id: transferIdSchema });
const oneAddition = z.object({ name: additionNameSchema });
const hubStateSchema = z.object({
  /** Where questions go. */
  host: z.string(),
  hasToken: z.boolean(),
  /** Whether the environment gives the token, so that it cannot be changed here. */
  isTokenFixed: z.boolean(),
});

export const checkpointAdditionsContract = {
  /** The list that comes with Easel. Asks nobody. */
  catalogue: base.output(z.array(catalogueEntrySchema)),
  /** Asks the hub, and fetches nothing but what says what the model is. */
  look: base.errors(hubErrors).input(hubQuestion).output(hubOfferSchema),
  download: base
    .errors({ ...hubErrors, ...beginning })
    .input(hubQuestion)
    .output(transferSchema),
  /** Takes in a file or folder of this machine, with no second copy where the disk can. */
  import: base
    .errors({
      ...beginning,
      ...declareErrors(
        'transfer.source-missing',
        'transfer.nothing-usable',
        'hub.path-refused',
        'hub.names-collide',
      ),
    })
    .input(z.object({ path: z.string().min(1).max(4_096) }))
    .output(transferSchema),

  /** What comes in now, and what came since Easel started. */
  transfers: base.output(z.array(transferSchema)),
  /** All of them now, and again after each change. */
  watchTransfers: base.output(eventIterator(z.array(transferSchema))),
  pauseTransfer: base.errors(transferErrors).input(oneTransfer).output(transferSchema),
  /** Goes on after a pause or a failure. */
  resumeTransfer: base.errors(transferErrors).input(oneTransfer).output(transferSchema),
  /** Forgets it with all that has come of it; what was completed stays. */
  cancelTransfer: base.errors(transferErrors).input(oneTransfer).output(z.object({})),

  additions: base.output(shelfSchema),
  /** Reads every file and compares it with what was added. */
  verifyAddition: base
    .errors(additionErrors)
    .input(oneAddition)
    .output(z.object({ files: z.number().int(), bytes: z.number().int() })),
  /** Fetches again what is missing or wrong. */
  repairAddition: base
    .errors({ ...additionErrors, ...beginning, ...declareErrors('addition.is-whole') })
    .input(oneAddition)
    .output(transferSchema),
  /** To the trash. */
  removeAddition: base.errors(additionErrors).input(oneAddition).output(z.object({})),
  restoreAddition: base.errors(additionErrors).input(oneAddition).output(z.object({})),
  emptyTrash: base.errors(writing).output(z.object({})),

  hub: base.output(hubStateSchema),
  /** `null` forgets it. The token itself is never told to anybody. */
  setHubToken: base
    .errors(writing)
    .input(z.object({ token: z.string().max(1_000).nullable() }))
    .output(hubStateSchema),
};
