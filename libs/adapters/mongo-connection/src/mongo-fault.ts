/** Faults of the server and the driver in the words of the ports. https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml */
import { PortError } from '@postbus/ports';
import { mongo } from 'mongoose';

const { MongoErrorLabel } = mongo;

/** Codes of an answer that another time, another primary or another operator can change. */
const passing: ReadonlySet<number> = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  13, // Unauthorized: mail is not to be refused for good because of a wrong setting
  18, // AuthenticationFailed
  24, // LockTimeout
  43, // CursorNotFound
  46, // LockBusy
  50, // MaxTimeMSExpired
  63, // StaleShardVersion
  89, // NetworkTimeout
  91, // ShutdownInProgress
  112, // WriteConflict
  117, // ConflictingOperationInProgress
  133, // FailedToSatisfyReadPreference
  134, // ReadConcernMajorityNotAvailableYet
  150, // StaleEpoch
  189, // PrimarySteppedDown
  202, // NetworkInterfaceExceededTimeLimit
  225, // TransactionTooOld
  239, // SnapshotUnavailable
  246, // SnapshotUnavailable before 4.4
  251, // NoSuchTransaction
  262, // ExceededTimeLimit
  290, // TransactionExceededLifetimeLimitSeconds
  317, // ConnectionPoolExpired
  365, // TemporarilyUnavailable
  391, // ReauthenticationRequired
  462, // IngressRequestRateLimitExceeded
  9001, // SocketException
  10_107, // NotWritablePrimary
  11_600, // InterruptedAtShutdown
  11_601, // Interrupted
  11_602, // InterruptedDueToReplStateChange
  13_388, // StaleConfig
  13_435, // NotPrimaryNoSecondaryOk
  13_436, // NotPrimaryOrSecondary
]);

const full: ReadonlySet<number> = new Set([
  14_031, // OutOfDiskSpace
  371, // UserWritesBlocked: also what a server close to a full disk is set to
]);

const closed: ReadonlySet<string> = new Set([
  'MongoNotConnectedError',
  'MongoClientClosedError',
  'MongoTopologyClosedError',
  'MongoPoolClosedError',
]);

/** Faults of the choice of a server and of the pool whose classes are not exported, or are mongoose's. */
const ofTheWay: ReadonlySet<string> = new Set(['MongoWaitQueueTimeoutError', 'MongooseServerSelectionError']);

/** Of the system, which the driver lets through from a write to a socket that has just been closed. */
const ofTheSocket: ReadonlySet<unknown> = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH']);

/**
 * The error to throw for one of the driver: a fault of the server or the way to it as {PortError} `unavailable`,
 * `storage-full`, `closed`, or `outcome-unknown` where a write may have been kept; any other as it is.
 * @param port names the port: `jobs`
 */
export function mongoFault(error: unknown, port: string): unknown {
  const code = faultCode(error);
  return code === undefined ? error : new PortError(code, port, (error as Error).message, { cause: error });
}

/** Runs `work`, its faults told as those of `port`. */
export async function faultsOf<Result>(port: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw mongoFault(error, port);
  }
}

/** Whether `error` says that a document with the same `_id` or unique key is there. */
export function isDuplicateKey(error: unknown): boolean {
  return codesOf(error).includes(11_000);
}

/** Whether another transaction wrote first what this one would write. */
export function isConflict(error: unknown): boolean {
  return codesOf(error).includes(112);
}

/** Whether the driver or the server says that the transaction may be run again from its start. */
export function isTransient(error: unknown): boolean {
  return hasLabel(error, MongoErrorLabel.TransientTransactionError);
}

/** Whether a commit may have happened. */
export function isCommitUnknown(error: unknown): boolean {
  return hasLabel(error, MongoErrorLabel.UnknownTransactionCommitResult);
}

function faultCode(error: unknown): PortError['code'] | undefined {
  if (!(error instanceof Error) || error instanceof PortError) return undefined;
  const cause = met(error);
  if (closed.has(error.name) || (cause instanceof Error && closed.has(cause.name))) return 'closed';
  const codes = codesOf(error);
  if (codes.some((code) => full.has(code))) return 'storage-full';
  if (isCommitUnknown(error) || isUnacknowledged(error)) return 'outcome-unknown';
  if (isTransient(error) || isOfTheWay(error) || codes.some((code) => passing.has(code))) return 'unavailable';
  return undefined;
}

/** Written, and not in time on a majority: it may yet be rolled back. */
function isUnacknowledged(error: Error): boolean {
  if (error instanceof mongo.MongoWriteConcernError) return true;
  if (error instanceof mongo.MongoClientBulkWriteError) return error.writeConcernErrors.length > 0;
  return error instanceof mongo.MongoBulkWriteError && error.result.getWriteConcernError() !== undefined;
}

/** What a bulk write met on the way, which the driver tells as an error of the bulk write. */
function met(error: unknown): unknown {
  if (error instanceof mongo.MongoClientBulkWriteError) return error.cause;
  return error instanceof mongo.MongoBulkWriteError ? error.errorResponse : undefined;
}

/** Whether the server was not reached, or its answer did not come. */
export function isOfTheWay(error: unknown): boolean {
  return (
    error instanceof mongo.MongoNetworkError ||
    error instanceof mongo.MongoSystemError ||
    error instanceof mongo.MongoOperationTimeoutError ||
    (error instanceof Error &&
      (ofTheWay.has(error.name) || ofTheSocket.has((error as NodeJS.ErrnoException).code) || isOfTheWay(met(error))))
  );
}

function hasLabel(error: unknown, label: string): boolean {
  return error instanceof mongo.MongoError && (error.hasErrorLabel(label) || hasLabel(met(error), label));
}

/** The code of the answer, and those of the operations of a bulk write. */
function codesOf(error: unknown): number[] {
  if (!(error instanceof mongo.MongoError)) return [];
  const codes = typeof error.code === 'number' ? [error.code] : [];
  if (error instanceof mongo.MongoBulkWriteError) codes.push(...[error.writeErrors].flat().map(({ code }) => code));
  if (error instanceof mongo.MongoClientBulkWriteError) {
    for (const { code } of error.writeErrors.values()) codes.push(code);
    codes.push(...codesOf(error.cause));
  }
  return codes;
}
