/** Values as Grafana writes them, by the unit of their panel. */

type Scale = readonly (readonly [from: number, suffix: string])[];

const counts: Scale = [
  [1e9, ' Bil'],
  [1e6, ' Mil'],
  [1e3, ' K'],
  [0, ''],
];
const seconds: Scale = [
  [86_400, ' d'],
  [3600, ' h'],
  [60, ' min'],
  [1, ' s'],
  [1e-3, ' ms'],
  [1e-6, ' µs'],
];
const binary: Scale = [
  [2 ** 30, ' GiB'],
  [2 ** 20, ' MiB'],
  [2 ** 10, ' KiB'],
  [0, ' B'],
];
const decimal: Scale = [
  [1e9, ' GB/s'],
  [1e6, ' MB/s'],
  [1e3, ' kB/s'],
  [0, ' B/s'],
];
const rates: Readonly<Record<string, string>> = { cps: ' c/s', mps: ' msg/s', reqps: ' req/s', ms: ' ms' };

export function valueText(value: number, unit: string): string {
  if (!Number.isFinite(value)) return '∞';
  if (unit === 's') return value === 0 ? '0 s' : scaled(value, seconds);
  if (unit === 'bytes') return scaled(value, binary);
  if (unit === 'Bps') return scaled(value, decimal);
  if (unit === 'percentunit') return `${digits(value * 100)}%`;
  return `${scaled(value, counts)}${rates[unit] ?? ''}`;
}

function scaled(value: number, scale: Scale): string {
  const [from, suffix] = scale.find(([least]) => Math.abs(value) >= least) ?? scale.at(-1)!;
  return `${digits(from === 0 ? value : value / from)}${suffix}`;
}

/** Three digits that say something, no zeros behind the point. */
function digits(value: number): string {
  const whole = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  return String(Number(value.toFixed(whole)));
}

/** Between 0 and `most`: four to six round numbers. Binary ones for bytes. */
export function ticksUpTo(most: number, unit: string): number[] {
  const steps = unit === 'bytes' ? [1, 2, 4, 8] : [1, 2, 2.5, 5, 10];
  const base =
    unit === 'bytes' ? 2 ** (10 * Math.floor(Math.log2(most / 5) / 10)) : 10 ** Math.floor(Math.log10(most / 5));
  const all = unit === 'bytes' ? [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] : steps;
  const step = (all.find((one) => one * base * 5 >= most) ?? all.at(-1)!) * base;
  const count = Math.max(1, Math.ceil(most / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}
