/** Things that Spark can draw, by which it is held to what it could do, and by which that is judged. */

/** The base draws these, and its answers are kept. */
export const keptPrompts: readonly string[] = [
  ...['a red car', 'a blue car', 'a dog face', 'a panda face', 'a red rose', 'a slice of pizza'],
  ...['a robot', 'a ghost', 'a birthday cake', 'a banana', 'a rocket', 'a brown bear'],
  ...['a yellow sun', 'a green frog', 'a house with a garden', 'a tree', 'a blue heart'],
  ...['an airplane', 'a bicycle', 'a smiling face', 'an umbrella', 'a book', 'a guitar'],
  ...['a soccer ball', 'a clock', 'a strawberry', 'a pig face', 'a butterfly', 'a train'],
  ...['a woman', 'a man with a beard', 'a hand', '苹果', '红色的汽车', '猫'],
];

/** Never trained on: how far answers to these have moved is measured while a run goes. */
export const watchedPrompts: readonly string[] = [
  ...['a purple flower', 'a fox', 'a bottle of wine', 'a motorcycle', 'a burger', '蓝色的心'],
];

/** Never trained on either: drawn before and after, and judged by CLIP. */
export const unrelatedPrompts: readonly string[] = [
  ...['a green apple', 'a red heart', 'a cat', 'a fire truck', 'a tomato', 'a star'],
  ...['a duck', 'a cupcake', 'a bus', 'a pencil'],
];
