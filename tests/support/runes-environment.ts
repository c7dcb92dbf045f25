/** A Vitest environment that compiles runes for the browser, without pretending that there is a DOM. */
import type { Environment } from 'vitest/runtime';

const environment: Environment = {
  name: 'runes',
  viteEnvironment: 'client',
  setup() {
    return {
      teardown() {
        // Nothing was put in place.
      },
    };
  },
};

export default environment;
