/** Keys of the question that is open. */
export const tasteKeys = {
  left: 'ArrowLeft',
  right: 'ArrowRight',
  skip: 'ArrowDown',
  undo: 'U',
} as const;
