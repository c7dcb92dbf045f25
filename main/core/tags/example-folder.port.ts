/** A folder of this machine with one folder for each word. Nothing in it is changed or copied. */
export interface ExampleFolder {
  /** Picture files by word. Throws `tags.folder-unreadable`. */
  list(folder: string): Promise<readonly { readonly word: string; readonly paths: string[] }[]>;
}
