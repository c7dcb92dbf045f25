/** The machine and this installation. */
import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import {
  engineInfoSchema,
  findingSchema,
  remoteAccessStateSchema,
  speedCheckSchema,
  systemInfoSchema,
} from '#shared/domain/system.ts';
import { base } from './base.ts';
import { declareErrors } from './errors.ts';

export const systemContract = {
  /** Answers at once: how a caller learns that the other side is still there. */
  ping: base.output(z.void()),
  /** Cheap; starts nothing. */
  info: base.output(systemInfoSchema),
  /** Starts the engine if needed and asks it what it runs on. */
  devices: base
    .errors(declareErrors('engine.unavailable', 'engine.stopped'))
    .output(engineInfoSchema),
  /** Measures every device that works, one after another; jobs wait meanwhile. */
  speedCheck: base
    .errors(
      declareErrors(
        'system.busy',
        'engine.unavailable',
        'engine.stopped',
        'checkpoint.not-found',
        'checkpoint.damaged',
        'checkpoint.unsupported',
      ),
    )
    .output(eventIterator(speedCheckSchema)),
  /** Looks at everything that Easel depends on and says what each finding means. */
  doctor: base.output(z.array(findingSchema)),
  /** Asked after a change of the settings, it answers when the change has taken effect. */
  remoteAccess: base.output(remoteAccessStateSchema),
};
