import { describe, expect, it } from 'vitest';
import { isGroup, mailboxes, parseAddressList } from './index.ts';

const read = (text: string): [string, string][] =>
  mailboxes(parseAddressList(text)).map(({ name, address }) => [name, address]);

describe('address lists, RFC 5322 3.4 and appendix A', () => {
  it.each([
    ['Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>', [['Pete', 'pete@silly.test']]],
    ['Mary Smith\r\n                  \r\n          <mary@example.net>', [['Mary Smith', 'mary@example.net']]],
    ['John Doe <jdoe@machine(comment).  example>', [['John Doe', 'jdoe@machine.example']]],
    ['Joe Q. Public <john.q.public@example.com>', [['Joe Q. Public', 'john.q.public@example.com']]],
    [
      'Mary Smith <@node.test:mary@example.net>, , jdoe@test  . example',
      [
        ['Mary Smith', 'mary@example.net'],
        ['', 'jdoe@test.example'],
      ],
    ],
    ['<@route.test,@other.test:user@example.org>', [['', 'user@example.org']]],
    ['jdoe@one.test (John (my dear) Doe)', [['John (my dear) Doe', 'jdoe@one.test']]],
  ])('reads %j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });
  it('reads groups with and without members, comments among them', () => {
    expect(
      parseAddressList("A Group(Some people):Chris Jones <c@(Chris's host.)public.example>, joe@example.org; x@y.test"),
    ).toEqual([
      {
        name: 'A Group',
        members: [
          { name: 'Chris Jones', address: 'c@public.example' },
          { name: '', address: 'joe@example.org' },
        ],
      },
      { name: '', address: 'x@y.test' },
    ]);
    const [group] = parseAddressList('(Empty list)(start)Hidden recipients  :(nobody(that I know))  ;');
    expect(group !== undefined && isGroup(group) && group.name).toBe('Hidden recipients');
  });
});

describe('addresses as mailers write them', () => {
  it.each([
    ['=?utf-8?Q?J=C3=B6rg?= <j@x.test>', [['Jörg', 'j@x.test']]],
    ['"=?utf-8?B?SsO2cmc=?=" <j@x.test>', [['Jörg', 'j@x.test']]],
    [
      '=?utf-8?Q?Doe=2C_J=C3=B6rg?= <j@x.test>, k@x.test',
      [
        ['Doe, Jörg', 'j@x.test'],
        ['', 'k@x.test'],
      ],
    ],
    ['=?utf-8?Q?J=C3=B6rg_<j=40x.test>?=', [['Jörg', 'j@x.test']]],
    ['j@x.test (=?utf-8?Q?J=C3=B6rg?=)', [['Jörg', 'j@x.test']]],
    ['Jörg <jörg@bücher.example>', [['Jörg', 'jörg@bücher.example']]],
    ['"unclosed <a@b.test>', [['unclosed', 'a@b.test']]],
    ['John (unclosed <a@b.test>', [['John (unclosed', 'a@b.test']]],
    ['=?utf-8?Q?Doe,_J?= <j@x.test>', [['Doe, J', 'j@x.test']]],
    ['Name <a@b.test', [['Name', 'a@b.test']]],
    [
      'Name <a@b.test, c@d.test',
      [
        ['Name', 'a@b.test'],
        ['', 'c@d.test'],
      ],
    ],
    ['a@b.test <a@b.test>', [['a@b.test', 'a@b.test']]],
    ['<<a@b.test>>', [['', 'a@b.test']]],
    [
      'a@b.test; c@d.test',
      [
        ['', 'a@b.test'],
        ['', 'c@d.test'],
      ],
    ],
    ['John Doe', [['John Doe', '']]],
    ['<>', []],
    [',,;;', []],
  ])('reads %j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});
