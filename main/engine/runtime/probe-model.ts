/** The smallest graph that proves that a provider works: y = 2x + 1 over [1, 4] (ONNX opset 17). */
export const probeModel: Uint8Array = Uint8Array.from(
  atob(
    'CAg6vAEKEQoBeAoBdxIBbSIGTWF0TXVsCg4KAW0KAWISAXkiA0FkZBIFcHJvYmUqSwgECAQQASJAAAAAQAAAAAAA' +
      'AAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAQEIBdyoZCAQQASIQ' +
      'AACAPwAAgD8AAIA/AACAP0IBYloTCgF4Eg4KDAgBEggKAggBCgIIBGITCgF5Eg4KDAgBEggKAggBCgIIBEIECgAQ' +
      'EQ==',
  ),
  (character) => character.charCodeAt(0),
);

export const probeInput: Float32Array = Float32Array.of(0, 1, 2, 3);
export const probeOutput: Float32Array = Float32Array.of(1, 3, 5, 7);
