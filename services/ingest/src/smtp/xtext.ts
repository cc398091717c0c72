/** Text encoded for a parameter. xtext: RFC 3461 4; utf-8-addr-xtext and unitext: RFC 6533 3 */

const form = /^(?:[!-*,-<>-~]|\+[0-9A-F]{2})*$/;

/** The ASCII text that `text` encodes; undefined where it is not xtext, or encodes other than printable ASCII. RFC 3461 4.4 */
export function decodeXtext(text: string): string | undefined {
  if (!form.test(text)) return undefined;
  const decoded = text.replaceAll(/\+([0-9A-F]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return /^[ -~]*$/.test(decoded) ? decoded : undefined;
}

const unitextForm = /^(?:[!-*,-<>-[\]-~\u{a0}-\u{10ffff}]|\\x\{(?:[0-9A-F]{2,6})\}|\+[0-9A-F]{2})*$/u;

/** The address that the part of an ORCPT of type `utf-8` behind its semicolon says, `\x{HEX}` decoded. RFC 6533 3 */
export function decodeUnitext(text: string): string | undefined {
  if (!unitextForm.test(text)) return undefined;
  let valid = true;
  const decoded = text.replaceAll(
    /\\x\{([0-9A-F]{2,6})\}|\+([0-9A-F]{2})/g,
    (_, scalar: string | undefined, byte: string | undefined) => {
      const value = Number.parseInt(scalar ?? byte!, 16);
      if (value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) valid = false;
      return valid ? String.fromCodePoint(value) : '';
    },
  );
  return valid && !/\p{Cc}/u.test(decoded) ? decoded : undefined;
}
