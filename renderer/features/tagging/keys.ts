/** Keys of a suggested tag that has the focus. */
export const taggingKeys = { accept: 'Enter', pass: 'X' } as const;
