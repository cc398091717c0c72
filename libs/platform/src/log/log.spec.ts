import { channel } from 'node:diagnostics_channel';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { PortError } from '@postbus/ports';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logChannels } from './log-channels.ts';
import { type Log, createLog } from './log.ts';
import { logTable } from './log-table.ts';
import { NestLog } from './nest-log.ts';

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
let lines: Record<string, unknown>[];
let log: Log;

beforeEach(() => {
  lines = [];
  log = logAt('debug');
});

function logAt(level: 'debug' | 'info' | 'off'): Log {
  const destination = { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) };
  return createLog({ service: 'postbus-test', level, destination });
}

describe('log', () => {
  it('writes lines of JSON with time, level, service and the ids of the trace', () => {
    log.info({ listener: 'smtp', traceparent }, 'listening');
    expect(lines).toMatchObject([
      {
        level: 'info',
        service: 'postbus-test',
        msg: 'listening',
        listener: 'smtp',
        trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
        span_id: '00f067aa0ba902b7',
      },
    ]);
    expect(lines[0]).not.toHaveProperty('traceparent');
    expect(new Date(String(lines[0]?.['time'])).toISOString()).toBe(lines[0]?.['time']);
  });

  it('tells an error by code, class, text and stack, with its causes', () => {
    const cause = Object.assign(new Error('disk full'), { code: 'ENOSPC' });
    const error = new PortError('storage-full', 'BlobStore', 'nothing is kept', { cause });
    log.error({ error }, 'it failed');
    expect(lines).toMatchObject([
      {
        error: {
          code: 'storage-full',
          name: 'PortError',
          message: 'BlobStore: nothing is kept',
          cause: { code: 'ENOSPC', message: 'disk full' },
        },
      },
    ]);
    expect(JSON.stringify(lines)).toContain('log.spec.ts');
  });

  it('survives errors that cause themselves, and what is thrown without being an error', () => {
    const error = new Error('round');
    error.cause = error;
    log.warn({ error }, 'first');
    log.warn({ error: 'text' }, 'second');
    expect(lines).toMatchObject([{ error: { message: 'round' } }, { error: 'text' }]);
  });

  it('leaves out what is below its level', () => {
    const quiet = logAt('info');
    quiet.debug({}, 'no');
    quiet.info({}, 'yes');
    logAt('off').error({}, 'no');
    expect(lines.map(({ msg }) => msg)).toEqual(['yes']);
  });
});

describe('channels in the log', () => {
  let end: () => void;
  beforeEach(() => {
    end = logChannels(log);
  });
  afterEach(() => end());

  it('writes a line with the fields of the table and no others', () => {
    const error = Object.assign(new Error('bad'), { code: 'invalid-event' });
    const told = {
      topic: 't',
      group: 'g',
      partition: 1,
      offset: 2,
      attempts: 3,
      code: 'invalid-event',
      error,
      traceparent,
    };
    channel('postbus.bus.dead-lettered').publish({ ...told, value: 'Dear Anna' });
    expect(lines).toMatchObject([
      {
        level: 'error',
        msg: 'an event went to the dead letters',
        topic: 't',
        offset: 2,
        trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
        error: { code: 'invalid-event' },
      },
    ]);
    expect(JSON.stringify(lines)).not.toContain('Anna');
  });

  it('has each channel once in the table', () => {
    const names = logTable.map((row) => row.channel);
    expect(new Set(names).size).toBe(names.length);
  });

  it('ends', () => {
    end();
    for (const row of logTable) expect(channel(row.channel).hasSubscribers).toBe(false);
  });
});

describe('what Nest says', () => {
  @Module({ providers: [{ provide: 'broken', useFactory: () => Promise.reject(new Error('no such thing')) }] })
  class BrokenModule {}
  @Module({})
  class QuietModule {}

  it('is chatter at debug, with the class that speaks', async () => {
    const application = await NestFactory.createApplicationContext(QuietModule, { logger: new NestLog(log) });
    await application.close();
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.every(({ level }) => level === 'debug')).toBe(true);
    expect(lines.map(({ context }) => context)).toContain('NestFactory');
  });

  it('is an error where a module does not start', async () => {
    const starting = NestFactory.createApplicationContext(BrokenModule, {
      logger: new NestLog(log),
      abortOnError: false,
    });
    await expect(starting).rejects.toThrow('no such thing');
    expect(lines.find(({ level }) => level === 'error')).toBeDefined();
  });
});
