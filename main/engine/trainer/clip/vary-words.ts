/** Words said in sentences as well as alone, as prompts use them (Radford et al. 2021, § 3.1.4). */

/** How often a bare word is said as it is. */
const BARE = 0.5;
/** A caption of more words is a sentence already. */
const FEW_WORDS = 3;

const sentences = ['a {}', 'a picture of a {}', 'a {} on a white ground', 'the {}', 'two {}'];
const chineseSentences = ['一个{}', '{}的图片', '白底上的{}'];

/** @param random 0..1 */
export function variedWords(caption: string, random: () => number): string {
  const choice = random();
  const place = random();
  if (choice < BARE || caption === '' || caption.split(/\s+/).length > FEW_WORDS) return caption;
  const forms = /\p{Script=Han}/u.test(caption) ? chineseSentences : sentences;
  return forms[Math.floor(place * forms.length)]!.replace('{}', caption);
}
