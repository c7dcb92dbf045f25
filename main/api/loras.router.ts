import type { Loras } from '#main/core/loras/loras.ts';
import { api } from './implementer.ts';

export function lorasRouter(loras: Loras) {
  return api.loras.router({ list: api.loras.list.handler(() => loras.list()) });
}
