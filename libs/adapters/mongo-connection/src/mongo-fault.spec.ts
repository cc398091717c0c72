import { PortError } from '@postbus/ports';
import { mongo } from 'mongoose';
import { describe, expect, it } from 'vitest';
import { faultsOf, isDuplicateKey, mongoFault } from './mongo-fault.ts';

const answered = (code: number, labels: string[] = []) =>
  new mongo.MongoServerError({ code, errmsg: 'refused', errorLabels: labels });

describe('faults of the driver in the words of the ports', () => {
  it.each([
    ['a cut connection', new mongo.MongoNetworkError('cut'), 'unavailable'],
    ['no answer in time', new mongo.MongoNetworkTimeoutError('late'), 'unavailable'],
    ['a socket that was closed', Object.assign(new Error('write ECONNRESET'), { code: 'ECONNRESET' }), 'unavailable'],
    ['a primary that stepped down', answered(189), 'unavailable'],
    ['an operation past its time', answered(50), 'unavailable'],
    ['conflicts until the time was up', answered(112, ['TransientTransactionError']), 'unavailable'],
    ['a password that is wrong', answered(18), 'unavailable'],
    ['a full disk', answered(14_031), 'storage-full'],
    ['a commit without an answer', withLabel(new mongo.MongoNetworkError('cut')), 'outcome-unknown'],
    ['a write not on a majority in time', new mongo.MongoWriteConcernError(unreplicated), 'outcome-unknown'],
    ['a bulk write on a cut connection', bulkError(new mongo.MongoNetworkError('cut')), 'unavailable'],
    ['a bulk write after a close', bulkError(new mongo.MongoClientClosedError()), 'closed'],
    ['a bulk write not on a majority in time', bulkError(unreplicatedWrite, true), 'outcome-unknown'],
    ['a client that was closed', new mongo.MongoClientClosedError(), 'closed'],
  ])('%s', (_, error, code) => {
    const fault = mongoFault(error, 'jobs');
    expect(fault).toBeInstanceOf(PortError);
    expect(fault).toMatchObject({ code, port: 'jobs', retryable: true, cause: error });
  });

  it.each([
    ['a duplicate key', answered(11_000)],
    ['a query that is none', answered(2)],
    ['an error of ours', new PortError('conflict', 'device-store', 'lost')],
    ['an error of the program', new TypeError('undefined is not a function')],
    ['what is no error', 'text'],
  ])('leaves %s as it is', (_, error) => expect(mongoFault(error, 'jobs')).toBe(error));

  it('tells those of some work', async () => {
    const failing = faultsOf('jobs', () => Promise.reject(new mongo.MongoNetworkError('cut')));
    await expect(failing).rejects.toMatchObject({ code: 'unavailable', port: 'jobs' });
  });

  it('knows a duplicate key among the operations of a bulk write', () => {
    const writeErrors = [{ code: 11_000 }] as mongo.WriteError[];
    expect(isDuplicateKey(new mongo.MongoBulkWriteError({ message: '', code: 65, writeErrors }, {} as never))).toBe(
      true,
    );
    expect(isDuplicateKey(answered(112))).toBe(false);
  });
});

const unreplicated = {
  ok: 1,
  writeConcernError: { code: 64, errmsg: 'waiting for replication timed out', errInfo: { wtimeout: true } },
} as const;

const unreplicatedWrite = { code: 64, message: 'waiting for replication timed out' } as const;

function bulkError(
  error: ConstructorParameters<typeof mongo.MongoBulkWriteError>[0],
  unacknowledged = false,
): mongo.MongoBulkWriteError {
  return new mongo.MongoBulkWriteError(error, {
    getWriteConcernError: () => (unacknowledged ? unreplicatedWrite : undefined),
  } as never);
}

function withLabel(error: mongo.MongoError): mongo.MongoError {
  error.addErrorLabel('UnknownTransactionCommitResult');
  return error;
}
