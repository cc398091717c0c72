/**
 * Ends what this process started when this process is gone, however it went, `kill -9` included: a shell of its own
 * session reads from us which process groups live, and kills them when the pipe from us ends.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** Lines in: `+ PID`, `- PID`, and `rm FOLDER` for folders that go with us. */
const script = `
alive=' '
while read -r change what; do
  case $change in
    +) alive="$alive$what " ;;
    -) case $alive in *" $what "*) alive="\${alive%% $what *} \${alive#* $what }" ;; esac ;;
    rm) set -- "$@" "$what" ;;
  esac
done
for pid in $alive; do kill -9 -"$pid" 2>/dev/null; done
[ $# = 0 ] || { sleep 0.2; rm -rf -- "$@"; }
`;

let guard: ChildProcess | undefined;

function tell(line: string): void {
  if (guard === undefined) {
    guard = spawn('sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, cwd: '/' });
    guard.unref();
    (guard.stdin as Socket).unref();
    // A guard that someone ended can end nothing any more; that is no fault of the test's.
    guard.stdin!.on('error', () => undefined);
  }
  guard.stdin!.write(`${line}\n`);
}

/** The process group of that id is killed when this process is gone, unless `release` comes first. */
export function guardGroup(pid: number): void {
  tell(`+ ${pid}`);
}

/** The process group has ended: its id may be another's from now on. */
export function releaseGroup(pid: number): void {
  tell(`- ${pid}`);
}

/** The folder is removed when this process is gone. */
export function guardFolder(path: string): void {
  tell(`rm ${path}`);
}
