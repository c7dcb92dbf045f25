import type { Clips } from '#main/core/clips/clips.ts';
import { api } from './implementer.ts';

export function clipsRouter(clips: Clips) {
  return api.clips.router({ list: api.clips.list.handler(() => clips.list()) });
}
