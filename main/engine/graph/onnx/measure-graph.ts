/**
 * How much there is in an `.onnx` file, before anything reads it as a whole: a few bytes can stand for a
 * part each, so a file of a gigabyte could become a hundred of objects, or keep the runtime's optimisers
 * busy for hours. Only the framing is walked; numbers are passed over where they lie.
 */
import type protobuf from 'protobufjs/light.js';
import { modelType, nodeType } from './schema.ts';

/** Bytes that can be read in pieces. */
export interface Pieces {
  readonly size: number;
  /** At least one of these bytes, where the file has any of them. */
  read(offset: number, length: number): Uint8Array;
}

/** The bytes are no ONNX model, or more of one than is read here. */
export class GraphFault extends Error {}

/** Published networks have up to ten thousand; the runtime needs seconds for this many. */
export const MAX_NODES = 50_000;
/** Fields of all messages together. */
const MAX_FIELDS = 2_000_000;
/** Messages within messages; subgraphs nest three deep in each other. */
const MAX_DEPTH = 48;
const WINDOW_BYTES = 1 << 16;
const MAX_VARINT_BYTES = 10;

/** Wire types of protobuf. */
const wire = { varint: 0, fixed64: 1, delimited: 2, fixed32: 5 } as const;

/**
 * How many nodes there are, those of subgraphs included. Throws GraphFault, and what reading throws.
 */
export function measureGraph(file: Pieces): number {
  const walk = new Walk(file);
  walk.message(modelType, file.size, 0);
  if (!walk.hasGraph) throw new GraphFault('there is no graph in it');
  return walk.nodes;
}

class Walk {
  nodes = 0;
  hasGraph = false;
  readonly #file: Pieces;
  #fields = 0;
  #at = 0;
  #window: Uint8Array = new Uint8Array();
  #windowStart = 0;

  constructor(file: Pieces) {
    this.#file = file;
  }

  message(type: protobuf.Type, end: number, depth: number): void {
    if (depth > MAX_DEPTH) throw new GraphFault('its graphs are nested too deeply');
    while (this.#at < end) {
      this.#fields += 1;
      if (this.#fields > MAX_FIELDS) throw new GraphFault('it has too many parts');
      const tag = this.#varint(end);
      const inner = type.fieldsById[Math.floor(tag / 8)]?.resolvedType;
      switch (tag % 8) {
        case wire.varint:
          this.#varint(end);
          break;
        case wire.fixed64:
          this.#skip(8, end);
          break;
        case wire.fixed32:
          this.#skip(4, end);
          break;
        case wire.delimited: {
          const length = this.#varint(end);
          if (inner !== undefined && inner !== null && 'fieldsById' in inner) {
            this.#enter(inner, length, end, depth);
          } else {
            this.#skip(length, end);
          }
          break;
        }
        default:
          throw new GraphFault('it is no ONNX graph');
      }
    }
  }

  #enter(type: protobuf.Type, length: number, end: number, depth: number): void {
    if (length > end - this.#at) throw new GraphFault('it ends too early');
    if (type === nodeType) this.nodes += 1;
    if (this.nodes > MAX_NODES) throw new GraphFault(`it has more than ${MAX_NODES} nodes`);
    if (depth === 0 && type.name === 'GraphProto') this.hasGraph = true;
    this.message(type, this.#at + length, depth + 1);
  }

  #skip(length: number, end: number): void {
    if (length > end - this.#at) throw new GraphFault('it ends too early');
    this.#at += length;
  }

  /** Beyond 2^53 it is rounded, which no length of a file is. */
  #varint(end: number): number {
    let value = 0;
    for (let index = 0; index < MAX_VARINT_BYTES; index += 1) {
      if (this.#at >= end) throw new GraphFault('it ends too early');
      const byte = this.#byte();
      value += (byte & 0x7f) * 2 ** (7 * index);
      if (byte < 0x80) return value;
    }
    throw new GraphFault('it is no ONNX graph');
  }

  #byte(): number {
    let place = this.#at - this.#windowStart;
    if (place < 0 || place >= this.#window.length) {
      this.#window = this.#file.read(this.#at, WINDOW_BYTES);
      this.#windowStart = this.#at;
      place = 0;
    }
    const byte = this.#window[place];
    if (byte === undefined) throw new GraphFault('it ends too early');
    this.#at += 1;
    return byte;
  }
}
