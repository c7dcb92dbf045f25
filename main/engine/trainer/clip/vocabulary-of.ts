/** More would take long to say, and a folder with as many captions has sentences, not words. */
const MOST = 300;

/**
 * What pictures can be told to be: each caption once, as it is written first.
 *
 * @param captions those that must not be left out first
 */
export function vocabularyOf(captions: readonly string[]): string[] {
  const said = captions.map((caption) => caption.trim()).filter((caption) => caption !== '');
  return [...new Set(said)].slice(0, MOST);
}
