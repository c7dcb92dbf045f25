/** Outlines of a mask as curves, by VTracer (visioncortex) in WebAssembly. */
import { readFile } from 'node:fs/promises';

/** What of VTracer's glue is used. */
interface Tracer {
  BinaryImageConverter: new (
    image: { data: Uint8ClampedArray; width: number; height: number },
    how: Readonly<Record<string, unknown>>,
    options: Readonly<Record<string, unknown>>,
  ) => { init(): void; tick(): boolean; getResult(): string; free(): void };
  __wbg_set_wasm: (exports: Exports) => void;
}

type Exports = Readonly<Record<string, unknown>>;

/** What of WebAssembly is used; Node's types leave it to the browser's. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Exports } }>;
};

/** One closed outline, holes included, moved to its place. */
export interface Outline {
  /** Path data: `M`, `C`, `L` and `Z` with absolute coordinates, to be moved by `x` and `y`. */
  readonly data: string;
  readonly x: number;
  readonly y: number;
}

let loading: Promise<Tracer> | undefined;

/**
 * @param mask 1 where the shape is, row by row
 * @param leastArea pixels; what is smaller is left out
 */
export async function traceMask(
  mask: Uint8Array,
  { width, height, leastArea }: { width: number; height: number; leastArea: number },
): Promise<Outline[]> {
  const { BinaryImageConverter } = await (loading ??= load());
  const data = new Uint8ClampedArray(mask.length * 4).fill(255);
  for (const [at, isInside] of mask.entries()) if (isInside === 1) data.fill(0, at * 4, at * 4 + 3);
  const converter = new BinaryImageConverter(
    { data, width, height },
    {
      debug: false,
      mode: 'spline',
      cornerThreshold: Math.PI / 3,
      lengthThreshold: 4,
      maxIterations: 10,
      spliceThreshold: Math.PI / 4,
      filterSpeckle: leastArea,
      pathPrecision: 1,
    },
    { scale: 1 },
  );
  try {
    converter.init();
    while (!converter.tick()) continue;
    return outlinesIn(converter.getResult());
  } finally {
    converter.free();
  }
}

function outlinesIn(svg: string): Outline[] {
  const path = /d="([^"]*)"\s+transform="translate\(([-\d.]+),([-\d.]+)\)"/g;
  return [...svg.matchAll(path)].map(([, data = '', x, y]) => ({
    data: data.trim(),
    x: Number(x),
    y: Number(y),
  }));
}

/** Its own entry imports the module as a file of code, which Node still calls an experiment. */
async function load(): Promise<Tracer> {
  const entry = import.meta.resolve('vectortracer');
  const glue = (await import(new URL('vectortracer_bg.js', entry).href)) as Tracer;
  const bytes = await readFile(new URL('vectortracer_bg.wasm', entry));
  const { instance } = await WebAssembly.instantiate(bytes, {
    './vectortracer_bg.js': glue,
  });
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports['__wbindgen_start'] as () => void)();
  return glue;
}
