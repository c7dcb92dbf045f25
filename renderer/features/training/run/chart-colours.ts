/** Colours of the theme as a canvas wants them, and word of when they change. */

/** Resolves a token such as `--fg-2`; `light-dark()` is only resolved for real properties. */
export function colourOf(probe: HTMLElement, token: string, alpha = 1): string {
  // Else a switch of theme would be read half-way.
  probe.style.setProperty('transition', 'none', 'important');
  probe.style.color = `color-mix(in srgb, var(${token}) ${alpha * 100}%, transparent)`;
  return getComputedStyle(probe).color;
}

/** Calls back after every switch of theme; returns how to stop. */
export function watchTheme(onchange: () => void): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  for (const query of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)']) {
    matchMedia(query).addEventListener('change', onchange, { signal });
  }
  const observer = new MutationObserver(onchange);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => {
    stop.abort();
    observer.disconnect();
  };
}
