/** The web globals that codecs may use: what Node, browsers, Deno and Bun all have. Anything else is refused by the compiler. */
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  readonly encoding: string;
  decode(input?: ArrayBufferView | ArrayBuffer, options?: { stream?: boolean }): string;
}
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
  encodeInto(source: string, destination: Uint8Array): { read: number; written: number };
}
interface CryptoKey {
  readonly type: string;
}
interface CryptoKeyPair {
  readonly publicKey: CryptoKey;
  readonly privateKey: CryptoKey;
}
/** The parameters of keys and of operations that codecs use. */
interface KeyParameters {
  readonly name: string;
  readonly hash?: string;
  readonly namedCurve?: string;
  readonly length?: number;
}
interface SignatureParameters {
  readonly name: string;
  readonly hash?: string;
  readonly saltLength?: number;
}
interface CipherParameters {
  readonly name: string;
  readonly iv?: Uint8Array;
  readonly additionalData?: Uint8Array;
  readonly tagLength?: number;
  readonly label?: Uint8Array;
}
interface DerivationParameters {
  readonly name: string;
  readonly public?: CryptoKey;
  readonly salt?: Uint8Array;
  readonly iterations?: number;
  readonly hash?: string;
}
interface SubtleCrypto {
  digest(algorithm: string, data: ArrayBufferView | ArrayBuffer): Promise<ArrayBuffer>;
  importKey(
    format: 'raw' | 'spki' | 'pkcs8',
    data: ArrayBufferView | ArrayBuffer,
    algorithm: KeyParameters,
    extractable: boolean,
    usages: readonly string[],
  ): Promise<CryptoKey>;
  exportKey(format: 'raw' | 'spki' | 'pkcs8', key: CryptoKey): Promise<ArrayBuffer>;
  generateKey(algorithm: KeyParameters, extractable: boolean, usages: readonly string[]): Promise<CryptoKeyPair>;
  sign(algorithm: SignatureParameters, key: CryptoKey, data: ArrayBufferView | ArrayBuffer): Promise<ArrayBuffer>;
  verify(
    algorithm: SignatureParameters,
    key: CryptoKey,
    signature: ArrayBufferView | ArrayBuffer,
    data: ArrayBufferView | ArrayBuffer,
  ): Promise<boolean>;
  encrypt(algorithm: CipherParameters, key: CryptoKey, data: ArrayBufferView | ArrayBuffer): Promise<ArrayBuffer>;
  decrypt(algorithm: CipherParameters, key: CryptoKey, data: ArrayBufferView | ArrayBuffer): Promise<ArrayBuffer>;
  deriveBits(algorithm: DerivationParameters, key: CryptoKey, length: number): Promise<ArrayBuffer>;
  wrapKey(format: 'raw', key: CryptoKey, wrapping: CryptoKey, algorithm: CipherParameters): Promise<ArrayBuffer>;
  unwrapKey(
    format: 'raw',
    wrapped: ArrayBufferView | ArrayBuffer,
    unwrapping: CryptoKey,
    algorithm: CipherParameters,
    unwrappedAlgorithm: KeyParameters,
    extractable: boolean,
    usages: readonly string[],
  ): Promise<CryptoKey>;
}
declare const crypto: {
  readonly subtle: SubtleCrypto;
  getRandomValues<T extends ArrayBufferView>(array: T): T;
  randomUUID(): string;
};
interface ByteStreamReader {
  read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array<ArrayBuffer> }>;
  cancel(reason?: unknown): Promise<void>;
}
interface ByteStreamWriter {
  write(piece: Uint8Array): Promise<void>;
  close(): Promise<void>;
  abort(reason?: unknown): Promise<void>;
}
declare class CompressionStream {
  constructor(format: 'deflate' | 'deflate-raw' | 'gzip');
  readonly readable: { getReader(): ByteStreamReader };
  readonly writable: { getWriter(): ByteStreamWriter };
}
declare class DecompressionStream {
  constructor(format: 'deflate' | 'deflate-raw' | 'gzip');
  readonly readable: { getReader(): ByteStreamReader };
  readonly writable: { getWriter(): ByteStreamWriter };
}
declare function atob(data: string): string;
declare function btoa(data: string): string;
