/**
 * How messages are written: plain text with `{name}` places, or one text per plural form, chosen by
 * the number in `{n}`. The English catalogue gives the type: a key or a place that does not exist is
 * a type error, and so is a translation that lacks a key.
 */

export type PluralMessage = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & {
  readonly other: string;
};
export type Message = string | PluralMessage;

type PlacesIn<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PlacesIn<Rest>
  : never;

/** Names of the places in a message, over all its plural forms. */
export type Places<M> = M extends string
  ? PlacesIn<M>
  : M extends PluralMessage
    ? PlacesIn<M[keyof M]>
    : never;

/** The same keys in another language. */
export type Translation<Source> = { readonly [Key in keyof Source]: Message };
