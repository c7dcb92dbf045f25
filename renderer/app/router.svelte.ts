/** Which screen is shown: the part of the address after `#/`. */

export const screens = [
  'create',
  'edit',
  'gallery',
  'train',
  'models',
  'activity',
  'settings',
] as const;
/** Screens that others lead to. */
export const innerScreens = ['taste', 'tags'] as const;
export type Screen = (typeof screens | typeof innerScreens)[number];

/** The screen an address asks for; Create for every other address. */
export function screenOf(hash: string): Screen {
  const name = hash.replace(/^#\/?/, '').split('/')[0];
  return [...screens, ...innerScreens].find((screen) => screen === name) ?? 'create';
}

export class Router {
  screen = $state<Screen>(screenOf(location.hash));

  constructor() {
    addEventListener('hashchange', () => {
      this.screen = screenOf(location.hash);
    });
  }

  go(screen: Screen): void {
    location.hash = `#/${screen}`;
  }
}
