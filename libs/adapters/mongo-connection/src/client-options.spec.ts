import { describe, expect, it } from 'vitest';
import { checkUrl, clientOptions } from './client-options.ts';

const codeFor = (url: string, development = false): string => {
  try {
    checkUrl({ url, development });
    return 'taken';
  } catch (error) {
    expect(String(error)).not.toContain('secret');
    return (error as { readonly code: string }).code;
  }
};

describe('the URL of the database', () => {
  it.each([
    ['mongodb://db.example/', 'taken'],
    ['mongodb://db.example/?w=majority&journal=true', 'taken'],
    ['mongodb://db.example/?w=1', 'weak-write-concern'],
    ['mongodb://db.example/?w=0', 'weak-write-concern'],
    ['mongodb://db.example/?w=3', 'weak-write-concern'],
    ['mongodb://db.example/?journal=false', 'weak-write-concern'],
    ['mongodb://ada:secret@db.example/', 'password-without-tls'],
    ['mongodb://ada:secret@127.0.0.1,db.example/', 'password-without-tls'],
    ['mongodb://ada:secret@127.0.0.1/', 'taken'],
    ['mongodb://ada:secret@localhost,[::1]/', 'taken'],
    ['mongodb://ada:secret@%2Ftmp%2Fmongodb.sock/', 'taken'],
    ['mongodb://ada:secret@db.example/?tls=true', 'taken'],
    ['mongodb+srv://ada:secret@db.example/', 'taken'],
    ['mongodb+srv://ada:secret@db.example/?tls=false', 'password-without-tls'],
    ['mongodb://ada:secret@db.example/?tls=true&tlsAllowInvalidCertificates=true', 'certificate-unchecked'],
    ['mongodb://ada:secret@db.example/?tls=true&tlsInsecure=true', 'certificate-unchecked'],
    ['http://ada:secret@db.example/', 'url-invalid'],
    ['mongodb://ada:secret@db.example/?maxPoolSize=secret', 'url-invalid'],
    ['', 'url-invalid'],
  ])('%s is %s', (url, code) => expect(codeFor(url)).toBe(code));

  it('may risk more in development, where it is one', () => {
    expect(codeFor('mongodb://ada:secret@db.example/?w=1', true)).toBe('taken');
    expect(codeFor('http://db.example/', true)).toBe('url-invalid');
  });
});

describe('options of the driver', () => {
  it('end every wait', () => {
    const options = clientOptions({ url: '', serverSelectionTime: 1, operationTime: 2 });
    expect(options).toMatchObject({
      serverSelectionTimeoutMS: 1,
      connectTimeoutMS: 1,
      socketTimeoutMS: 2,
      waitQueueTimeoutMS: 2,
      writeConcern: { w: 'majority', journal: true, wtimeoutMS: 2 },
    });
  });
});
