/**
 * A small file system of its own for one server, to see it full: a tmpfs in a mount namespace that one idle process
 * holds. The data outlives the server that is killed, and is gone when the holder is: nothing stays mounted.
 */
import { open, statfs, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ClusterServersError } from './cluster-servers-error.ts';
import { type Command, LocalProcess } from './local-process.ts';
import { runProgram } from './run-program.ts';
import { until } from './until.ts';

const asRoot = process.getuid?.() === 0;

/** A user who is not root is root in a user namespace, where the system allows those. */
const newNamespace = asRoot ? ['--mount'] : ['--user', '--map-root-user', '--mount'];

/** Whether such a file system can be made here: Linux, and the right to make a mount namespace. */
export async function limitedDisksWork(): Promise<boolean> {
  const probe = ['sh', '-c', 'mount -t tmpfs -o size=1m tmpfs /mnt'];
  return runProgram('unshare', [...newNamespace, ...probe]).then(
    () => true,
    () => false,
  );
}

const ballast = 'ballast';

export class LimitedDisk {
  private constructor(
    /** As processes inside see it; absolute. */
    readonly path: string,
    private readonly holder: LocalProcess,
  ) {}

  /**
   * @param path absolute; an empty folder, over which it is mounted for the processes inside
   * @param bytes its size
   * @throws {ClusterServersError} `no-limited-disk` where the system does not allow it
   */
  static async mount(path: string, bytes: number): Promise<LimitedDisk> {
    const script = 'mount -t tmpfs -o size="$1" tmpfs "$2" && touch "$2/mounted" && exec sleep 1000000000';
    const parameters = [...newNamespace, 'sh', '-c', script, 'disk', String(bytes), path];
    const holder = await LocalProcess.start({ program: 'unshare', parameters }, `${path}.log`);
    const disk = new LimitedDisk(path, holder);
    const mounted = await until(async () => !holder.running || (await disk.takeMark()), 10_000);
    if (mounted && holder.running) return disk;
    await holder.kill();
    throw new ClusterServersError('no-limited-disk', `no file system of limited size here: ${holder.log}`);
  }

  /** Of the process that holds it. */
  get pid(): number {
    return this.holder.pid;
  }

  /** The same folder for us, who are outside. */
  get pathFromOutside(): string {
    return `/proc/${this.holder.pid}/root${this.path}`;
  }

  /** The command that runs `command` where this file system is seen, as the same process. */
  inside({ program, parameters }: Command): Command {
    return { program: 'nsenter', parameters: [...this.namespaces, '--', program, ...parameters] };
  }

  /** Bytes that are free. */
  async free(): Promise<number> {
    const { bavail, bsize } = await statfs(this.pathFromOutside);
    return bavail * bsize;
  }

  /** Takes all space that is free. */
  async fill(): Promise<void> {
    const file = await open(join(this.pathFromOutside, ballast), 'a');
    const chunk = Buffer.alloc(64 * 1024);
    try {
      for (;;) await file.write(chunk);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      await file.close();
    }
  }

  /** Gives back what `fill` took. */
  async relieve(): Promise<void> {
    await unlink(join(this.pathFromOutside, ballast));
  }

  /** Ends it with all data; who runs inside must have ended. */
  async unmount(): Promise<void> {
    await this.holder.kill();
  }

  private get namespaces(): string[] {
    const place = `/proc/${this.holder.pid}/ns`;
    return asRoot
      ? [`--mount=${place}/mnt`]
      : ['--preserve-credentials', `--user=${place}/user`, `--mount=${place}/mnt`];
  }

  private takeMark(): Promise<boolean> {
    return unlink(join(this.pathFromOutside, 'mounted')).then(
      () => true,
      () => false,
    );
  }
}
