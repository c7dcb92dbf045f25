import type { SystemService } from '#main/core/system/system-service.ts';
import { api } from './implementer.ts';

export function systemRouter(system: SystemService) {
  return api.system.router({
    ping: api.system.ping.handler(() => undefined),
    info: api.system.info.handler(({ context }) => system.info(context.host)),
    devices: api.system.devices.handler(({ signal }) => system.devices(signal)),
    speedCheck: api.system.speedCheck.handler(({ signal }) => system.speedCheck(signal)),
    doctor: api.system.doctor.handler(({ signal }) => system.doctor(signal)),
    remoteAccess: api.system.remoteAccess.handler(
      ({ context }) => context.remoteAccess?.() ?? { isOn: false, addresses: [] },
    ),
  });
}
