import { PostbusError } from '@postbus/errors';

/** Why a server for tests, the demo or a bench is not there. */
export class ClusterServersError extends PostbusError<
  | 'java-missing'
  | 'maven-missing'
  | 'python-missing'
  | 'install-failed'
  | 'does-not-answer'
  | 'did-not-start'
  | 'no-free-port'
  | 'no-limited-disk'
> {}
