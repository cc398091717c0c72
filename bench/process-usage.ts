/** What a process has used, as Linux tells it. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
import { readFileSync } from 'node:fs';

/** USER_HZ, 100 on every architecture that Node runs on. */
const ticksPerSecond = 100;

/** Seconds of all cores, user and system. NaN where there is no /proc. */
export function cpuSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name of the program may hold blanks; what follows its bracket has no surprises. Fields 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return Number.NaN;
  }
}
