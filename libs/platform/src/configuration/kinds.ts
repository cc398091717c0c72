/** Kinds of settings: how each is written and what it becomes. Values of variables and flags are always text. */

/** Reads a written value; undefined where it is not of the kind. */
export interface Kind<Value> {
  /** What a mistake says was expected, and what the documentation says of the type. */
  readonly expected: string;
  readonly read: (written: unknown) => Value | undefined;
  /** The value is never shown. */
  readonly secret?: true;
}

/** An address to listen on or to connect to. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const bytes: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

export function text(): Kind<string> {
  return { expected: 'text', read: (written) => (typeof written === 'string' && written !== '' ? written : undefined) };
}

/** A password or key: told by no mistake and no documentation. */
export function secret(): Kind<string> {
  return { ...text(), secret: true };
}

export function choice<const Value extends string>(...values: readonly Value[]): Kind<Value> {
  return { expected: values.join(' or '), read: (written) => values.find((value) => value === written) };
}

export function onOff(): Kind<boolean> {
  const values = new Map<unknown, boolean>([
    [true, true],
    [false, false],
    ['true', true],
    ['false', false],
  ]);
  return { expected: 'true or false', read: (written) => values.get(written) };
}

/** A whole number. */
export function count(bounds: Bounds = {}): Kind<number> {
  const within = bounded({ min: 0, ...bounds });
  return {
    expected: `a whole number${inBounds(bounds, String)}`,
    read: (written) => {
      const value = typeof written === 'string' && /^-?\d+$/.test(written) ? Number(written) : written;
      return typeof value === 'number' && Number.isSafeInteger(value) ? within(value) : undefined;
    },
  };
}

/** Milliseconds, written with units: `250ms`, `30s`, `1h30m`, `5d`; 0 needs none. */
export function duration(bounds: Bounds = {}): Kind<number> {
  return {
    expected: `a duration such as 250ms, 30s, 5m, 1h30m or 2d${inBounds(bounds, writeDuration)}`,
    read: (written) => measured(written, /(\d+(?:\.\d+)?)(ms|s|m|h|d)/y, milliseconds, bounded(bounds)),
  };
}

/** Bytes, written with a unit: `512kB`, `30MB` of 1000s; `64KiB`, `1GiB` of 1024s. */
export function size(bounds: Bounds = {}): Kind<number> {
  return {
    expected: `a size such as 64KiB, 30MB or 1GiB${inBounds(bounds, writeSize)}`,
    read: (written) => measured(written, /(\d+(?:\.\d+)?) ?(B|[kK]B|[MGT]B|[KMGT]iB)/y, bytes, bounded(bounds)),
  };
}

/** `host:port`, `[IPv6]:port`; port 0 takes a free one. */
export function endpoint(): Kind<Endpoint> {
  return {
    expected: 'host:port',
    read: (written) => {
      if (typeof written !== 'string') return undefined;
      const [, v6, name, digits] = /^(?:\[([0-9a-fA-F:.%]+)\]|([^\s:[\]]+)):(\d{1,5})$/.exec(written) ?? [];
      const host = v6 ?? name;
      const port = Number(digits);
      return host !== undefined && port <= 65_535 ? { host, port } : undefined;
    },
  };
}

/** Where to listen, or `off`. */
export function endpointOrOff(): Kind<Endpoint | 'off'> {
  return { expected: 'host:port or off', read: (written) => (written === 'off' ? 'off' : endpoint().read(written)) };
}

/** A list; in a variable or flag its items are parted by commas. */
export function list<Item>(item: Kind<Item>): Kind<readonly Item[]> {
  return {
    expected: `a list, each item ${item.expected}`,
    ...(item.secret === true && { secret: true }),
    read: (written) => {
      const parts: unknown = typeof written === 'string' ? written.split(',').map((part) => part.trim()) : written;
      if (!Array.isArray(parts)) return undefined;
      const items = parts.filter((part) => part !== '').map((part) => item.read(part));
      return items.includes(undefined) ? undefined : (items as Item[]);
    },
  };
}

/** `90000` as `1m30s`. */
export function writeDuration(value: number): string {
  let left = value;
  let written = '';
  for (const [unit, factor] of Object.entries(milliseconds).toReversed()) {
    const whole = Math.floor(left / factor);
    if (whole > 0) written += `${whole}${unit}`;
    left -= whole * factor;
  }
  return written === '' ? '0' : written;
}

/** `30000000` as `30MB`, `65536` as `64KiB`. */
export function writeSize(value: number): string {
  const units = Object.entries(bytes).filter(
    ([unit, factor]) => unit !== 'KB' && value >= factor && value % factor === 0,
  );
  const [unit, factor] = units.reduce((best, next) => (next[1] > best[1] ? next : best), ['B', 1]);
  return `${value / factor}${unit}`;
}

/** The sum of measured parts, which must fill the text. */
function measured(
  written: unknown,
  part: RegExp,
  units: Readonly<Record<string, number>>,
  within: (value: number) => number | undefined,
): number | undefined {
  if (written === 0 || written === '0') return within(0);
  if (typeof written !== 'string' || written === '') return undefined;
  let sum = 0;
  part.lastIndex = 0;
  while (part.lastIndex < written.length) {
    const [, amount, unit] = part.exec(written) ?? [];
    if (amount === undefined || unit === undefined) return undefined;
    sum += Number(amount) * (units[unit] ?? Number.NaN);
  }
  return Number.isFinite(sum) ? within(Math.round(sum)) : undefined;
}

function bounded({ min = 0, max = Number.MAX_SAFE_INTEGER }: Bounds) {
  return (value: number): number | undefined => (value >= min && value <= max ? value : undefined);
}

function inBounds({ min, max }: Bounds, write: (value: number) => string): string {
  if (min !== undefined && max !== undefined) return ` from ${write(min)} to ${write(max)}`;
  if (min !== undefined) return `, at least ${write(min)}`;
  return max === undefined ? '' : `, at most ${write(max)}`;
}
