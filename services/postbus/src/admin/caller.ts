/** Who asks for an operation, as the audit log names them. */
import { userInfo } from 'node:os';

export interface Caller {
  readonly principal: string;
  /** IP address; absent on this machine. */
  readonly remote?: string;
  /** Whether it may look and do nothing. */
  readonly readOnly?: boolean;
  /** Whether what it sends can be heard on its way: by HTTP without TLS. */
  readonly inClear?: boolean;
}

/**
 * Whoever runs a command over the store itself, or opens the socket of the data folder: the system tells no process who
 * connected to its socket, but only the folder's owner can, who is the one that runs this process.
 */
export function localCaller(): Caller {
  return { principal: `local/${process.getuid?.() ?? userInfo().username}` };
}
