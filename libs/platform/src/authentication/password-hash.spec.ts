import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './password-hash.ts';

const cheap = { ln: 4, r: 8, p: 1 };

describe('password hashes by scrypt, RFC 7914', () => {
  it('verifies the test vectors of RFC 7914, 12', async () => {
    const hash = (hex: string) => Buffer.from(hex, 'hex').toString('base64').replace(/=+$/, '');
    const nacl =
      'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640';
    const chloride =
      '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887';
    expect(await verifyPassword(`$scrypt$ln=10,r=8,p=16$TmFDbA$${hash(nacl)}`, 'password')).toBe(true);
    const salt = Buffer.from('SodiumChloride').toString('base64').replace(/=+$/, '');
    expect(await verifyPassword(`$scrypt$ln=14,r=8,p=1$${salt}$${hash(chloride)}`, 'pleaseletmein')).toBe(true);
    expect(await verifyPassword(`$scrypt$ln=14,r=8,p=1$${salt}$${hash(chloride)}`, 'pleaseletmeout')).toBe(false);
  });

  it('verifies the hash in the documentation of passlib', async () => {
    const hash = '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E';
    expect(await verifyPassword(hash, 'password')).toBe(true);
    expect(await verifyPassword(hash, 'Password')).toBe(false);
  });

  it("makes hashes that Python's hashlib makes of the same salt", async () => {
    const [, , cost, salt, hash] = (await hashPassword('Pässword', { ln: 10, r: 4, p: 2 })).split('$');
    expect(cost).toBe('ln=10,r=4,p=2');
    const script =
      'import base64,hashlib,sys;print(base64.b64encode(hashlib.scrypt(sys.argv[1].encode(),salt=base64.b64decode(sys.argv[2]+"=="),n=1024,r=4,p=2,dklen=32)).decode().rstrip("="))';
    expect(execFileSync('python3', ['-c', script, 'Pässword', salt ?? ''], { encoding: 'utf8' }).trim()).toBe(hash);
  });

  it('verifies what it made, whatever the normalization form of the password', async () => {
    const hash = await hashPassword('na\u00efve', cheap);
    expect(hash).toMatch(/^\$scrypt\$ln=4,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(await verifyPassword(hash, 'nai\u0308ve')).toBe(true);
    expect(await verifyPassword(hash, 'naive')).toBe(false);
    expect(await hashPassword('na\u00efve', cheap)).not.toBe(hash);
  });

  it.each(['', 'plain', '$2b$12$abc', '$scrypt$ln=4,r=8$a$b', '$scrypt$ln=4,r=8,p=1$a b$c'])(
    'refuses "%s" as a hash',
    async (hash) => {
      await expect(verifyPassword(hash, 'x')).rejects.toMatchObject({ code: 'not-a-password-hash' });
    },
  );

  it.each(['ln=30,r=8,p=1', 'ln=15,r=9999,p=1', 'ln=4,r=8,p=9999', 'ln=0,r=8,p=1'])(
    'refuses the cost %s',
    async (cost) => {
      await expect(verifyPassword(`$scrypt$${cost}$YWJj$YWJj`, 'x')).rejects.toMatchObject({ code: 'too-costly' });
    },
  );
});
