/** What bounds the reading of RTF. Past a limit the rest is left out, and what was read so far is given. */
export interface RtfLimits {
  /** Groups inside one another, 4,096 unless told. Stops nesting bombs: each group keeps a state. Deeper ones share it. */
  readonly depth: number;
  /** Control words, symbols, groups and runs of text, 20 million unless told. Stops documents of nothing but braces. */
  readonly tokens: number;
  /** Bytes of output as UTF-8, 64 MiB unless told. Stops short toggles that become long tags. */
  readonly outputBytes: number;
}

export const defaultRtfLimits: RtfLimits = { depth: 4096, tokens: 20_000_000, outputBytes: 64 * 1024 * 1024 };
