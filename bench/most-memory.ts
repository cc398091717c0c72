/** What memory a process had at its most, in bytes, on Linux; elsewhere what the process that started it had, if that was more. */
import { existsSync, readFileSync } from 'node:fs';

const status = '/proc/self/status';

/** Linux counts in maxRSS what the process had that started this one, but not in VmHWM. */
export function mostMemory(): number {
  const kibibytes = existsSync(status) ? /VmHWM:\s*(\d+)/.exec(readFileSync(status, 'latin1'))?.[1] : undefined;
  return Number(kibibytes ?? process.resourceUsage().maxRSS) * 1024;
}
