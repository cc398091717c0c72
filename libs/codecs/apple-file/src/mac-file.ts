/** A Macintosh file: two forks and what the Finder knows of them, whatever the format that carries it. RFC 1740 */
export interface MacFile {
  /** Without a path; Mac Roman in all formats. */
  readonly name: string;
  /** Four characters: `TEXT`. */
  readonly type: string;
  /** Four characters: `ttxt`. */
  readonly creator: string;
  /** fdFlags, 16 bits. */
  readonly finderFlags: number;
  /** fdXFlags, 8 bits. */
  readonly extendedFlags: number;
  /** fdScript, 8 bits: the script of the name where its top bit is set. */
  readonly script: number;
  /** Place of the icon in its window, signed 16 bits each. */
  readonly location: { readonly vertical: number; readonly horizontal: number };
  /** Id of the window, signed 16 bits. */
  readonly folder: number;
  readonly isLocked: boolean;
  /** Epoch ms, whole seconds; absent where unknown. MacBinary tells local time without its zone: read as UTC. */
  readonly created?: number;
  readonly modified?: number;
  /** Get Info comment; empty where there is none. */
  readonly comment: string;
  readonly dataFork: Uint8Array;
  readonly resourceFork: Uint8Array;
}

const none = new Uint8Array(0);
const emptyFile: MacFile = {
  name: '',
  type: '\0\0\0\0',
  creator: '\0\0\0\0',
  finderFlags: 0,
  extendedFlags: 0,
  script: 0,
  location: { vertical: 0, horizontal: 0 },
  folder: 0,
  isLocked: false,
  comment: '',
  dataFork: none,
  resourceFork: none,
};

/** A file with `known`, and empty or zero in all else. */
export function macFile(known: Partial<MacFile>): MacFile {
  return { ...emptyFile, ...known };
}
