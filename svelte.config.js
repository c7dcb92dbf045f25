/** Read by Vite, svelte-check and the linter. Runes everywhere, so that legacy syntax is an error. */
const config = { compilerOptions: { runes: true } };

export default config;
