/** The tensors that a run changes, by name. The numbers are changed in place. */
export type Trainables = ReadonlyMap<
  string,
  { readonly dims: readonly number[]; readonly data: Float32Array }
>;
