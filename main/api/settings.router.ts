import type { Clips } from '#main/core/clips/clips.ts';
import type { SettingsService } from '#main/core/settings/settings-service.ts';
import { api } from './implementer.ts';

export function settingsRouter(settings: SettingsService, clips: Clips) {
  return api.settings.router({
    get: api.settings.get.handler(() => settings.get()),
    update: api.settings.update.handler(async ({ input }) => {
      // A name that is not there would be kept and do nothing.
      if (typeof input.rankingClip === 'string') await clips.find(input.rankingClip);
      if (typeof input.rankingAdapter === 'string') {
        await clips.requireAdapter(input.rankingAdapter);
      }
      return settings.update(input);
    }),
    watch: api.settings.watch.handler(({ signal }) => settings.watch(signal)),
  });
}
