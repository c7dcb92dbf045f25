/** The user's settings. */
import { eventIterator } from '@orpc/contract';
import { settingsPatchSchema, settingsSchema } from '#shared/domain/settings.ts';
import { communityErrorCodes } from '#shared/errors/catalogue/community.ts';
import { base } from './base.ts';
import { declareErrors } from './errors.ts';

export const settingsContract = {
  get: base.output(settingsSchema),
  update: base
    .errors(declareErrors('library.not-writable', 'library.disk-full', ...communityErrorCodes))
    .input(settingsPatchSchema)
    .output(settingsSchema),
  /** The settings now, and again after each change. */
  watch: base.output(eventIterator(settingsSchema)),
};
