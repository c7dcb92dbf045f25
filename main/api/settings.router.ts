import type { SettingsService } from '#main/core/settings/settings-service.ts';
import { api } from './implementer.ts';

export function settingsRouter(settings: SettingsService) {
  return api.settings.router({
    get: api.settings.get.handler(() => settings.get()),
    update: api.settings.update.handler(({ input }) => settings.update(input)),
    watch: api.settings.watch.handler(({ signal }) => settings.watch(signal)),
  });
}
